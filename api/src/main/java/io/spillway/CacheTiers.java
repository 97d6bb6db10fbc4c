package io.spillway;

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
 * @param restores entries that were brought back to the heap
 * @param evictions entries that left the cache for want of room
 * @param expirations entries that left the cache because their time was over
 * @param refusals writes that failed because there was no room for them, as {@code when-full: reject} has it
 * @param unreadable reads that found a value whose bytes could not be decoded, because its class has changed or may not be
 *     named, and that were misses therefore, as {@code when-unreadable: miss} has it
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
        boolean spillingStopped) {

    /**
     * One tier's share.
     *
     * @param entries the number of entries
     * @param bytes the bytes in use: in the heap of keys, values and overhead; on disk of the files
     * @param maxBytes the bytes that may be used, as configured
     * @param hits lookups that this tier answered
     */
    public record Tier(long entries, long bytes, long maxBytes, long hits) {
        /** A tier that is switched off. */
        public static final Tier NONE = new Tier(0, 0, 0, 0);
    }

    /**
     * What is known of Redis without asking it.
     *
     * @param available whether it answered when it was last asked
     * @param hits lookups that it answered with a value
     * @param unanswered calls that it did not answer in time, or that were not made as it would not have
     * @param refused calls that it answered with an error
     * @param lost writes of this cache that gave way to newer ones of others
     * @param owed writes that are acknowledged, and that Redis does not have yet; at this moment
     */
    public record Redis(boolean available, long hits, long unanswered, long refused, long lost, long owed) {
        /** No Redis. */
        public static final Redis NONE = new Redis(false, 0, 0, 0, 0, 0);
    }
}
