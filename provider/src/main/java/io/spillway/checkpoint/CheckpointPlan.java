package io.spillway.checkpoint;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How checkpoints of one cache are made, and used. Immutable.
 *
 * @param directory where the cache's folder for checkpoints is, or will be
 * @param cacheName the cache's name
 * @param codec what makes payloads of its objects
 * @param keyType the name of its keys' class
 * @param valueType the name of its values' class
 * @param made whether checkpoints are made without being asked for
 * @param every how long after one the next is begun; null for none while the cache is open
 * @param keep how many are kept
 * @param restored whether the cache is filled from one when it opens and its files don't have what an earlier run left
 */
public record CheckpointPlan(
        Path directory,
        String cacheName,
        String codec,
        String keyType,
        String valueType,
        boolean made,
        @Nullable Duration every,
        int keep,
        boolean restored) {

    /** The same cache's, made at other times. */
    CheckpointPlan with(boolean otherMade, @Nullable Duration otherEvery, int otherKeep) {
        return new CheckpointPlan(
                directory, cacheName, codec, keyType, valueType, otherMade, otherEvery, otherKeep, restored);
    }
}
