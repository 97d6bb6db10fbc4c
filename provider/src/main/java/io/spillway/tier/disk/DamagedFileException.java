package io.spillway.tier.disk;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file is not what this version wrote, or could have written. */
final class DamagedFileException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedFileException(Path file, @Nullable String why) {
        super(file + " can't be used: " + why);
    }
}
