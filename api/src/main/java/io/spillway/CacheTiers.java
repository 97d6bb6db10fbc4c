package io.spillway;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What sits where in one cache, at one moment.
 *
 * <p>An immutable snapshot; take one with {@code cache.unwrap(CacheTiers.class)}. Counters run since the cache was created
 * and are never reset; each figure is exact in itself, but figures that change together are not read in one instant. An
 * entry that was restored, or written ahead, can sit in the heap and on disk at once and is counted in both.
 *
 * @param heap the tier of live entries
 * @param disk the tier of spill files; {@link Tier#NONE} if the cache has none
 * @param redis the Redis tier; {@link Redis#NONE} if the cache has none. What it holds is not counted here, as that would take
 *     asking it
 * @param misses lookups that found the key in no tier
 * @param spills entries that the heap handed down to disk
 * @param restores entries that were brought back to the heap, from disk or from Redis
 * @param evictions entries that left the cache for want of room
 * @param expirations entries that left the cache because their time was over
 * @param refusals writes that failed because there was no room for them, as {@code when-full: reject} has it
 * @param unreadable reads that found a value whose bytes could not be decoded, because its class has changed or may not be
 *     named, and that were misses therefore, as {@code when-unreadable: miss} has it
 * @param spillFailures entries that could neither stay in the heap nor be handed down, and left the cache therefore, or are
 *     in Redis alone
 * @param damaged entries, or whole files, that were lost since the cache was opened because their bytes on disk were
 *     not what was written
 * @param spillTimes how long it took to hand an entry down to disk
 * @param restoreTimes how long it took to bring an entry back from disk: from the look at the heap until it was there again
 * @param checkpoints how making checkpoints has gone; null if the cache has no place for any
 * @param spillingStopped whether the file system has no room for another file at this moment; what the cache has stays in
 *     use, and spilling goes on by itself when there is room
 */
public record CacheTiers(
        Tier heap,
        Tier disk,
        Redis redis,
        long misses,
        long spills,
        long restores,
        long evictions,
        long expirations,
        long refusals,
        long unreadable,
        long spillFailures,
        long damaged,
        Times spillTimes,
        Times restoreTimes,
        @Nullable CheckpointStatistics checkpoints,
        boolean spillingStopped) {

    /** Where the heap stands. */
    public enum HeapState {
        /** Below the mark where spilling starts. */
        FILLING,
        /** At the mark: what comes in pushes others out, in the background. */
        SPILLING,
        /** At its limit: who puts an entry waits until others are out. */
        FULL;

        private static final double NEARLY = 0.98;

        static HeapState of(long bytes, long spillAtBytes, long maxBytes) {
            // Nearly, as the heap stays just below a mark that it has reached.
            return bytes >= NEARLY * maxBytes ? FULL : bytes >= NEARLY * spillAtBytes ? SPILLING : FILLING;
        }
    }

    /** Entries that were brought back from disk to the heap. */
    public long diskRestores() {
        return restores - redis.restores();
    }

    /** Where the heap stands with regard to its marks. */
    public HeapState heapState() {
        return HeapState.of(heap.bytes(), heap.spillAtBytes(), heap.maxBytes());
    }

    /**
     * One tier's share.
     *
     * @param entries the number of entries
     * @param bytes the bytes in use: in the heap of keys, values and overhead; on disk of the files
     * @param maxBytes the bytes that may be used, as configured
     * @param hits lookups that this tier answered
     * @param misses lookups that came to this tier, and that it did not answer
     * @param liveBytes of the bytes in use, those of entries: what is less than {@code bytes} on disk is empty room in the
     *     files, or what was changed or removed since it was written
     * @param spillAtBytes the bytes from which on entries are handed down in the background; on disk as {@code maxBytes}
     */
    public record Tier(
            long entries, long bytes, long maxBytes, long hits, long misses, long liveBytes, long spillAtBytes) {
        /** A tier that is switched off. */
        public static final Tier NONE = new Tier(0, 0, 0, 0, 0, 0, 0);

        /** The bytes in use, in percent of those that may be used; 0 where none may. */
        public double usedPercent() {
            return percent(bytes, maxBytes);
        }

        /** The bytes of entries, in percent of the bytes in use; 0 where none are. */
        public double livePercent() {
            return percent(liveBytes, bytes);
        }

        private static double percent(long part, long whole) {
            return whole == 0 ? 0 : 100.0 * part / whole;
        }
    }

    /**
     * How long something took: one in sixteen is timed, and the latest few thousand of these count. Percentiles are exact to
     * an eighth.
     *
     * @param samples how many were timed since the cache was created
     * @param average the mean
     * @param median half of them took no longer
     * @param p95 95 of 100 took no longer
     * @param p99 99 of 100 took no longer
     */
    public record Times(long samples, Duration average, Duration median, Duration p95, Duration p99) {
        /** Nothing was timed. */
        public static final Times NONE = new Times(0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    /**
     * What is known of Redis without asking it.
     *
     * @param available whether it answered when it was last asked, so that it is asked: the state of the circuit breaker
     * @param awaySince when it was found not to answer; null while it does
     * @param required whether calls that need it fail while it does not answer, as {@code when-unavailable: fail} has it
     * @param hits lookups that it answered with a value
     * @param misses lookups that came to it, and that it did not answer with a value
     * @param restores entries that were brought from it to the heap
     * @param restoreTimes how long that took
     * @param unanswered calls that it did not answer in time, or that were not made as it would not have
     * @param refused calls that it answered with an error
     * @param lost writes of this cache that gave way to newer ones of others
     * @param owed writes that are acknowledged, and that Redis does not have yet; at this moment
     * @param overflows entries that went there because heap and disk had no room for them
     */
    public record Redis(
            boolean available,
            @Nullable Instant awaySince,
            boolean required,
            long hits,
            long misses,
            long restores,
            Times restoreTimes,
            long unanswered,
            long refused,
            long lost,
            long owed,
            long overflows) {
        /** No Redis. */
        public static final Redis NONE = new Redis(false, null, false, 0, 0, 0, Times.NONE, 0, 0, 0, 0, 0);
    }
}
