package io.spillway.cache;

import javax.cache.CacheManager;

/** Who made a cache, and lets go of it when it closes. */
public interface SpillwayCacheOwner {
    /** The manager that the cache belongs to. */
    CacheManager manager();

    /** Until when, by {@link System#nanoTime()}, a cache that begins to close now may save what survives. */
    long closeBy();

    /** Called once, when the cache closes. */
    void release(SpillwayCache<?, ?> cache);
}
