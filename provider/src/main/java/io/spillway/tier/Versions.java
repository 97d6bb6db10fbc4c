package io.spillway.tier;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A hybrid logical clock: milliseconds since the epoch in the upper 48 bits, a counter in the lower 16, always rising, also
 * when the wall clock steps back.
 */
final class Versions {
    private static final int COUNTER_BITS = 16;

    private final InstantSource clock;
    private final AtomicLong last;

    Versions(InstantSource clock, long highestSeen) {
        this.clock = clock;
        this.last = new AtomicLong(highestSeen);
    }

    long next() {
        long now = clock.millis() << COUNTER_BITS;
        return last.updateAndGet(previous -> Math.max(previous + 1, now));
    }

    /** Takes note of a version that somebody else gave: those to come are newer. */
    void seen(long version) {
        if (version > last.get()) {
            last.accumulateAndGet(version, Math::max);
        }
    }
}
