package io.spillway.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/** A file is no checkpoint that can be used; the message says why. */
public final class CheckpointException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What is wrong with the file. */
    public enum Reason {
        /** It is not as it was written, or no checkpoint at all. */
        DAMAGED,
        /** It is of a format that this version does not know. */
        NEWER,
        /** It is of another cache, or of this one with another configuration. */
        FOREIGN
    }

    private final Reason reason;

    CheckpointException(Path file, Reason reason, String what) {
        super("The checkpoint " + file + " can't be used: " + what);
        this.reason = reason;
    }

    /** What is wrong with the file. */
    public Reason reason() {
        return reason;
    }
}
