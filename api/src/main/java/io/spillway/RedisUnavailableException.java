package io.spillway;

import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Redis did not answer in time, or with an error, and the cache can't do without, as {@code when-unavailable: fail} is
 * configured; or it can't remember more of what it owes Redis.
 *
 * <p>Whether a write took effect is not known if {@link #mayHaveTakenEffect()}; otherwise nothing has changed.
 */
public final class RedisUnavailableException extends CacheException {
    private static final long serialVersionUID = 1L;

    /** Whether the call may have been carried out all the same. */
    private final boolean mayHaveTakenEffect;

    /** Creates an exception that says what was to be done, and what came instead of an answer. */
    public RedisUnavailableException(String message, boolean mayHaveTakenEffect, @Nullable Throwable cause) {
        super(message, cause);
        this.mayHaveTakenEffect = mayHaveTakenEffect;
    }

    /** Whether the call may have been carried out all the same, as it was sent and no answer came. */
    public boolean mayHaveTakenEffect() {
        return mayHaveTakenEffect;
    }
}
