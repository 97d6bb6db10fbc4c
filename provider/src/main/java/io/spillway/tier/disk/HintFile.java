package io.spillway.tier.disk;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a sealed volume holds, in short, in a file beside it; the package's documentation shows its layout.
 *
 * @param storeId the store that the volume belongs to
 * @param volumeId the volume
 * @param generation the generation of its frames
 * @param liveBytes the room of its live frames, pieces included
 * @param liveFrames how many these are
 * @param canonical whether the hashes of the entries hold in every run
 * @param seal what the volume's file must be like
 * @param entries hash, sequence and deadline of each live entry, in turn; the topmost bit of a sequence tells a large one
 */
record HintFile(
        long storeId,
        int volumeId,
        int generation,
        long liveBytes,
        int liveFrames,
        boolean canonical,
        VolumeSeal seal,
        long[] entries) {
    static final String SUFFIX = ".hint";
    static final int LONGS_PER_ENTRY = 3;
    static final long LARGE = Long.MIN_VALUE;

    private static final int MAGIC = 0x53504831;
    private static final byte FORMAT = 1;
    private static final byte LIVE_ENTRIES = 1;
    private static final int FIXED = 64;

    static Path path(Path folder, int volumeId) {
        return folder.resolve(VolumeFile.name(volumeId).replace(VolumeFile.SUFFIX, SUFFIX));
    }

    void write(Path folder) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(
                Math.addExact(FIXED + seal.encodedLength(), Math.multiplyExact(entries.length, Long.BYTES)));
        out.putInt(MAGIC)
                .put(FORMAT)
                .put(LIVE_ENTRIES)
                .put((byte) (canonical ? 1 : 0))
                .put((byte) 0);
        out.putLong(storeId)
                .putInt(volumeId)
                .putInt(generation)
                .putLong(liveBytes)
                .putInt(liveFrames);
        seal.encode(out);
        out.putInt(entries.length);
        out.asLongBuffer().put(entries);
        out.position(out.position() + entries.length * Long.BYTES);
        out.putInt(checksum(out.duplicate().flip()));
        out.flip();
        DurableFiles.replace(path(folder, volumeId), channel -> DurableFiles.writeFully(channel, out));
    }

    /**
     * Reads the hint file of a volume; null if there is none.
     *
     * @throws DamagedFileException if it isn't what was written, or belongs to something else
     */
    static @Nullable HintFile read(Path folder, int volumeId, long storeId) throws IOException, DamagedFileException {
        Path path = path(folder, volumeId);
        ByteBuffer in;
        try {
            in = ByteBuffer.wrap(Files.readAllBytes(path));
        } catch (NoSuchFileException e) {
            return null;
        }
        int end = in.limit() - Integer.BYTES;
        if (end < 0 || in.getInt(end) != checksum(in.duplicate().limit(end))) {
            throw new DamagedFileException(path, "its checksum does not match");
        }
        try {
            return parse(path, in.limit(end), volumeId, storeId);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new DamagedFileException(path, "it contradicts itself");
        }
    }

    private static HintFile parse(Path path, ByteBuffer in, int volumeId, long storeId) throws DamagedFileException {
        if (in.getInt() != MAGIC || in.get() != FORMAT || in.get() != LIVE_ENTRIES) {
            throw new DamagedFileException(path, "it is of a format that this version can't read");
        }
        boolean canonical = in.get() != 0;
        in.get();
        long store = in.getLong();
        int volume = in.getInt();
        if (store != storeId || volume != volumeId) {
            throw new DamagedFileException(path, "it belongs to another volume");
        }
        int generation = in.getInt();
        long liveBytes = in.getLong();
        int liveFrames = in.getInt();
        VolumeSeal seal = VolumeSeal.decode(in);
        int length = in.getInt();
        if (length < 0 || in.remaining() != (long) length * Long.BYTES || length % LONGS_PER_ENTRY != 0) {
            throw new IllegalArgumentException();
        }
        long[] entries = new long[length];
        in.asLongBuffer().get(entries);
        return new HintFile(store, volume, generation, liveBytes, liveFrames, canonical, seal, entries);
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
