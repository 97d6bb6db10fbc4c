package io.spillway.checkpoint;

import io.spillway.tier.disk.DurableFiles;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/** Makes the file of a checkpoint: it bears its name only when it is complete and on the storage device. */
public final class CheckpointFile {
    private CheckpointFile() {}

    /** What goes into a checkpoint. */
    public interface Source {
        /** Adds all entries. */
        void writeTo(CheckpointWriter writer) throws IOException;
    }

    /** Lets a file get its name when nothing can come in between. */
    interface Turn {
        /** Takes the step; false if that must not be any more. */
        boolean take(Step step) throws IOException;
    }

    /** What is done in turn. */
    interface Step {
        /** Does it; true when done. */
        boolean inTurn() throws IOException;
    }

    /**
     * Writes a checkpoint; where that fails, nothing of it stays. For a thread that nobody interrupts.
     *
     * @param file where it is to be
     * @param clock tells when it was done
     */
    public static CheckpointTotals write(Path file, CheckpointHeader header, InstantSource clock, Source source)
            throws IOException {
        return write(file, header, clock, source, Step::inTurn);
    }

    static CheckpointTotals write(Path file, CheckpointHeader header, InstantSource clock, Source source, Turn turn)
            throws IOException {
        Path unfinished = CheckpointFolder.unfinished(file);
        try {
            CheckpointTotals totals;
            try (FileOutputStream out = new FileOutputStream(unfinished.toFile());
                    CheckpointWriter writer = new CheckpointWriter(out, header)) {
                source.writeTo(writer);
                totals = writer.finish(clock.millis());
            }
            boolean published = turn.take(() -> {
                DurableFiles.publish(unfinished, file);
                return true;
            });
            if (!published) {
                throw new IOException("it was given up, as the cache was cleared meanwhile");
            }
            return totals;
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
