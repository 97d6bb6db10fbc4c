package io.spillway.provider;

import io.spillway.CacheTiers;
import io.spillway.CheckpointStatistics;
import io.spillway.TierMXBean;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The numbers of a cache's tiers as JMX shows them: those of {@link CacheTiers}. */
final class TierBean implements TierMXBean {
    private static final double NANOS_PER_MICRO = 1_000;
    private static final double MILLIS_PER_SECOND = 1_000;

    private final Supplier<CacheTiers> source;

    TierBean(Supplier<CacheTiers> source) {
        this.source = source;
    }

    private CacheTiers tiers() {
        return source.get();
    }

    private static double micros(Duration duration) {
        return duration.toNanos() / NANOS_PER_MICRO;
    }

    private static double age(@Nullable CheckpointStatistics checkpoints) {
        Duration age = checkpoints == null ? null : checkpoints.age();
        return age == null ? -1 : age.toMillis() / MILLIS_PER_SECOND;
    }

    private static long count(@Nullable CheckpointStatistics checkpoints, ToLongFunction<CheckpointStatistics> number) {
        return checkpoints == null ? 0 : number.applyAsLong(checkpoints);
    }

    @Override
    public long getHeapEntries() {
        return tiers().heap().entries();
    }

    @Override
    public long getHeapBytes() {
        return tiers().heap().bytes();
    }

    @Override
    public long getHeapMaxBytes() {
        return tiers().heap().maxBytes();
    }

    @Override
    public long getHeapSpillAtBytes() {
        return tiers().heap().spillAtBytes();
    }

    @Override
    public double getHeapUsedPercent() {
        return tiers().heap().usedPercent();
    }

    @Override
    public String getHeapState() {
        return tiers().heapState().name();
    }

    @Override
    public long getHeapHits() {
        return tiers().heap().hits();
    }

    @Override
    public long getHeapMisses() {
        return tiers().heap().misses();
    }

    @Override
    public long getDiskEntries() {
        return tiers().disk().entries();
    }

    @Override
    public long getDiskBytes() {
        return tiers().disk().bytes();
    }

    @Override
    public long getDiskMaxBytes() {
        return tiers().disk().maxBytes();
    }

    @Override
    public double getDiskUsedPercent() {
        return tiers().disk().usedPercent();
    }

    @Override
    public double getDiskLivePercent() {
        return tiers().disk().livePercent();
    }

    @Override
    public long getDiskHits() {
        return tiers().disk().hits();
    }

    @Override
    public long getDiskMisses() {
        return tiers().disk().misses();
    }

    @Override
    public boolean isRedisAvailable() {
        return tiers().redis().available();
    }

    @Override
    public long getRedisHits() {
        return tiers().redis().hits();
    }

    @Override
    public long getRedisMisses() {
        return tiers().redis().misses();
    }

    @Override
    public long getRedisUnanswered() {
        return tiers().redis().unanswered();
    }

    @Override
    public long getRedisRefused() {
        return tiers().redis().refused();
    }

    @Override
    public long getRedisLost() {
        return tiers().redis().lost();
    }

    @Override
    public long getRedisOwed() {
        return tiers().redis().owed();
    }

    @Override
    public long getRedisOverflows() {
        return tiers().redis().overflows();
    }

    @Override
    public long getMisses() {
        return tiers().misses();
    }

    @Override
    public long getSpills() {
        return tiers().spills();
    }

    @Override
    public long getSpillFailures() {
        return tiers().spillFailures();
    }

    @Override
    public long getDiskRestores() {
        return tiers().diskRestores();
    }

    @Override
    public long getRedisRestores() {
        return tiers().redis().restores();
    }

    @Override
    public long getEvictions() {
        return tiers().evictions();
    }

    @Override
    public long getExpirations() {
        return tiers().expirations();
    }

    @Override
    public long getRefusals() {
        return tiers().refusals();
    }

    @Override
    public long getUnreadable() {
        return tiers().unreadable();
    }

    @Override
    public long getDamaged() {
        return tiers().damaged();
    }

    @Override
    public boolean isSpillingStopped() {
        return tiers().spillingStopped();
    }

    @Override
    public double getSpillMicrosAverage() {
        return micros(tiers().spillTimes().average());
    }

    @Override
    public double getSpillMicrosMedian() {
        return micros(tiers().spillTimes().median());
    }

    @Override
    public double getSpillMicrosP95() {
        return micros(tiers().spillTimes().p95());
    }

    @Override
    public double getSpillMicrosP99() {
        return micros(tiers().spillTimes().p99());
    }

    @Override
    public double getDiskRestoreMicrosAverage() {
        return micros(tiers().restoreTimes().average());
    }

    @Override
    public double getDiskRestoreMicrosMedian() {
        return micros(tiers().restoreTimes().median());
    }

    @Override
    public double getDiskRestoreMicrosP95() {
        return micros(tiers().restoreTimes().p95());
    }

    @Override
    public double getDiskRestoreMicrosP99() {
        return micros(tiers().restoreTimes().p99());
    }

    @Override
    public double getRedisRestoreMicrosAverage() {
        return micros(tiers().redis().restoreTimes().average());
    }

    @Override
    public double getRedisRestoreMicrosMedian() {
        return micros(tiers().redis().restoreTimes().median());
    }

    @Override
    public double getRedisRestoreMicrosP95() {
        return micros(tiers().redis().restoreTimes().p95());
    }

    @Override
    public double getRedisRestoreMicrosP99() {
        return micros(tiers().redis().restoreTimes().p99());
    }

    @Override
    public double getCheckpointAgeSeconds() {
        return age(tiers().checkpoints());
    }

    @Override
    public long getCheckpointsMade() {
        return count(tiers().checkpoints(), CheckpointStatistics::made);
    }

    @Override
    public long getCheckpointFailures() {
        return count(tiers().checkpoints(), CheckpointStatistics::failures);
    }
}
