package io.spillway.tier;

import java.util.concurrent.atomic.LongAdder;

/** What happened between the tiers of one cache since it was created. Safe for use by any thread. */
public final class TierCounters {
    final LongAdder heapHits = new LongAdder();
    final LongAdder lowerHits = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder spills = new LongAdder();
    final LongAdder restores = new LongAdder();
    final LongAdder evictions = new LongAdder();
    final LongAdder expirations = new LongAdder();

    /** Counts entries that left the cache for want of room. */
    public void evicted(long entries) {
        evictions.add(entries);
    }
}
