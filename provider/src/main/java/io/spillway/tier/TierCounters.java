package io.spillway.tier;

import io.spillway.CacheTiers;
import io.spillway.CheckpointStatistics;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What happened between the tiers of one cache since it was created. Safe for use by any thread. */
public final class TierCounters {
    final LongAdder heapHits = new LongAdder();
    final LongAdder lowerHits = new LongAdder();
    final LongAdder remoteHits = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder spills = new LongAdder();
    final LongAdder restores = new LongAdder();
    /** Entries that went to the remote tier as no other had room for them. */
    final LongAdder overflows = new LongAdder();

    final LongAdder evictions = new LongAdder();
    final LongAdder expirations = new LongAdder();
    final LongAdder refusals = new LongAdder();
    final LongAdder unreadable = new LongAdder();
    final LongAdder remoteRestores = new LongAdder();
    final LongAdder spillFailures = new LongAdder();
    final LongAdder damaged = new LongAdder();
    final SampledTimes spillTimes = new SampledTimes();
    final SampledTimes restoreTimes = new SampledTimes();
    final SampledTimes remoteRestoreTimes = new SampledTimes();
    private final String cache;

    /** Creates counters that are zero, for a cache of a name. */
    public TierCounters(String cache) {
        this.cache = cache;
    }

    String cache() {
        return cache;
    }

    /** Counts entries that left the cache for want of room. */
    public void evicted(long entries) {
        evictions.add(entries);
    }

    /** Counts a value that could not be read, and was taken for missing. */
    public void countUnreadable() {
        unreadable.increment();
    }

    /** Counts entries whose bytes on disk were not what was written. */
    public void damaged(long entries) {
        damaged.add(entries);
    }

    CacheTiers snapshot(
            UpperTier<?> heap,
            LowerTier lower,
            long lowerLimit,
            RemoteTier remote,
            @Nullable CheckpointStatistics checkpoints) {
        // From the last tier to the first, so that a lookup that is counted meanwhile is not seen to skip one.
        long absent = misses.sum();
        long beyondLower = absent + remoteHits.sum();
        long beyondHeap = beyondLower + lowerHits.sum();
        return new CacheTiers(
                heap(heap, beyondHeap),
                lower(lower, lowerLimit, beyondLower),
                redis(remote, absent),
                absent,
                spills.sum(),
                restores.sum(),
                evictions.sum(),
                expirations.sum(),
                refusals.sum(),
                unreadable.sum(),
                spillFailures.sum(),
                damaged.sum(),
                spillTimes.snapshot(),
                restoreTimes.snapshot(),
                checkpoints,
                lower.isStopped());
    }

    private CacheTiers.Tier heap(UpperTier<?> heap, long beyond) {
        long bytes = heap.bytes();
        return new CacheTiers.Tier(
                heap.entries(), bytes, heap.maxBytes(), heapHits.sum(), beyond, bytes, heap.spillAtBytes());
    }

    private CacheTiers.Tier lower(LowerTier lower, long limit, long beyond) {
        if (lower instanceof NoLowerTier) {
            return CacheTiers.Tier.NONE;
        }
        LowerTier.Usage usage = lower.usage();
        return new CacheTiers.Tier(
                lower.entries(), usage.bytes(), limit, lowerHits.sum(), beyond, usage.liveBytes(), limit);
    }

    private CacheTiers.Redis redis(RemoteTier remote, long absent) {
        if (!remote.isThere()) {
            return CacheTiers.Redis.NONE;
        }
        RemoteTier.Report report = remote.report();
        return new CacheTiers.Redis(
                report.available(),
                report.awaySince(),
                report.required(),
                remoteHits.sum(),
                absent,
                remoteRestores.sum(),
                remoteRestoreTimes.snapshot(),
                report.unanswered(),
                report.refused(),
                report.lost(),
                report.owed(),
                overflows.sum());
    }
}
