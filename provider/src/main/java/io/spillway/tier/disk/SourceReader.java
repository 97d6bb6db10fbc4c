package io.spillway.tier.disk;

import io.spillway.codec.KeyCodec;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Takes volumes that a dead process left: those that were sealed by their hint files, and others by looking through them for
 * frames. Of these the journals tell what is missing.
 */
final class SourceReader {
    private static final System.Logger LOG = System.getLogger(SourceReader.class.getName());

    private final Path folder;
    private final Manifest manifest;
    private final VolumeShape shape;
    private final KeyCodec keys;
    private final boolean mayLackPages;
    private final LostFrames lostFrames;
    private long lost;
    private boolean canonical = true;

    /**
     * Creates a reader.
     *
     * @param mayLackPages whether the machine may have died with the process
     * @param lostFrames takes what is missing
     */
    SourceReader(
            Path folder,
            Manifest manifest,
            VolumeShape shape,
            KeyCodec keys,
            boolean mayLackPages,
            LostFrames lostFrames) {
        this.folder = folder;
        this.manifest = manifest;
        this.shape = shape;
        this.keys = keys;
        this.mayLackPages = mayLackPages;
        this.lostFrames = lostFrames;
    }

    /** How many entries or files can't be used, beside the frames that are missing. */
    long lost() {
        return lost;
    }

    /** Whether the hashes of all keys hold in every run. */
    boolean isCanonical() {
        return canonical;
    }

    /** Takes a volume of which there is at least one file; null if there is nothing in it, and it was deleted. */
    @Nullable FrameSource read(int id) throws IOException {
        HintFile hint = hint(id);
        if (hint == null) {
            return unsealed(id);
        }
        if (hint.generation() != manifest.generation()) {
            // Cleared.
            remove(id);
            return null;
        }
        Path file = folder.resolve(VolumeFile.name(id));
        boolean there = Files.exists(file);
        Volume volume;
        if (!there || Files.size(file) == hint.seal().fileLength()) {
            volume = Volume.sealed(id, folder, shape, hint.generation(), hint.seal(), manifest.storeId());
            if (!there) {
                LOG.log(Level.WARNING, file + " is missing, and with it what its hint file names");
            }
        } else {
            // What the file has lost is known still, so that nothing older takes its place.
            LOG.log(Level.WARNING, file + " was cut off or extended; some of its frames may be lost");
            RawFrames raw = RawFrames.scan(file, manifest.storeId(), manifest.generation(), frame -> {});
            volume = Volume.raw(id, folder, shape, manifest.generation(), raw);
        }
        volume.hinted();
        canonical &= hint.canonical();
        return new FrameSource(volume, hint.entries(), false);
    }

    private @Nullable HintFile hint(int id) throws IOException {
        try {
            return HintFile.read(folder, id, manifest.storeId(), true);
        } catch (DamagedFileException e) {
            LOG.log(Level.WARNING, e.getMessage() + "; the volume itself is read instead");
            return null;
        }
    }

    private @Nullable FrameSource unsealed(int id) throws IOException {
        Path file = folder.resolve(VolumeFile.name(id));
        FrameList list = new FrameList(keys);
        RawFrames raw = Files.exists(file)
                ? RawFrames.scan(file, manifest.storeId(), manifest.generation(), list::add)
                : RawFrames.none();
        lost += list.unreadableKeys();
        if (raw.isEmpty() && raw.isForeign()) {
            LOG.log(Level.WARNING, file + " belongs to another store; it is moved aside");
            KeptStore.setAside(file);
            lost++;
            raw = RawFrames.none();
        }
        Volume volume = Volume.raw(id, folder, shape, manifest.generation(), raw);
        JournalFile journal = journal(id);
        int missing = journal == null ? 0 : missing(journal, raw, volume);
        if (missing > 0) {
            LOG.log(Level.WARNING, missing + " frames are missing that were written to " + file);
        } else if (raw.isEmpty()) {
            remove(id);
            return null;
        }
        canonical &= list.isCanonical();
        return new FrameSource(volume, list.words(), mayLackPages && journal == null);
    }

    /** The journal of a volume; null if there is none, or none that may be believed. */
    private @Nullable JournalFile journal(int id) throws IOException {
        try {
            JournalFile journal = JournalFile.read(folder, id, manifest.storeId());
            // When the machine dies, a record may be on the storage device of a frame that is not. Who took that for
            // damage
            // would lose the entry that was there before.
            return journal != null && journal.header().isOfThisBoot() ? journal : null;
        } catch (DamagedFileException e) {
            LOG.log(Level.WARNING, e.getMessage() + "; what is in the volume is taken for all there was");
            return null;
        }
    }

    private int missing(JournalFile journal, RawFrames raw, Volume volume) {
        int[] missing = new int[1];
        journal.forEach(said -> {
            if (said.generation() == manifest.generation() && !raw.has(said.sequence())) {
                missing[0]++;
                lostFrames.add(said, volume);
            }
        });
        return missing[0];
    }

    private void remove(int id) throws IOException {
        // The journal first: without its volume it would tell of damage.
        Files.deleteIfExists(JournalFile.path(folder, id));
        Files.deleteIfExists(folder.resolve(VolumeFile.name(id)));
        Files.deleteIfExists(HintFile.path(folder, id, true));
        Files.deleteIfExists(HintFile.path(folder, id, false));
    }
}
