package io.spillway.cache;

import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;

/** How a load without a value ended: the loader had none, or it failed. A loaded value is found in the cache. */
record LoadOutcome(@Nullable CacheLoaderException failure) {
    static final LoadOutcome NOTHING = new LoadOutcome(null);

    /** Throws if the load failed: a new exception for each caller, with the loader's own as its cause. */
    void throwIfFailed() {
        if (failure != null) {
            throw new CacheLoaderException(
                    failure.getMessage(), failure.getCause() == null ? failure : failure.getCause());
        }
    }
}
