package io.spillway.micrometer;

import io.spillway.CacheTiers;
import io.spillway.CheckpointStatistics;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** A number of a cache's tiers, and the meter that shows it. */
@SuppressWarnings("ImmutableEnumChecker") // functions without state
enum TierNumber {
    HEAP_ENTRIES(
            "spillway.entries",
            "heap",
            "",
            "entries",
            false,
            "Entries on the tier",
            tiers -> tiers.heap().entries()),
    HEAP_BYTES(
            "spillway.used",
            "heap",
            "",
            "bytes",
            false,
            "Bytes in use",
            tiers -> tiers.heap().bytes()),
    HEAP_MAX(
            "spillway.limit",
            "heap",
            "",
            "bytes",
            false,
            "Bytes that may be used",
            tiers -> tiers.heap().maxBytes()),
    HEAP_PERCENT(
            "spillway.used.share",
            "heap",
            "",
            "percent",
            false,
            "Bytes in use, in percent of those that may be",
            tiers -> tiers.heap().usedPercent()),
    DISK_ENTRIES(
            "spillway.entries",
            "disk",
            "",
            "entries",
            false,
            "Entries on the tier",
            tiers -> tiers.disk().entries()),
    DISK_BYTES(
            "spillway.used",
            "disk",
            "",
            "bytes",
            false,
            "Bytes in use",
            tiers -> tiers.disk().bytes()),
    DISK_MAX(
            "spillway.limit",
            "disk",
            "",
            "bytes",
            false,
            "Bytes that may be used",
            tiers -> tiers.disk().maxBytes()),
    DISK_PERCENT(
            "spillway.used.share",
            "disk",
            "",
            "percent",
            false,
            "Bytes in use, in percent of those that may be",
            tiers -> tiers.disk().usedPercent()),
    HEAP_SPILL_AT(
            "spillway.spill.at",
            "heap",
            "",
            "bytes",
            false,
            "Bytes from which on the heap hands entries down",
            tiers -> tiers.heap().spillAtBytes()),
    HEAP_STATE(
            "spillway.state",
            "heap",
            "",
            "",
            false,
            "Where the heap stands: 0 filling, 1 spilling, 2 full",
            tiers -> state(tiers.heapState())),
    DISK_LIVE(
            "spillway.live.share",
            "disk",
            "",
            "percent",
            false,
            "Bytes of entries in percent of the bytes of the files",
            tiers -> tiers.disk().livePercent()),
    HEAP_HITS(
            "spillway.hits",
            "heap",
            "",
            "",
            true,
            "Lookups that the tier answered",
            tiers -> tiers.heap().hits()),
    HEAP_MISSES(
            "spillway.misses",
            "heap",
            "",
            "",
            true,
            "Lookups that came to the tier and that it did not answer",
            tiers -> tiers.heap().misses()),
    DISK_HITS(
            "spillway.hits",
            "disk",
            "",
            "",
            true,
            "Lookups that the tier answered",
            tiers -> tiers.disk().hits()),
    DISK_MISSES(
            "spillway.misses",
            "disk",
            "",
            "",
            true,
            "Lookups that came to the tier and that it did not answer",
            tiers -> tiers.disk().misses()),
    REDIS_HITS(
            "spillway.hits",
            "redis",
            "",
            "",
            true,
            "Lookups that the tier answered",
            tiers -> tiers.redis().hits()),
    REDIS_MISSES(
            "spillway.misses",
            "redis",
            "",
            "",
            true,
            "Lookups that came to the tier and that it did not answer",
            tiers -> tiers.redis().misses()),
    ABSENT("spillway.absent", "all", "", "", true, "Lookups that no tier answered", tiers -> tiers.misses()),
    SPILLS("spillway.spills", "heap", "", "", true, "Entries handed down to disk", tiers -> tiers.spills()),
    SPILL_FAILURES(
            "spillway.spill.failures",
            "heap",
            "",
            "",
            true,
            "Entries that could neither stay in the heap nor be handed down",
            tiers -> tiers.spillFailures()),
    DISK_RESTORES(
            "spillway.restores",
            "disk",
            "",
            "",
            true,
            "Entries brought back to the heap",
            tiers -> tiers.diskRestores()),
    REDIS_RESTORES(
            "spillway.restores",
            "redis",
            "",
            "",
            true,
            "Entries brought back to the heap",
            tiers -> tiers.redis().restores()),
    EVICTIONS(
            "spillway.evictions",
            "all",
            "",
            "",
            true,
            "Entries that left the cache for want of room",
            tiers -> tiers.evictions()),
    EXPIRATIONS(
            "spillway.expirations",
            "all",
            "",
            "",
            true,
            "Entries that left the cache because their time was over",
            tiers -> tiers.expirations()),
    REFUSALS(
            "spillway.refusals",
            "disk",
            "",
            "",
            true,
            "Writes that failed for want of room",
            tiers -> tiers.refusals()),
    UNREADABLE(
            "spillway.unreadable",
            "all",
            "",
            "",
            true,
            "Reads that found a value that could not be decoded",
            tiers -> tiers.unreadable()),
    DAMAGED(
            "spillway.damaged",
            "disk",
            "",
            "",
            true,
            "Entries, or whole files, lost because their bytes on disk were not what was written",
            tiers -> tiers.damaged()),
    STOPPED(
            "spillway.stopped",
            "disk",
            "",
            "",
            false,
            "1 while the file system has no room for another file, else 0",
            tiers -> tiers.spillingStopped() ? 1 : 0),
    SPILL_TIME_AVERAGE(
            "spillway.spill.time",
            "heap",
            "average",
            "seconds",
            false,
            "How long it took to hand an entry down, of a sample",
            tiers -> seconds(tiers.spillTimes().average())),
    SPILL_TIME_MEDIAN(
            "spillway.spill.time",
            "heap",
            "median",
            "seconds",
            false,
            "How long it took to hand an entry down, of a sample",
            tiers -> seconds(tiers.spillTimes().median())),
    SPILL_TIME_P95(
            "spillway.spill.time",
            "heap",
            "p95",
            "seconds",
            false,
            "How long it took to hand an entry down, of a sample",
            tiers -> seconds(tiers.spillTimes().p95())),
    SPILL_TIME_P99(
            "spillway.spill.time",
            "heap",
            "p99",
            "seconds",
            false,
            "How long it took to hand an entry down, of a sample",
            tiers -> seconds(tiers.spillTimes().p99())),
    DISK_RESTORE_TIME_AVERAGE(
            "spillway.restore.time",
            "disk",
            "average",
            "seconds",
            false,
            "How long it took to bring an entry back to the heap, of a sample",
            tiers -> seconds(tiers.restoreTimes().average())),
    DISK_RESTORE_TIME_MEDIAN(
            "spillway.restore.time",
            "disk",
            "median",
            "seconds",
            false,
            "How long it took to bring an entry back to the heap, of a sample",
            tiers -> seconds(tiers.restoreTimes().median())),
    DISK_RESTORE_TIME_P95(
            "spillway.restore.time",
            "disk",
            "p95",
            "seconds",
            false,
            "How long it took to bring an entry back to the heap, of a sample",
            tiers -> seconds(tiers.restoreTimes().p95())),
    DISK_RESTORE_TIME_P99(
            "spillway.restore.time",
            "disk",
            "p99",
            "seconds",
            false,
            "How long it took to bring an entry back to the heap, of a sample",
            tiers -> seconds(tiers.restoreTimes().p99())),
    REDIS_RESTORE_TIME_AVERAGE(
            "spillway.restore.time",
            "redis",
            "average",
            "seconds",
            false,
            "How long it took to bring an entry back to the heap, of a sample",
            tiers -> seconds(tiers.redis().restoreTimes().average())),
    REDIS_RESTORE_TIME_MEDIAN(
            "spillway.restore.time",
            "redis",
            "median",
            "seconds",
            false,
            "How long it took to bring an entry back to the heap, of a sample",
            tiers -> seconds(tiers.redis().restoreTimes().median())),
    REDIS_RESTORE_TIME_P95(
            "spillway.restore.time",
            "redis",
            "p95",
            "seconds",
            false,
            "How long it took to bring an entry back to the heap, of a sample",
            tiers -> seconds(tiers.redis().restoreTimes().p95())),
    REDIS_RESTORE_TIME_P99(
            "spillway.restore.time",
            "redis",
            "p99",
            "seconds",
            false,
            "How long it took to bring an entry back to the heap, of a sample",
            tiers -> seconds(tiers.redis().restoreTimes().p99())),
    REDIS_AVAILABLE(
            "spillway.available",
            "redis",
            "",
            "",
            false,
            "1 while Redis is asked, 0 while the circuit breaker is open",
            tiers -> tiers.redis().available() ? 1 : 0),
    REDIS_UNANSWERED(
            "spillway.unanswered",
            "redis",
            "",
            "",
            true,
            "Calls without an answer in time, or that were not made as there would have been none",
            tiers -> tiers.redis().unanswered()),
    REDIS_REFUSED(
            "spillway.refused",
            "redis",
            "",
            "",
            true,
            "Calls that were answered with an error",
            tiers -> tiers.redis().refused()),
    REDIS_LOST(
            "spillway.lost",
            "redis",
            "",
            "",
            true,
            "Writes that gave way to newer ones of others",
            tiers -> tiers.redis().lost()),
    REDIS_OWED(
            "spillway.owed",
            "redis",
            "",
            "",
            false,
            "Writes that Redis does not have yet",
            tiers -> tiers.redis().owed()),
    REDIS_OVERFLOWS(
            "spillway.overflows",
            "redis",
            "",
            "",
            true,
            "Entries that went there because heap and disk had no room for them",
            tiers -> tiers.redis().overflows()),
    CHECKPOINT_AGE(
            "spillway.checkpoint.age",
            "all",
            "",
            "seconds",
            false,
            "Time since the last checkpoint was begun; NaN if there is none yet",
            tiers -> age(tiers)),
    CHECKPOINTS("spillway.checkpoints", "all", "", "", true, "Checkpoints made", tiers -> count(tiers, s -> s.made())),
    CHECKPOINT_FAILURES(
            "spillway.checkpoint.failures",
            "all",
            "",
            "",
            true,
            "Checkpoints that could not be made",
            tiers -> count(tiers, s -> s.failures()));

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1e3;

