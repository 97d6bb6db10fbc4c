package io.spillway.cache;

import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;

/**
 * How a load ended, for those who waited for it.
 *
 * @param held what was loaded, in the form in which the cache holds values; null if the loader had nothing, or failed
 * @param failure what the loader threw; null if it did not
 */
record LoadOutcome(@Nullable Object held, @Nullable CacheLoaderException failure) {
    static final LoadOutcome NOTHING = new LoadOutcome(null, null);

    static LoadOutcome failed(CacheLoaderException failure) {
        return new LoadOutcome(null, failure);
    }

    static LoadOutcome loaded(Object held) {
        return new LoadOutcome(held, null);
    }

    /** What was loaded. Throws if the load failed: a new exception for each caller, with the loader's own as its cause. */
    @Nullable Object get() {
        if (failure != null) {
            Throwable cause = failure.getCause();
            throw new CacheLoaderException(failure.getMessage(), cause == null ? failure : cause);
        }
        return held;
    }
}
