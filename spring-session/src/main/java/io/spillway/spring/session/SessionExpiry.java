package io.spillway.spring.session;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Lets each session have a time of its own, as JSR-107 asks a policy for a duration without saying for which value. It asks on
 * the thread of the operation, where the duration is left for it. Safe for use by any thread.
 */
final class SessionExpiry implements ExpiryPolicy {
    private static final Duration AT_ONCE = Duration.ZERO;

    private static final ThreadLocal<@Nullable Duration> CURRENT = new ThreadLocal<>();

    /** Does something to the cache that creates or updates a session which may be inactive for so many seconds. */
    <T> T with(long seconds, Supplier<T> operation) {
        set(seconds);
        try {
            return operation.get();
        } finally {
            CURRENT.remove();
        }
    }

    /** Within an operation: the session may be inactive for so many seconds. Negative is for ever. */
    void set(long seconds) {
        CURRENT.set(seconds < 0 ? Duration.ETERNAL : seconds == 0 ? AT_ONCE : new Duration(TimeUnit.SECONDS, seconds));
    }

    private Duration duration() {
        Duration duration = CURRENT.get();
        if (duration == null) {
            throw new IllegalStateException("Sessions are written by their repository only");
        }
        return duration;
    }

    @Override
    public Duration getExpiryForCreation() {
        return duration();
    }

    @Override
    public Duration getExpiryForUpdate() {
        return duration();
    }

    @Override
    @SuppressWarnings("NullAway") // null is what the specification has for no change
    public Duration getExpiryForAccess() {
        return null;
    }
}