    private final String meter;
    private final String tier;
    private final String stat;
    private final String unit;
    private final boolean counts;
    private final String description;
    private final ToDoubleFunction<CacheTiers> value;

    TierNumber(
            String meter,
            String tier,
            String stat,
            String unit,
            boolean counts,
            String description,
            ToDoubleFunction<CacheTiers> value) {
        this.meter = meter;
        this.tier = tier;
        this.stat = stat;
        this.unit = unit;
        this.counts = counts;
        this.description = description;
        this.value = value;
    }

    /** The name of the meter. */
    String meter() {
        return meter;
    }

    /** The tag {@code tier}. */
    String tier() {
        return tier;
    }

    /** The tag {@code stat}; empty if it has none. */
    String stat() {
        return stat;
    }

    /** The base unit; empty if it has none. */
    String unit() {
        return unit;
    }

    /** Whether it only rises, rather than rise and fall. */
    boolean counts() {
        return counts;
    }

    String description() {
        return description;
    }

    /** Whether only a cache has it that has a place for checkpoints. */
    boolean ofCheckpoints() {
        return meter.startsWith("spillway.checkpoint");
    }

    double of(CacheTiers tiers) {
        return value.applyAsDouble(tiers);
    }

    private static double state(CacheTiers.HeapState state) {
        return switch (state) {
            case FILLING -> 0;
            case SPILLING -> 1;
            case FULL -> 2;
        };
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS_PER_SECOND;
    }

    private static double age(CacheTiers tiers) {
        CheckpointStatistics checkpoints = tiers.checkpoints();
        Duration age = checkpoints == null ? null : checkpoints.age();
        return age == null ? Double.NaN : age.toMillis() / MILLIS_PER_SECOND;
    }

    private static double count(CacheTiers tiers, Function<CheckpointStatistics, Long> number) {
        CheckpointStatistics checkpoints = tiers.checkpoints();
        return checkpoints == null ? 0 : number.apply(checkpoints);
    }
}
