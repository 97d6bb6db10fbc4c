package io.spillway.cache;

import io.spillway.CacheScan;
import io.spillway.tier.StoreCursor;
import java.util.Iterator;
import java.util.NoSuchElementException;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/** Goes through a cache without a trace. Safe for use by any thread. */
final class Scan<K, V> implements CacheScan<K, V> {
    private final SpillwayCache<K, V> cache;
    private final Engine<K, V> engine;

    Scan(SpillwayCache<K, V> cache, Engine<K, V> engine) {
        this.cache = cache;
        this.engine = engine;
    }

    @Override
    public Iterator<Cache.Entry<K, V>> entries() {
        cache.requireOpen();
        return new Entries();
    }

    @Override
    public long count() {
        cache.requireOpen();
        long count = 0;
        try (StoreCursor<K> cursor = engine.store.cursor()) {
            for (K key = cursor.next(); key != null; key = cursor.next()) {
                cache.requireOpen();
                if (engine.run(key, EntryAction::exists)) {
                    count++;
                }
            }
        }
        return count;
    }

    /** Reads each entry when its turn comes. */
    private final class Entries implements Iterator<Cache.Entry<K, V>> {
        private final StoreCursor<K> cursor = engine.store.cursor();
        private Cache.@Nullable Entry<K, V> next;

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
                V value = engine.run(key, Operations.glance());
                if (value != null) {
                    return new SpillwayEntry<>(engine.keep(key), value);
                }
            }
            cursor.close();
            return null;
        }

        @Override
        public Cache.Entry<K, V> next() {
            Cache.Entry<K, V> found = next == null ? advance() : next;
            if (found == null) {
                throw new NoSuchElementException();
            }
            next = null;
            return found;
        }
    }
}
