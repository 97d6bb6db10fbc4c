package io.spillway.tier.disk;

import io.spillway.codec.KeyCodec;
import java.io.IOException;
import java.nio.file.Path;

/** Writes the hint file of a volume to which no frame is added any more. */
final class Sealer {
    private final KeyCodec keys;
    private final long storeId;

    Sealer(KeyCodec keys, long storeId) {
        this.keys = keys;
        this.storeId = storeId;
    }

    /** Writes the hint file of a volume that this process wrote. */
    void seal(Volume volume, Path folder) throws IOException {
        volume.settle();
        FrameList list = new FrameList(keys);
        RawFrames.scan(volume.path(), storeId, volume.generation(), list::add);
        write(volume, folder, list);
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
