package io.spillway.tier.disk;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file is not what this version wrote, or could have written. */
final class DamagedFileException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean foreign;

    DamagedFileException(Path file, @Nullable String why) {
        this(file, why, false);
    }

    private DamagedFileException(Path file, @Nullable String why, boolean foreign) {
        super(file + " can't be used: " + why);
        this.foreign = foreign;
    }

    static DamagedFileException ofUnknownFormat(Path file, String why) {
        return new DamagedFileException(file, why, true);
    }

    /** Whether the file is as it was written, by a version whose format this one does not know. */
    boolean isOfUnknownFormat() {
        return foreign;
    }
}
