package io.spillway.tier.disk;

import io.spillway.codec.KeyCodec;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;

/** Writes the hint file of a volume to which no frame is added any more. */
final class Sealer {
    private static final System.Logger LOG = System.getLogger(Sealer.class.getName());

    private final KeyCodec keys;
    private final long storeId;

    Sealer(KeyCodec keys, long storeId) {
        this.keys = keys;
        this.storeId = storeId;
    }

    /** Writes the hint file of a volume that this process wrote; not if frames are missing, of which only the journal tells. */
    void seal(Volume volume, Path folder) throws IOException {
        volume.settle();
        FrameList list = new FrameList(keys);
        RawFrames raw = RawFrames.scan(volume.path(), storeId, volume.generation(), list::add);
        int missing = missing(volume, folder, raw);
        if (missing > 0) {
            volume.fail(new IOException(missing + " frames are missing"));
        } else {
            write(volume, folder, list);
        }
    }

    private int missing(Volume volume, Path folder, RawFrames raw) throws IOException {
        try {
            JournalFile journal = JournalFile.read(folder, volume.id(), storeId);
            return journal == null
                    ? 0
                    : journal.missing(raw, volume.generation()).size();
        } catch (DamagedFileException e) {
            // The volume is not; its list will do.
            LOG.log(Level.WARNING, e.getMessage());
            return 0;
        }
    }

    void write(Volume volume, Path folder, FrameList list) throws IOException {
        new HintFile(
                        storeId,
                        volume.id(),
                        volume.generation(),
                        volume.liveBytes(),
                        volume.liveFrames(),
                        list.isCanonical(),
                        volume.sealOfFile(),
                        list.words(),
                        true)
                .write(folder);
        volume.hinted();
    }
}
