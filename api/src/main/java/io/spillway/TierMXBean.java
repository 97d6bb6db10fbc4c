package io.spillway;

/**
 * The numbers of {@link CacheTiers} for JMX, of one cache; registered as {@code
 * io.spillway:type=CacheTiers,CacheManager=...,Cache=...} while its statistics or its management are enabled. Times are in
 * microseconds. {@code docs/metrics.md} says what each number means.
 */
public interface TierMXBean {
    /** Entries in the heap. */
    long getHeapEntries();

    /** Bytes in use in the heap. */
    long getHeapBytes();

    /** Bytes that the heap may use. */
    long getHeapMaxBytes();

    /** Bytes from which on the heap hands entries down. */
    long getHeapSpillAtBytes();

    /** Bytes in use in the heap, in percent of those that may be. */
    double getHeapUsedPercent();

    /** Where the heap stands: {@code FILLING}, {@code SPILLING} or {@code FULL}. */
    String getHeapState();

    /** Lookups that the heap answered. */
    long getHeapHits();

    /** Lookups that the heap did not answer. */
    long getHeapMisses();

    /** Entries on disk. */
    long getDiskEntries();

    /** Bytes of the files. */
    long getDiskBytes();

    /** Bytes that the files may have. */
    long getDiskMaxBytes();

    /** Bytes of the files, in percent of those that may be. */
    double getDiskUsedPercent();

    /** Bytes of entries in percent of the bytes of the files. */
    double getDiskLivePercent();

    /** Lookups that the disk answered. */
    long getDiskHits();

    /** Lookups that came to the disk and that it did not answer. */
    long getDiskMisses();

    /** Whether Redis is asked: the circuit breaker is closed. */
    boolean isRedisAvailable();

    /** Lookups that Redis answered with a value. */
    long getRedisHits();

    /** Lookups that came to Redis and that it did not answer with a value. */
    long getRedisMisses();

    /** Calls that Redis did not answer in time, or that were not made as it would not have. */
    long getRedisUnanswered();

    /** Calls that Redis answered with an error. */
    long getRedisRefused();

    /** Writes that gave way to newer ones of others. */
    long getRedisLost();

    /** Writes that Redis does not have yet. */
    long getRedisOwed();

    /** Entries that went to Redis because heap and disk had no room for them. */
    long getRedisOverflows();

    /** Lookups that no tier answered. */
    long getMisses();

    /** Entries handed down to disk. */
    long getSpills();

    /** Entries that could neither stay nor be handed down. */
    long getSpillFailures();

    /** Entries brought back from disk. */
    long getDiskRestores();

    /** Entries brought from Redis. */
    long getRedisRestores();

    /** Entries that left the cache for want of room. */
    long getEvictions();

    /** Entries that left the cache because their time was over. */
    long getExpirations();

    /** Writes that failed for want of room. */
    long getRefusals();

    /** Reads that found a value that could not be decoded. */
    long getUnreadable();

    /** Entries, or whole files, lost because their bytes on disk were not what was written. */
    long getDamaged();

    /** Whether the file system has no room for another file. */
    boolean isSpillingStopped();

    /** Microseconds in which an entry was handed down to disk, on the average. */
    double getSpillMicrosAverage();

    /** Microseconds in which an entry was handed down to disk, in half of the cases, at most. */
    double getSpillMicrosMedian();

    /** Microseconds in which an entry was handed down to disk, in 95 of 100 cases, at most. */
    double getSpillMicrosP95();

    /** Microseconds in which an entry was handed down to disk, in 99 of 100 cases, at most. */
    double getSpillMicrosP99();

    /** Microseconds in which an entry was brought back from disk, on the average. */
    double getDiskRestoreMicrosAverage();

    /** Microseconds in which an entry was brought back from disk, in half of the cases, at most. */
    double getDiskRestoreMicrosMedian();

    /** Microseconds in which an entry was brought back from disk, in 95 of 100 cases, at most. */
    double getDiskRestoreMicrosP95();

    /** Microseconds in which an entry was brought back from disk, in 99 of 100 cases, at most. */
    double getDiskRestoreMicrosP99();

    /** Microseconds in which an entry was brought from Redis, on the average. */
    double getRedisRestoreMicrosAverage();

    /** Microseconds in which an entry was brought from Redis, in half of the cases, at most. */
    double getRedisRestoreMicrosMedian();

    /** Microseconds in which an entry was brought from Redis, in 95 of 100 cases, at most. */
    double getRedisRestoreMicrosP95();

    /** Microseconds in which an entry was brought from Redis, in 99 of 100 cases, at most. */
    double getRedisRestoreMicrosP99();

    /** Seconds since the last checkpoint was begun; -1 if there is none yet. */
    double getCheckpointAgeSeconds();

    /** Checkpoints made. */
    long getCheckpointsMade();

    /** Checkpoints that could not be made. */
    long getCheckpointFailures();
}
