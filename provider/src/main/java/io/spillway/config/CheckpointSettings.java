package io.spillway.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration says of a cache's checkpoints.
 *
 * @param made whether checkpoints are made without being asked for: when the cache closes, and as {@code every} says
 * @param every how long after one the next is begun; null for none while the cache is open
 * @param keep how many are kept
 * @param restore when the cache is filled from one
 */
public record CheckpointSettings(boolean made, @Nullable Duration every, int keep, Restore restore) {
    /** How many are kept if nothing is said. */
    static final int KEEP = 3;

    /** Only on demand. */
    public static final CheckpointSettings NONE = new CheckpointSettings(false, null, KEEP, Restore.ASK);

    /** When a cache is filled from a checkpoint. */
    public enum Restore {
        /** When it opens and its files don't have what an earlier run left. */
        AUTO,
        /** On demand. */
        ASK
    }
}
