package io.spillway;

import java.util.Iterator;
import javax.cache.Cache;

/**
 * Goes through a cache for administration: unlike the cache's own iterator, it counts as no access. No deadline moves,
 * nothing is restored or promoted, no hit or miss is counted, no loader is asked. Get it with {@code
 * cache.unwrap(CacheScan.class)}.
 *
 * <p>Safe for use by any thread.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface CacheScan<K, V> {
    /**
     * The entries of all tiers; each is read when the iterator comes to it. An entry that is there throughout comes exactly
     * once; one that is put or removed meanwhile may come or not. The iterator is for one thread, and removes nothing.
     *
     * @throws IllegalStateException if the cache is closed
     */
    Iterator<Cache.Entry<K, V>> entries();

    /**
     * How many entries there are whose time isn't over; their values are not read. Takes a look at each key.
     *
     * @throws IllegalStateException if the cache is closed
     */
    long count();
}
