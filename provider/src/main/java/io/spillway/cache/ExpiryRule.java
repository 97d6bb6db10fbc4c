package io.spillway.cache;

import io.spillway.EntryExpiry;
import io.spillway.codec.Envelope;
import java.time.Instant;
import java.util.function.Supplier;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * An ExpiryPolicy's answers as deadlines, or those of the values themselves, where they are an {@link EntryExpiry}. A policy that throws changes nothing: a new entry then never expires, an existing
 * one keeps its deadline; it is said once in the log.
 */
final class ExpiryRule {
    /** The answer that leaves a deadline as it is. */
    static final long UNCHANGED = Long.MIN_VALUE;

    private static final Instant LATEST = Instant.ofEpochMilli(Envelope.ETERNAL - 1);
    private static final System.Logger LOG = System.getLogger(ExpiryRule.class.getName());

    private final boolean isUpToValues;
    private volatile Rule rule;
    private volatile boolean everExpires;
    private volatile boolean failureLogged;

    /** A policy, and what is known of it without asking. */
    private record Rule(ExpiryPolicy policy, boolean movesOnAccess, boolean updatesAsCreates) {
        static Rule of(ExpiryPolicy policy) {
            Class<?> type = policy.getClass();
            return new Rule(
                    policy,
                    type != EternalExpiryPolicy.class
                            && type != CreatedExpiryPolicy.class
                            && type != ModifiedExpiryPolicy.class,
                    isEternal(policy) || (sameForBoth(type) && lasts(policy.getExpiryForCreation())));
        }

        private static boolean sameForBoth(Class<?> type) {
            return type == ModifiedExpiryPolicy.class || type == TouchedExpiryPolicy.class;
        }

        private static boolean lasts(@Nullable Duration duration) {
            return duration != null && !duration.isZero();
        }
    }

    /** The rule of a cache for values of a declared type. */
    ExpiryRule(ExpiryPolicy policy, Class<?> valueType) {
        this.isUpToValues = EntryExpiry.class.isAssignableFrom(valueType);
        this.rule = Rule.of(policy);
        this.everExpires = isUpToValues || !isEternal(policy);
    }

    private static boolean isEternal(ExpiryPolicy policy) {
        return policy.getClass() == EternalExpiryPolicy.class;
    }

    /** Has another policy decide from now on; deadlines that there are stay until something happens to their entries. */
    void change(ExpiryPolicy policy) {
        everExpires |= !isEternal(policy);
        rule = Rule.of(policy);
    }

    ExpiryPolicy policy() {
        return rule.policy;
    }

    /** Whether no entry has a deadline, whatever happened to it in this cache since it was made. */
    boolean isEternal() {
        return !everExpires;
    }

    /** Whether an access can move a deadline. */
    boolean movesOnAccess() {
        return !isUpToValues && rule.movesOnAccess;
    }

    /** The deadline that a value itself tells, or {@link #UNCHANGED} if it is none that does. */
    long ownOf(Object value) {
        if (!(value instanceof EntryExpiry expiry)) {
            return UNCHANGED;
        }
        everExpires = true;
        Instant expires = expiry.expires();
        if (expires.isAfter(LATEST)) {
            return Envelope.ETERNAL;
        }
        return expires.isBefore(Instant.EPOCH) ? 0 : expires.toEpochMilli();
    }

    /** Whether an entry that is put lasts as long when it replaces another one as when it does not, and longer than now. */
    boolean updatesAsCreates() {
        return rule.updatesAsCreates;
    }

    long onCreation(long now) {
        long deadline = ask(rule.policy::getExpiryForCreation, now);
        return deadline == UNCHANGED ? Envelope.ETERNAL : deadline;
    }

    long onUpdate(long now) {
        return ask(rule.policy::getExpiryForUpdate, now);
    }

    long onAccess(long now) {
        Rule current = rule;
        return !isUpToValues && current.movesOnAccess ? ask(current.policy::getExpiryForAccess, now) : UNCHANGED;
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
                        "The ExpiryPolicy " + policy().getClass().getName()
                                + " threw; deadlines are left as they are when it does. This is said once",
                        e);
            }
            return UNCHANGED;
        }
    }
}
