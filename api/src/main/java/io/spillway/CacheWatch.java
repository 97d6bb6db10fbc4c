package io.spillway;

import javax.cache.Cache;

/**
 * Tells of the caches of a manager as they open and close: {@code cacheManager.unwrap(CacheWatch.class)}. Safe for use by any
 * thread.
 */
public interface CacheWatch {
    /**
     * Tells somebody of the caches that are open, before this returns, and of others from then on.
     *
     * @return to be closed when nobody is to be told any more
     */
    Watching watch(Watcher watcher);

    /** Who is told. Calls come one after the other, while caches wait: they must be short, and create or close no cache. */
    interface Watcher {
        /** A cache is open. */
        void opened(Cache<?, ?> cache);

        /** A cache that was open is closed or destroyed; it answers to its name only. */
        void closed(Cache<?, ?> cache);
    }

    /** Ends the watch. */
    interface Watching extends AutoCloseable {
        /** Nobody is told from then on; idempotent. */
        @Override
        void close();
    }
}
