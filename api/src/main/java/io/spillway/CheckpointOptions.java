package io.spillway;

import java.time.Duration;

/** What can be said of a cache's checkpoints. Not safe for use by several threads. */
public final class CheckpointOptions {
    private final Options options;

    CheckpointOptions(Options options) {
        this.options = options;
        keep(3);
    }

    /** When a cache is filled from a checkpoint. */
    public enum Restore {
        /** When it opens and its files don't have what an earlier run left. */
        AUTO,
        /** On demand. */
        ASK
    }

    /** How long after one the next is begun, in whole milliseconds. Without this, one is made when the cache closes. */
    public CheckpointOptions every(Duration interval) {
        options.put("every", interval);
        return this;
    }

    /** How many are kept: from 1 to 1000. */
    public CheckpointOptions keep(int number) {
        options.put("keep", String.valueOf(number));
        return this;
    }

    /** When the cache is filled from one. */
    public CheckpointOptions restore(Restore when) {
        options.put("restore", when);
        return this;
    }
}
