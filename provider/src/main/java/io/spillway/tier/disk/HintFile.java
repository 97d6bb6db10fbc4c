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
 * @param entries of each entry: its hash, a word of sequence and flags, and its deadline; where all frames are listed, also
 *     version, a word of node and room, and a word of a checksum of the key and the horizon
 * @param complete whether all frames are listed that matter after a crash, rather than the entries that are alive
 */
record HintFile(
        long storeId,
        int volumeId,
        int generation,
        long liveBytes,
        int liveFrames,
        boolean canonical,
        VolumeSeal seal,
        long[] entries,
        boolean complete) {
    /** Lists all frames; valid as long as the volume is. */
    static final String SUFFIX = ".hint";
    /** Lists what was alive at a proper close; valid as long as the manifest says so. */
    static final String LIVE_SUFFIX = ".live";

    static final int LONGS_PER_ENTRY = 3;
    static final int LONGS_PER_FRAME = 6;

    private static final int KIND_SHIFT = 56;
    private static final int FLAGS_SHIFT = 48;

    private static final int MAGIC = 0x53504831;
    private static final byte FORMAT = 1;
    private static final byte LIVE_ENTRIES = 1;
    private static final byte ALL_FRAMES = 2;
    private static final int FIXED = 64;

    /** A word of a frame's number, kind and flags. */
    static long word(long sequence, byte kind, byte flags) {
        return sequence | (long) kind << KIND_SHIFT | (flags & 0xFFL) << FLAGS_SHIFT;
    }

    static long sequenceOf(long word) {
        return word & Index.MAX_SEQUENCE;
    }

    static byte kindOf(long word) {
        return (byte) (word >>> KIND_SHIFT);
    }

    static byte flagsOf(long word) {
        return (byte) (word >>> FLAGS_SHIFT);
    }

    static Path path(Path folder, int volumeId, boolean complete) {
        String suffix = complete ? SUFFIX : LIVE_SUFFIX;
        return folder.resolve(VolumeFile.name(volumeId).replace(VolumeFile.SUFFIX, suffix));
    }

    void write(Path folder) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(
                Math.addExact(FIXED + seal.encodedLength(), Math.multiplyExact(entries.length, Long.BYTES)));
        out.putInt(MAGIC)
                .put(FORMAT)
                .put(complete ? ALL_FRAMES : LIVE_ENTRIES)
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
        DurableFiles.replace(path(folder, volumeId, complete), channel -> DurableFiles.writeFully(channel, out));
    }

    /**
     * Reads the hint file of a volume; null if there is none.
     *
     * @throws DamagedFileException if it isn't what was written, or belongs to something else
     */
    static @Nullable HintFile read(Path folder, int volumeId, long storeId, boolean complete)
            throws IOException, DamagedFileException {
        Path path = path(folder, volumeId, complete);
        HintFile hint = read(path);
        if (hint == null) {
            return null;
        }
        if (hint.complete() != complete) {
            throw new DamagedFileException(path, "it has the name of another kind of file");
        }
        if (hint.storeId() != storeId || hint.volumeId() != volumeId) {
            throw new DamagedFileException(path, "it belongs to another volume");
        }
        return hint;
    }

    /** Reads a file, whatever it belongs to; null if there is none. */
    static @Nullable HintFile read(Path path) throws IOException, DamagedFileException {
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
            return parse(path, in.limit(end));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new DamagedFileException(path, "it contradicts itself");
        }
    }

    private static HintFile parse(Path path, ByteBuffer in) throws DamagedFileException {
        boolean known = in.getInt() == MAGIC && in.get() == FORMAT;
        byte content = in.get();
        if (!known || content != LIVE_ENTRIES && content != ALL_FRAMES) {
            throw new DamagedFileException(path, "it is of a format that this version can't read");
        }
        boolean canonical = in.get() != 0;
        in.get();
        long store = in.getLong();
        int volume = in.getInt();
        int generation = in.getInt();
        long liveBytes = in.getLong();
        int liveFrames = in.getInt();
        VolumeSeal seal = VolumeSeal.decode(in);
        int length = in.getInt();
        if (length < 0 || in.remaining() != (long) length * Long.BYTES || length % longs(content) != 0) {
            throw new IllegalArgumentException();
        }
        long[] entries = new long[length];
        in.asLongBuffer().get(entries);
        return new HintFile(
                store, volume, generation, liveBytes, liveFrames, canonical, seal, entries, content == ALL_FRAMES);
    }

    private static int longs(byte content) {
        return content == ALL_FRAMES ? LONGS_PER_FRAME : LONGS_PER_ENTRY;
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
