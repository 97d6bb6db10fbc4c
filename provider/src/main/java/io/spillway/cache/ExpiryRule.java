package io.spillway.cache;

import io.spillway.codec.Envelope;
import java.util.function.Supplier;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * An ExpiryPolicy's answers as deadlines. A policy that throws changes nothing: a new entry then never expires, an existing
 * one keeps its deadline; it is said once in the log.
 */
final class ExpiryRule {
    /** The answer that leaves a deadline as it is. */
    static final long UNCHANGED = Long.MIN_VALUE;

    private static final System.Logger LOG = System.getLogger(ExpiryRule.class.getName());

    private final ExpiryPolicy policy;
    private final boolean movesOnAccess;
    private volatile boolean failureLogged;

    ExpiryRule(ExpiryPolicy policy) {
        this.policy = policy;
        Class<?> type = policy.getClass();
        this.movesOnAccess = type != EternalExpiryPolicy.class
                && type != CreatedExpiryPolicy.class
                && type != ModifiedExpiryPolicy.class;
    }

    ExpiryPolicy policy() {
        return policy;
    }

    /** Whether entries never expire, whatever happens to them. */
    boolean isEternal() {
        return policy.getClass() == EternalExpiryPolicy.class;
    }

    /** Whether an access can move a deadline. */
    boolean movesOnAccess() {
        return movesOnAccess;
    }

    long onCreation(long now) {
        long deadline = ask(policy::getExpiryForCreation, now);
        return deadline == UNCHANGED ? Envelope.ETERNAL : deadline;
    }

    long onUpdate(long now) {
        return ask(policy::getExpiryForUpdate, now);
    }

    long onAccess(long now) {
        return movesOnAccess ? ask(policy::getExpiryForAccess, now) : UNCHANGED;
    }

    /** A duration of more milliseconds than there will ever be is eternal. */
    private static long deadline(Duration duration, long now) {
        if (duration.isEternal()) {
            return Envelope.ETERNAL;
        }
        long millis = duration.getTimeUnit().toMillis(duration.getDurationAmount());
        return millis >= Envelope.ETERNAL - now ? Envelope.ETERNAL : now + millis;
    }

    private long ask(Supplier<@Nullable Duration> question, long now) {
        try {
            Duration duration = question.get();
            return duration == null ? UNCHANGED : deadline(duration, now);
        } catch (RuntimeException e) {
            if (!failureLogged) {
                failureLogged = true;
                LOG.log(
                        System.Logger.Level.WARNING,
                        "The ExpiryPolicy " + policy.getClass().getName()
                                + " threw; deadlines are left as they are when it does. This is said once",
                        e);
            }
            return UNCHANGED;
        }
    }
}
