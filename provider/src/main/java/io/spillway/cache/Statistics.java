package io.spillway.cache;

import java.util.concurrent.atomic.LongAdder;
import javax.cache.management.CacheStatisticsMXBean;

/** The specification's statistics of one cache; counts only while enabled. Safe for use by any thread. */
final class Statistics implements CacheStatisticsMXBean {
    private static final float NANOS_PER_MICRO = 1000f;

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder puts = new LongAdder();
    private final LongAdder removals = new LongAdder();
    private final LongAdder getNanos = new LongAdder();
    private final LongAdder putNanos = new LongAdder();
    private final LongAdder removeNanos = new LongAdder();
    private final java.util.function.LongSupplier evictions;
    private volatile boolean enabled;
    /** For calls while nothing is counted; it notes nothing. */
    private final Tally nothing = new Tally(this, 0);
    /** While enabled, the evictions that are not of these statistics; while not, those that are. */
    private volatile long evictionsAside;

    Statistics(boolean enabled, java.util.function.LongSupplier evictions) {
        this.enabled = enabled;
        this.evictions = evictions;
    }

    synchronized void enable(boolean enable) {
        if (enable != enabled) {
            // Evictions are counted all the time; what fell into a pause is not of these statistics.
            evictionsAside = evictions.getAsLong() - evictionsAside;
            enabled = enable;
        }
    }

    boolean isEnabled() {
        return enabled;
    }

    /** The start of a call to be timed; 0 while nothing is counted. */
    long start() {
        return enabled ? System.nanoTime() : 0;
    }

    /** The tally of a call that begins now. */
    Tally begin() {
        return enabled ? new Tally(this, System.nanoTime() | 1) : nothing;
    }

    void endGet(long start) {
        end(getNanos, start);
    }

    void endPut(long start) {
        end(putNanos, start);
    }

    void endRemove(long start) {
        end(removeNanos, start);
    }

    private static void end(LongAdder nanos, long start) {
        if (start != 0) {
            nanos.add(System.nanoTime() - start);
        }
    }

    void countLookup(boolean found) {
        if (found) {
            countHit();
        } else if (enabled) {
            misses.increment();
        }
    }

    void countHit() {
        if (enabled) {
            hits.increment();
        }
    }

    void countPut() {
        if (enabled) {
            puts.increment();
        }
    }

    void countRemoval() {
        if (enabled) {
            removals.increment();
        }
    }

    @Override
    public synchronized void clear() {
        hits.reset();
        misses.reset();
        puts.reset();
        removals.reset();
        getNanos.reset();
        putNanos.reset();
        removeNanos.reset();
        evictionsAside = enabled ? evictions.getAsLong() : 0;
    }

    @Override
    public long getCacheHits() {
        return hits.sum();
    }

    @Override
    public float getCacheHitPercentage() {
        return percentage(getCacheHits());
    }

    @Override
    public long getCacheMisses() {
        return misses.sum();
    }

    @Override
    public float getCacheMissPercentage() {
        return percentage(getCacheMisses());
    }

    private float percentage(long part) {
        long gets = getCacheGets();
        return gets == 0 ? 0 : 100f * part / gets;
    }

    @Override
    public long getCacheGets() {
        return getCacheHits() + getCacheMisses();
    }

    @Override
    public long getCachePuts() {
        return puts.sum();
    }

    @Override
    public long getCacheRemovals() {
        return removals.sum();
    }

    @Override
    public synchronized long getCacheEvictions() {
        return enabled ? evictions.getAsLong() - evictionsAside : evictionsAside;
    }

    @Override
    public float getAverageGetTime() {
        return average(getNanos, getCacheGets());
    }

    @Override
    public float getAveragePutTime() {
        return average(putNanos, getCachePuts());
    }

    @Override
    public float getAverageRemoveTime() {
        return average(removeNanos, getCacheRemovals());
    }

    private static float average(LongAdder nanos, long count) {
        return count == 0 ? 0 : nanos.sum() / NANOS_PER_MICRO / count;
    }
}
