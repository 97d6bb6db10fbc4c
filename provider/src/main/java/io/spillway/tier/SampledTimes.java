package io.spillway.tier;

import io.spillway.CacheTiers;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How long something takes: one in sixteen is timed. Durations are counted by size, in eight steps between two powers of two,
 * and all counts are halved now and then, so that what was long ago fades. Safe for use by any thread; nobody ever waits, as
 * a duration that comes while another one is being counted is dropped.
 */
final class SampledTimes {
    private static final int ONE_IN = 16;
    private static final int STEP_BITS = 3;
    private static final int STEPS = 1 << STEP_BITS;
    private static final int MOST_SAMPLES = 1 << 13;

    private final ReentrantLock lock = new ReentrantLock();
    /** These, guarded by the lock; the counts are there from the first duration on. */
    private long @Nullable [] counts;

    private long counted;
    private long sum;
    private long samples;

    /** The start of what is to be timed; 0 if this one is not. */
    static long start() {
        return ThreadLocalRandom.current().nextInt(ONE_IN) == 0 ? System.nanoTime() | 1 : 0;
    }

    /** The end of what began at a start. */
    void end(long start) {
        if (start != 0) {
            add(System.nanoTime() - start);
        }
    }

    void add(long nanos) {
        if (!lock.tryLock()) {
            return;
        }
        try {
            long[] present = counts;
            if (present == null) {
                present = new long[slot(Long.MAX_VALUE) + 1];
                counts = present;
            }
            long duration = Math.max(0, nanos);
            present[slot(duration)]++;
            sum += duration;
            samples++;
            counted++;
            if (counted == MOST_SAMPLES) {
                halve(present);
            }
        } finally {
            lock.unlock();
        }
    }

    private void halve(long[] present) {
        counted = 0;
        for (int i = 0; i < present.length; i++) {
            present[i] /= 2;
            counted += present[i];
        }
        sum = sum / MOST_SAMPLES * counted;
    }

    private static int slot(long nanos) {
        if (nanos < STEPS) {
            return (int) nanos;
        }
        int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
        return (power - STEP_BITS + 1) * STEPS + (int) (nanos >>> power - STEP_BITS & STEPS - 1);
    }

    /** The most that is counted in a slot. */
    private static long highest(int slot) {
        if (slot < STEPS) {
            return slot;
        }
        int shift = slot / STEPS - 1;
        return ((long) (STEPS + slot % STEPS + 1) << shift) - 1;
    }

    CacheTiers.Times snapshot() {
        lock.lock();
        try {
            long[] present = counts;
            if (present == null) {
                return CacheTiers.Times.NONE;
            }
            return new CacheTiers.Times(
                    samples,
                    Duration.ofNanos(sum / counted),
                    percentile(present, 0.5),
                    percentile(present, 0.95),
                    percentile(present, 0.99));
        } finally {
            lock.unlock();
        }
    }

    private Duration percentile(long[] present, double part) {
        long wanted = (long) Math.ceil(counted * part);
        int slot = 0;
        for (long seen = present[0]; seen < wanted && slot < present.length - 1; seen += present[slot]) {
            slot++;
        }
        return Duration.ofNanos(highest(slot));
    }
}
