package io.spillway.spring.boot;

/**
 * The keys below {@code spillway.caches.<name>} and {@code spillway.defaults}, for editors that complete them. Nothing reads
 * this at run time: Spillway itself knows the keys, their values and their defaults; see {@code docs/configuration.md}.
 *
 * @param heap how much the entries in the heap may take, as 100MB
 * @param spillAt how full the heap is when spilling begins, as 80%
 * @param disk how much the files may take, as 1GB, or none
 * @param survives nothing, restart or crash
 * @param fsync none, every N or each
 * @param whenFull evict or reject
 * @param codec object, json, java, or a class
 * @param allow classes that bytes of an earlier run may name
 * @param whenUnreadable miss or fail
 * @param compress whether values are compressed
 * @param checkpoint copies of the content
 * @param redis the tier in Redis
 * @param key the class of the keys
 * @param value the class of the values
 * @param expiry when entries expire
 * @param storeByValue true or false
 * @param statistics true or false
 * @param management true or false
 * @param readThrough a CacheLoader, or a factory of one
 * @param writeThrough a CacheWriter, or a factory of one
 * @param listeners listeners, or factories of them
 */
public record CacheKeys(
        String heap,
        String spillAt,
        String disk,
        String survives,
        String fsync,
        String whenFull,
        String codec,
        String allow,
        String whenUnreadable,
        Compress compress,
        Checkpoint checkpoint,
        Redis redis,
        String key,
        String value,
        Expiry expiry,
        String storeByValue,
        String statistics,
        String management,
        String readThrough,
        String writeThrough,
        String listeners) {
    /**
     * Compression.
     *
     * @param with lz4 or none
     * @param over from which length on, as 1KB
     */
    public record Compress(String with, String over) {}

    /**
     * Copies of the content.
     *
     * @param every how often, as 5m
     * @param keep how many are kept
     * @param restore auto or ask
     */
    public record Checkpoint(String every, String keep, String restore) {}

    /**
     * The tier in Redis.
     *
     * @param writes through, behind or none
     * @param consistency local
     * @param whenUnavailable miss or fail
     * @param deadline how long an operation waits, as 50ms
     * @param drain how what is written later goes there
     */
    public record Redis(String writes, String consistency, String whenUnavailable, String deadline, Drain drain) {}

    /**
     * How what is written later goes to Redis.
     *
     * @param every how long a write waits for more of them, as 100ms
     * @param batch how many go in one go
     */
    public record Drain(String every, String batch) {}

    /**
     * When entries expire; one of these.
     *
     * @param created so long after they were created
     * @param updated so long after they were written
     * @param accessed so long after they were read or created
     * @param idle so long after they were read or written
     */
    public record Expiry(String created, String updated, String accessed, String idle) {}
}
