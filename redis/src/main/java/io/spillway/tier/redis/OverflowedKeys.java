package io.spillway.tier.redis;

import io.spillway.tier.HashSet64;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Of which keys something may have overflowed to Redis: the others need not be looked for there, nor be removed there. It may
 * name too many keys, and never too few. Some sixteen bytes for each. Safe for use by any thread.
 *
 * <p>What Redis lets go of by itself stays in here, so now and then the keys in Redis are gone through, and the others
 * forgotten. So they are after a start, before which all keys count as named.
 */
final class OverflowedKeys {
    private static final int STRIPES = 64;
    private static final long SPARE = 100_000;

    private final Stripe[] stripes = new Stripe[STRIPES];
    private volatile boolean complete;
    private volatile long sizeOnceScanned;

    /** Guarded by itself. */
    private static final class Stripe {
        private HashSet64 named = new HashSet64();
        /** What a scan under way has found, and what has come since it began. */
        private @Nullable HashSet64 found;
    }

    /**
     * Creates one that names no key.
     *
     * @param complete whether that is right; else all of them count as named, until there was a scan
     */
    OverflowedKeys(boolean complete) {
        this.complete = complete;
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe();
        }
    }

    private Stripe stripe(long hash) {
        return stripes[(int) hash & (STRIPES - 1)];
    }

    boolean mayContain(long hash) {
        if (!complete) {
            return true;
        }
        Stripe stripe = stripe(hash);
        synchronized (stripe) {
            return stripe.named.contains(hash);
        }
    }

    void add(long hash) {
        Stripe stripe = stripe(hash);
        synchronized (stripe) {
            stripe.named.add(hash);
            if (stripe.found != null) {
                stripe.found.add(hash);
            }
        }
    }

    /**
     * Redis has nothing of a key any more.
     *
     * @param unless whether something has come meanwhile; asked while nobody can look, who would take it for absent otherwise
     */
    void remove(long hash, BooleanSupplier unless) {
        Stripe stripe = stripe(hash);
        synchronized (stripe) {
            if (unless.getAsBoolean()) {
                return;
            }
            stripe.named.remove(hash);
            if (stripe.found != null) {
                stripe.found.remove(hash);
            }
        }
    }

    /** How many keys are named; not those that count as named because nobody knows. */
    long size() {
        long size = 0;
        for (Stripe stripe : stripes) {
            synchronized (stripe) {
                size += stripe.named.size();
            }
        }
        return size;
    }

    /** Whether to go through what Redis has. */
    boolean wantsScan() {
        return !complete || size() > 2 * sizeOnceScanned + SPARE;
    }

    /** A scan begins; whatever is added from now on is not forgotten by it. */
    void beginScan() {
        for (Stripe stripe : stripes) {
            synchronized (stripe) {
                stripe.found = new HashSet64();
            }
        }
    }

    /** A scan has found a key. */
    void found(long hash) {
        Stripe stripe = stripe(hash);
        synchronized (stripe) {
            if (stripe.found != null) {
                stripe.found.add(hash);
            }
        }
    }

    /** A scan has ended; if it has seen everything, what it has not found is forgotten. */
    void endScan(boolean whole) {
        for (Stripe stripe : stripes) {
            synchronized (stripe) {
                if (whole && stripe.found != null) {
                    stripe.named = stripe.found;
                }
                stripe.found = null;
            }
        }
        if (whole) {
            sizeOnceScanned = size();
            complete = true;
        }
    }
}
