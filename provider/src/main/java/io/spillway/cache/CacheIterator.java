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
    private Cache.@Nullable Entry<K, V> next;
    private @Nullable K last;

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

    private Cache.@Nullable Entry<K, V> advance() {
        cache.requireOpen();
        for (K key = cursor.next(); key != null; key = cursor.next()) {
            V value = engine.run(key, Operations.visit());
            if (value != null) {
                return new SpillwayEntry<>(engine.keep(key), value);
            }
        }
        cursor.close();
        return null;
    }

    @Override
    public Cache.Entry<K, V> next() {
        Cache.Entry<K, V> entry = next == null ? advance() : next;
        if (entry == null) {
            throw new NoSuchElementException();
        }
        next = null;
        last = entry.getKey();
        return entry;
    }

    @Override
    public void remove() {
        K key = last;
        if (key == null) {
            throw new IllegalStateException("next() was not called before remove()");
        }
        last = null;
        cache.remove(key);
    }
}
