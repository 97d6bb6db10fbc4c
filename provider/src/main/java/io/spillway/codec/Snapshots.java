package io.spillway.codec;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Collections of the JDK as they are at one moment. Who goes through a collection more than once, as Fory does to learn of which
 * classes the elements are before it writes them, must find the same each time, whatever other threads do to it.
 *
 * <p>That a collection is changed while it is copied is found out as far as its iterators tell, and is an error then: what would
 * be stored otherwise is a value that there never was.
 */
final class Snapshots {
    private Snapshots() {}

    /**
     * The elements of a collection, in its order.
     *
     * @throws CodecException if another thread changes it
     */
    static List<@Nullable Object> of(Collection<?> collection) {
        if (collection instanceof Vector<?> vector) {
            return Arrays.asList(vector.toArray()); // may be used by many threads, and is locked for that long
        }
        try {
            @Nullable Object[] elements = new Object[collection.size()];
            int count = 0;
            for (Object element : collection) {
                elements[count++] = element;
            }
            if (count == elements.length) {
                return Arrays.asList(elements);
            }
        } catch (RuntimeException e) {
            throw changed(collection, e);
        }
        throw changed(collection, null);
    }

    /**
     * The entries of a map, in its order.
     *
     * @throws CodecException if another thread changes it
     */
    static Map<Object, Object> of(Map<?, ?> map) {
        try {
            Object[] entries = new Object[2 * map.size()];
            int count = 0;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                entries[count++] = entry.getKey();
                entries[count++] = entry.getValue();
            }
            if (count == entries.length) {
                return new Entries(entries);
            }
        } catch (RuntimeException e) {
            throw changed(map, e);
        }
        throw changed(map, null);
    }

    /** Says so of what can't be gone through because it is being changed. */
    static CodecException changed(Object collection, @Nullable Throwable cause) {
        return new CodecException(
                "A value can't be stored: a " + collection.getClass().getName()
                        + " in it was changed by another thread in the meantime. Put a copy that nobody changes, or let"
                        + " those who change it and those who put it wait for each other",
                cause);
    }

    /** Keys and values in turn. To be gone through by one thread, which is done with an entry when it asks for the next. */
    private static final class Entries extends AbstractMap<Object, Object> {
        private final Object[] entries;

        Entries(Object[] entries) {
            this.entries = entries;
        }

        @Override
        public int size() {
            return entries.length / 2;
        }

        @Override
        public Set<Entry<Object, Object>> entrySet() {
            return new AbstractSet<>() {
                @Override
                public int size() {
                    return Entries.this.size();
                }

                @Override
                public Iterator<Entry<Object, Object>> iterator() {
                    return new Walk(entries);
                }
            };
        }
    }

    /** Is each of the entries in turn, so that none has to be made. */
    private static final class Walk implements Iterator<Map.Entry<Object, Object>>, Map.Entry<Object, Object> {
        private final Object[] entries;
        private int next;

        Walk(Object[] entries) {
            this.entries = entries;
        }

        @Override
        public boolean hasNext() {
            return next < entries.length;
        }

        @Override
        public Map.Entry<Object, Object> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            next += 2;
            return this;
        }

        @Override
        public Object getKey() {
            return entries[next - 2];
        }

        @Override
        public Object getValue() {
            return entries[next - 1];
        }

        @Override
        public Object setValue(Object value) {
            throw new UnsupportedOperationException("This is a copy");
        }
    }
}
