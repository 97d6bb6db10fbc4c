package io.spillway.codec;

import java.lang.reflect.Field;
import java.util.Arrays;
import org.apache.fory.context.RefWriter;
import org.apache.fory.context.WriteContext;
import org.apache.fory.memory.MemoryBuffer;
import org.apache.fory.reflect.FieldAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Knows of the objects that are being written those which are made last when they are read, once all that is in them is there:
 * what in them leads back to them would find null. For one thread at a time.
 */
final class OpenObjects implements RefWriter {
    private final RefWriter refs;
    private @Nullable Object[] open = new Object[8];
    private int count;

    private OpenObjects(RefWriter refs) {
        this.refs = refs;
    }

    /** Takes the place of what writes references, as Fory tells nobody of one. */
    static OpenObjects of(WriteContext context) {
        OpenObjects made = new OpenObjects(context.getRefWriter());
        try {
            Field field = WriteContext.class.getDeclaredField("refWriter");
            FieldAccessor.createAccessor(field).putObject(context, made);
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("This Fory is another one", e);
        }
        return made;
    }

    /** Begins to write what is in an object. */
    void enter(Object object) {
        if (count == open.length) {
            open = Arrays.copyOf(open, 2 * count);
        }
        open[count++] = object;
    }

    /** All that is in the object that was entered last is written. */
    void leave() {
        open[--count] = null;
    }

    @SuppressWarnings("ReferenceEquality") // it is about this very object
    private void requireClosed(@Nullable Object object) {
        for (int i = count - 1; object != null && i >= 0; i--) {
            if (open[i] == object) {
                throw leadingBack(object.getClass());
            }
        }
    }

    private static RuntimeException leadingBack(Class<?> type) {
        String found = "it holds a " + type.getName() + " that leads back to itself";
        // Of these, Java serialization would make something else still.
        boolean isReplaced = type.getName().startsWith("java.util.ImmutableCollections")
                || type.getName().equals("java.util.Collections$UnmodifiableRandomAccessList");
        return isReplaced
                ? new CodecException(
                        "A value can't be stored: " + found + ". Use a list, set or map that can change", null)
                : new UnfaithfulException(found);
    }

    @Override
    public boolean writeRefOrNull(MemoryBuffer buffer, @Nullable Object object) {
        boolean known = refs.writeRefOrNull(buffer, object);
        if (known && count > 0) {
            requireClosed(object);
        }
        return known;
    }

    @Override
    public boolean writeRefValueFlag(MemoryBuffer buffer, Object object) {
        boolean isNew = refs.writeRefValueFlag(buffer, object);
        if (!isNew && count > 0) {
            requireClosed(object);
        }
        return isNew;
    }

    @Override
    public boolean writeNullFlag(MemoryBuffer buffer, @Nullable Object object) {
        return refs.writeNullFlag(buffer, object);
    }

    @Override
    public void replaceRef(Object original, Object replacement) {
        refs.replaceRef(original, replacement);
    }

    @Override
    public void reset() {
        refs.reset();
        Arrays.fill(open, 0, count, null);
        count = 0;
    }
}
