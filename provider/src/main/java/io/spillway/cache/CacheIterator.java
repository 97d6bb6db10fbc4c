package io.spillway.cache;

import io.spillway.tier.StoreCursor;
import java.util.Iterator;
import java.util.NoSuchElementException;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/** Goes through the entries of a cache, in every tier, and leaves each in the tier where it is. For one thread. */
final class CacheIterator<K, V> implements Iterator<Cache.Entry<K, V>> {
    private final SpillwayCache<K, V> cache;
    private final Engine<K, V> engine;
    private final StoreCursor<K> cursor;
    private @Nullable Found<K, V> next;
    private @Nullable Found<K, V> last;

    /** An entry; its key as the cache keeps it, since the one that the user gets may be changed by the user. */
    private record Found<K, V>(K key, V value, long version) {}

    CacheIterator(SpillwayCache<K, V> cache, Engine<K, V> engine) {
        this.cache = cache;
        this.engine = engine;
        this.cursor = engine.store.cursor();
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            next = advance();
        }
        return next != null;
    }

    private @Nullable Found<K, V> advance() {
        cache.requireOpen();
        for (K key = cursor.next(); key != null; key = cursor.next()) {
            Operations.Visited<V> visited = engine.run(key, Operations.visit());
            if (visited != null) {
                return new Found<>(key, visited.value(), visited.version());
            }
        }
        cursor.close();
        return null;
    }

    @Override
    public Cache.Entry<K, V> next() {
        Found<K, V> found = next == null ? advance() : next;
        if (found == null) {
            throw new NoSuchElementException();
        }
        next = null;
        last = found;
        return new SpillwayEntry<>(engine.keep(found.key()), found.value());
    }

    /** Removes the entry that {@link #next} returned; one that was put since under its key stays. */
    @Override
    public void remove() {
        cache.requireOpen();
        Found<K, V> found = last;
        if (found == null) {
            throw new IllegalStateException("next() was not called before remove()");
        }
        last = null;
        engine.run(found.key(), Operations.removeVisited(found.version()));
    }
}
