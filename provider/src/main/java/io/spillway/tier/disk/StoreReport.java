package io.spillway.tier.disk;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the files of one store hold, as far as can be told from outside. Times are in milliseconds since the epoch.
 *
 * @param folder the store's folder
 * @param cache the name of its cache
 * @param survives what its content outlives
 * @param clean whether it was closed properly, and not opened since
 * @param owner who has it open; null if nobody has
 * @param configuredBytes the most that its volumes may take
 * @param entries the entries that an opening would find, expired ones included
 * @param expired those of them whose time is over
 * @param oldest when the oldest of them was created; 0 without entries
 * @param newest when the newest of them was created; 0 without entries
 * @param volumes its volumes
 * @param problems what is not as it was written, in words; empty for a healthy store
 */
public record StoreReport(
        Path folder,
        String cache,
        Survives survives,
        boolean clean,
        @Nullable String owner,
        long configuredBytes,
        long entries,
        long expired,
        long oldest,
        long newest,
        List<VolumeReport> volumes,
        List<String> problems) {

    /**
     * What one volume holds.
     *
     * @param file its file
     * @param bytes the length of that
     * @param listed whether there is a list of what is in it, so that it is known if something is missing
     * @param frames the frames found in it
     * @param notices those of them that tell of the death of others
     * @param liveFrames those that are entries, or parts of them, that an opening would find
     * @param liveBytes the room of these
     * @param missing frames that are listed, but not there as they were written
     * @param entries the entries in it that an opening would find
     * @param expired those of them whose time is over
     * @param oldest when the oldest of them was created; 0 without entries
     * @param newest when the newest of them was created; 0 without entries
     * @param problems what is not as it was written, in words
     */
    public record VolumeReport(
            Path file,
            long bytes,
            boolean listed,
            long frames,
            long notices,
            long liveFrames,
            long liveBytes,
            long missing,
            long entries,
            long expired,
            long oldest,
            long newest,
            List<String> problems) {}
}
