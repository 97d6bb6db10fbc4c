package io.spillway.tier;

import io.spillway.CacheTiers;
import java.util.concurrent.atomic.LongAdder;

/** What happened between the tiers of one cache since it was created. Safe for use by any thread. */
public final class TierCounters {
    final LongAdder heapHits = new LongAdder();
    final LongAdder lowerHits = new LongAdder();
    final LongAdder remoteHits = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder spills = new LongAdder();
    final LongAdder restores = new LongAdder();
    final LongAdder evictions = new LongAdder();
    final LongAdder expirations = new LongAdder();
    final LongAdder refusals = new LongAdder();
    final LongAdder unreadable = new LongAdder();

    /** Counts entries that left the cache for want of room. */
    public void evicted(long entries) {
        evictions.add(entries);
    }

    /** Counts a value that could not be read, and was taken for missing. */
    public void countUnreadable() {
        unreadable.increment();
    }

    CacheTiers snapshot(UpperTier<?> heap, LowerTier lower, long lowerLimit, RemoteTier remote) {
        CacheTiers.Tier below = lower instanceof NoLowerTier
                ? CacheTiers.Tier.NONE
                : new CacheTiers.Tier(lower.entries(), lower.usage().bytes(), lowerLimit, lowerHits.sum());
        return new CacheTiers(
                new CacheTiers.Tier(heap.entries(), heap.bytes(), heap.maxBytes(), heapHits.sum()),
                below,
                redis(remote),
                misses.sum(),
                spills.sum(),
                restores.sum(),
                evictions.sum(),
                expirations.sum(),
                refusals.sum(),
                unreadable.sum(),
                lower.isStopped());
    }

    private CacheTiers.Redis redis(RemoteTier remote) {
        if (!remote.isThere()) {
            return CacheTiers.Redis.NONE;
        }
        RemoteTier.Report report = remote.report();
        return new CacheTiers.Redis(
                report.available(),
                remoteHits.sum(),
                report.unanswered(),
                report.refused(),
                report.lost(),
                report.owed());
    }
}
