package io.spillway.tier.redis;

import io.spillway.RedisUnavailableException;
import org.jspecify.annotations.Nullable;

/** A call to Redis that was not answered, or with an error. */
final class NoAnswer extends Exception {
    private static final long serialVersionUID = 1L;

    /** What came instead. */
    enum Kind {
        /** It was not sent, as the breaker is open. */
        NOT_SENT,
        /** Nothing in time. */
        NOTHING,
        /** An error: the server is there, and won't. */
        ERROR
    }

    private final Kind kind;

    NoAnswer(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    /** As callers of the cache see it. */
    RedisUnavailableException forCallers(String what) {
        return new RedisUnavailableException(what + ": " + getMessage(), kind == Kind.NOTHING, this);
    }
}
