package io.spillway.tier.disk;

import io.spillway.codec.PayloadKeyCodec;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a journal says of one frame; the package's documentation shows its layout.
 *
 * @param key hash of the bytes of the frame's key; of a withdrawal, the number of the frame that is withdrawn
 * @param word number, kind and flags, as in a hint file
 * @param version as in the frame
 * @param node as in the frame
 * @param check a checksum of the key, with which its hash makes 96 bits that no other key of a store will share
 * @param generation as in the frame
 */
record JournalRecord(long key, long word, long version, int node, int check, int generation) {
    static final int LENGTH = 40;
    private static final int CHECKSUM_AT = 36;

    /** What is to be said of a frame that is in its volume. */
    static JournalRecord of(FrameHead head, byte[] key) {
        boolean withdrawal = head.kind() == FrameHead.WITHDRAWAL;
        return new JournalRecord(
                withdrawal ? head.created() : PayloadKeyCodec.hash(key),
                HintFile.word(head.sequence(), head.kind(), head.flags()),
                head.version(),
                head.node(),
                FrameList.check(key),
                head.generation());
    }

    long sequence() {
        return HintFile.sequenceOf(word);
    }

    byte kind() {
        return HintFile.kindOf(word);
    }

    /** The bytes of a record of a journal with a mark. */
    byte[] encode(int mark) {
        byte[] bytes = new byte[LENGTH];
        ByteBuffer.wrap(bytes)
                .putLong(key)
                .putLong(word)
                .putLong(version)
                .putInt(node)
                .putInt(check)
                .putInt(generation)
                .putInt(checksum(bytes, mark));
        return bytes;
    }

    /** Reads a record of a journal with a mark; null if there is none, or not all of one, or that of another journal. */
    static @Nullable JournalRecord decode(byte[] bytes, int mark) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        JournalRecord read =
                new JournalRecord(in.getLong(), in.getLong(), in.getLong(), in.getInt(), in.getInt(), in.getInt());
        // What was never written has no kind, whatever its checksum.
        return read.kind() != 0 && in.getInt() == checksum(bytes, mark) ? read : null;
    }

    private static int checksum(byte[] bytes, int mark) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, CHECKSUM_AT);
        return (int) crc.getValue() ^ mark;
    }
}
