package io.spillway.tier.disk;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a disk tier is set up. Immutable.
 *
 * @param directory the folder under which the tier makes its own; null means the system's folder for temporary files, which
 *     will do only where nothing survives
 * @param cacheName the name of the cache, with any characters
 * @param maxBytes the most that all files of frames take, in bytes; at least 1 MB
 * @param survives what the content outlives
 * @param whenFull what becomes of a write for which there is no room
 * @param fsyncEvery after how many writes the files are forced to the storage device; 0 leaves that to the operating system
 */
public record DiskOptions(
        @Nullable Path directory,
        String cacheName,
        long maxBytes,
        Survives survives,
        WhenFull whenFull,
        int fsyncEvery) {
    /**
     * Checks the options against each other.
     *
     * @throws IllegalArgumentException that says what does not go together
     */
    public DiskOptions {
        if (maxBytes < VolumeShape.MIN_TIER) {
            throw new IllegalArgumentException(
                    "disk of cache '" + cacheName + "' is " + maxBytes + " bytes; it must be at least 1MB, or none");
        }
        if (survives != Survives.NOTHING && directory == null) {
            throw new IllegalArgumentException("survives of cache '" + cacheName + "' is "
                    + survives.name().toLowerCase(Locale.ROOT) + ", which needs a directory");
        }
        if (fsyncEvery < 0) {
            throw new IllegalArgumentException("fsync of cache '" + cacheName + "' is every " + fsyncEvery);
        }
    }

    /** Options for a tier whose content survives nothing, and that drops entries when it is full. */
    public static DiskOptions transientIn(@Nullable Path directory, String cacheName, long maxBytes) {
        return new DiskOptions(directory, cacheName, maxBytes, Survives.NOTHING, WhenFull.EVICT, 0);
    }
}
