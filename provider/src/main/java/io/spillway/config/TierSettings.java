package io.spillway.config;

import io.spillway.Survives;
import io.spillway.WhenFull;
import io.spillway.WhenUnreadable;
import java.util.List;

/**
 * What a configuration says of a cache's tiers.
 *
 * @param heap the most bytes that entries may take in the heap
 * @param spillAt how full the heap is when spilling begins, in percent of {@code heap}
 * @param disk the most bytes that files may take; 0 if there is no disk tier
 * @param diskAsked whether the cache's own section, or its pattern, asks for a disk tier; a cache that stores by reference
 *     gets one only then
 * @param survives what the content outlives
 * @param fsync how often writes wait for the device
 * @param whenFull what a write does that finds no room on disk
 * @param codec how values become bytes
 * @param allow names and patterns of classes that bytes of an earlier run may name, beside the cache's types
 * @param whenUnreadable what becomes of a read whose value can't be decoded
 * @param compress which encoded values are compressed
 * @param checkpoint when copies of the content are made, and used
 * @param redis what the Redis tier is like
 * @param redisAsked whether the cache's own section, or its pattern, asks for a Redis tier; a cache that stores by reference
 *     gets one only then
 */
public record TierSettings(
        long heap,
        int spillAt,
        long disk,
        boolean diskAsked,
        Survives survives,
        Fsync fsync,
        WhenFull whenFull,
        CodecSettings codec,
        List<String> allow,
        WhenUnreadable whenUnreadable,
        CompressSettings compress,
        CheckpointSettings checkpoint,
        RedisSettings redis,
        boolean redisAsked) {
    /** Copies the list. */
    public TierSettings {
        allow = List.copyOf(allow);
    }

    /** Whether there is a disk tier. */
    public boolean hasDisk() {
        return disk > 0;
    }

    /** Whether a cache that stores by value, or by reference, has a disk tier with these settings. */
    public boolean hasDisk(boolean storeByValue) {
        return hasDisk() && (storeByValue || diskAsked);
    }

    /** Whether a cache that stores by value, or by reference, has a Redis tier with these settings. */
    public boolean hasRedis(boolean storeByValue) {
        return redis.used() && (storeByValue || redisAsked);
    }
}
