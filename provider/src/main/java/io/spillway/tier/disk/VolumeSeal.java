package io.spillway.tier.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;
import net.openhft.chronicle.hash.impl.VanillaChronicleHash;

/**
 * What a closed volume's file was like where it holds more than frames, so that it can be opened later without trust.
 *
 * <p>The head holds Chronicle's header and its locks: readers write to it, and a process that dies leaves locks behind; so
 * the head of the day the file was made is put back before each opening. Reading frames needs nothing else of it. The hash tables say where in the file a frame lies: they are not touched by
 * readers, so they must be as they were, or else the file is not to be opened at all, as Chronicle trusts them blindly.
 *
 * @param fileLength the length of the file
 * @param segments how many segments it has
 * @param segmentLength the bytes of each
 * @param tableLength the bytes of the hash table that each begins with
 * @param head what precedes the segments
 * @param tableChecksum CRC32C of the hash tables
 */
record VolumeSeal(long fileLength, int segments, long segmentLength, long tableLength, byte[] head, int tableChecksum) {
    private static final int SEGMENT_HEADER = 192;
    private static final int BLOCK = 1 << 16;
    private static final int MAX_HEAD = 1 << 16;

    /** Where what is in a volume's file, as Chronicle laid it out. */
    record Layout(int headLength, int segments, long segmentLength, long tableLength) {
        static Layout of(Object map) {
            VanillaChronicleHash<?, ?, ?, ?> hash = (VanillaChronicleHash<?, ?, ?, ?>) map;
            int head = Math.toIntExact(hash.segmentHeadersOffset + (long) hash.actualSegments * SEGMENT_HEADER);
            return new Layout(head, hash.actualSegments, hash.tierSize, hash.tierHashLookupOuterSize);
        }
    }

    /** Reads what a file begins with, while it is closed. */
    static byte[] readHead(Path file, Layout layout) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            byte[] head = new byte[layout.headLength()];
            readFully(channel, ByteBuffer.wrap(head), 0);
            return head;
        }
    }

    /** Reads what a file is like while nobody writes to it; its head is that of the day it was made. */
    static VolumeSeal of(Path file, Layout layout, byte[] head) throws IOException {
        return Interrupts.shielded(() -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                int checksum = tableChecksum(
                        channel, head.length, layout.segments(), layout.segmentLength(), layout.tableLength());
                return new VolumeSeal(
                        channel.size(),
                        layout.segments(),
                        layout.segmentLength(),
                        layout.tableLength(),
                        head,
                        checksum);
            }
        });
    }

    /**
     * Puts the head back; false if the file is not as it was otherwise, and must not be opened. For a thread that nobody
     * interrupts.
     */
    boolean restore(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() != fileLength
                    || tableChecksum(channel, head.length, segments, segmentLength, tableLength) != tableChecksum) {
                return false;
            }
            byte[] present = new byte[head.length];
            readFully(channel, ByteBuffer.wrap(present), 0);
            if (!Arrays.equals(present, head)) {
                ByteBuffer bytes = ByteBuffer.wrap(head);
                while (bytes.hasRemaining()) {
                    channel.write(bytes, bytes.position());
                }
            }
            return true;
        }
    }

    /** Whether a file is as it was, beside its frames and its head; it is only read. */
    boolean matches(Path file) throws IOException {
        return Interrupts.shielded(() -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                return channel.size() == fileLength
                        && tableChecksum(channel, head.length, segments, segmentLength, tableLength) == tableChecksum;
            }
        });
    }

    private static int tableChecksum(FileChannel channel, long start, int segments, long length, long table)
            throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        for (int i = 0; i < segments; i++) {
            long at = start + i * length;
            long end = at + table;
            while (at < end) {
                block.clear().limit((int) Math.min(BLOCK, end - at));
                readFully(channel, block, at);
                at += block.position();
                crc.update(block.flip());
            }
        }
        return (int) crc.getValue();
    }

    private static void readFully(FileChannel channel, ByteBuffer into, long at) throws IOException {
        long position = at;
        while (into.hasRemaining()) {
            int read = channel.read(into, position);
            if (read < 0) {
                throw new IOException("The file ends at " + position);
            }
            position += read;
        }
    }

    int encodedLength() {
        return 2 * Integer.BYTES + 3 * Long.BYTES + Integer.BYTES + head.length;
    }

    void encode(ByteBuffer out) {
        out.putLong(fileLength).putInt(segments).putLong(segmentLength).putLong(tableLength);
        out.putInt(tableChecksum).putInt(head.length).put(head);
    }

    static VolumeSeal decode(ByteBuffer in) {
        long fileLength = in.getLong();
        int segments = in.getInt();
        long segmentLength = in.getLong();
        long tableLength = in.getLong();
        int tableChecksum = in.getInt();
        int length = in.getInt();
        if (length < 0 || length > MAX_HEAD || segments < 0 || tableLength < 0 || tableLength > segmentLength) {
            throw new IllegalArgumentException("no volume is like that");
        }
        byte[] head = new byte[length];
        in.get(head);
        return new VolumeSeal(fileLength, segments, segmentLength, tableLength, head, tableChecksum);
    }
}
