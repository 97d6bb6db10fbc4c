package io.spillway.tier.disk;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A frame on its way into a volume or out of it; the package's documentation shows its layout. Reading fills it from
 * memory that may hold anything, so what was read means nothing before {@link #verifiedHead} or {@link #verified} says so.
 *
 * <p>For one thread at a time. Arrays are not copied.
 */
final class Frame {
    static final int MAGIC = 0x53504631;
    static final byte FORMAT = 1;
    /** The bytes before the key. */
    static final int HEAD = 72;
    /** All bytes beside key and payload. */
    static final int OVERHEAD = HEAD + Integer.BYTES;
    /** A frame is never larger: what claims to be is damaged. */
    static final int MAX_LENGTH = 1 << 24;

    static final int KIND_AT = 5;
    static final int SEQUENCE_AT = 48;
    static final int KEY_LENGTH_AT = 56;
    static final int PAYLOAD_LENGTH_AT = 60;
    static final int PIECE_AT = 64;
    private static final int HEAD_CHECKSUM_AT = 68;
    private static final byte[] NOTHING = {};

    final byte[] head = new byte[HEAD];
    byte[] key = NOTHING;
    byte[] payload = NOTHING;
    int offset;
    int length;
    int checksum;
    private final boolean headOnly;
    private final boolean given;

    private Frame(boolean headOnly, boolean given) {
        this.headOnly = headOnly;
        this.given = given;
    }

    /** A frame to write, with a part of an array as its payload. */
    static Frame of(FrameHead head, byte[] key, byte[] payload, int offset, int length) {
        Frame frame = new Frame(false, false);
        frame.key = key;
        frame.payload = payload;
        frame.offset = offset;
        frame.length = length;
        ByteBuffer.wrap(frame.head)
                .putInt(MAGIC)
                .put(FORMAT)
                .put(head.kind())
                .put(head.flags())
                .put((byte) 0)
                .putLong(head.storeId())
                .putInt(head.generation())
                .putInt(head.node())
                .putLong(head.version())
                .putLong(head.created())
                .putLong(head.deadline())
                .putLong(head.sequence())
                .putInt(key.length)
                .putInt(length)
                .putInt(head.piece())
                .putInt(frame.headChecksum());
        frame.checksum = frame.wholeChecksum();
        return frame;
    }

    static Frame of(FrameHead head, byte[] key, byte[] payload) {
        return of(head, key, payload, 0, payload.length);
    }

    /** A frame to read. */
    static Frame toRead() {
        return new Frame(false, false);
    }

    /** A frame of which to read all but the payload. */
    static Frame toReadHead() {
        return new Frame(true, false);
    }

    /** A frame to read whose payload goes to a given place, or else is damaged. */
    static Frame toReadInto(byte[] target, int offset, int length) {
        Frame frame = new Frame(false, true);
        frame.payload = target;
        frame.offset = offset;
        frame.length = length;
        return frame;
    }

    boolean wantsHeadOnly() {
        return headOnly;
    }

    /** Makes room for what the head that was just read announces; false if that can't be. */
    boolean prepare(long size) {
        int keyLength = keyLength();
        int payloadLength = payloadLength();
        if (keyLength < 0 || payloadLength < 0 || (long) OVERHEAD + keyLength + payloadLength != size) {
            return false;
        }
        key = keyLength == 0 ? NOTHING : new byte[keyLength];
        if (given) {
            return payloadLength == length;
        }
        if (!headOnly) {
            payload = payloadLength == 0 ? NOTHING : new byte[payloadLength];
            offset = 0;
            length = payloadLength;
        }
        return true;
    }

    /** Makes sure that a frame whose reading failed does not verify. */
    void spoil() {
        head[0] = 0;
    }

    int keyLength() {
        return ByteBuffer.wrap(head).getInt(KEY_LENGTH_AT);
    }

    int payloadLength() {
        return ByteBuffer.wrap(head).getInt(PAYLOAD_LENGTH_AT);
    }

    /** The bytes of the whole frame. */
    int size() {
        return OVERHEAD + keyLength() + payloadLength();
    }

    /** What the frame says of itself, if head and key are as they were written; otherwise null. */
    @Nullable FrameHead verifiedHead() {
        ByteBuffer in = ByteBuffer.wrap(head);
        if (in.getInt() != MAGIC || in.get() != FORMAT || in.getInt(HEAD_CHECKSUM_AT) != headChecksum()) {
            return null;
        }
        byte kind = in.get();
        byte flags = in.get();
        in.get();
        return new FrameHead(
                kind,
                flags,
                in.getLong(),
                in.getInt(),
                in.getInt(),
                in.getLong(),
                in.getLong(),
                in.getLong(),
                in.getLong(),
                in.getInt(PIECE_AT));
    }

    /** What the frame says of itself, if all of it is as it was written; otherwise null. */
    @Nullable FrameHead verified() {
        return checksum == wholeChecksum() ? verifiedHead() : null;
    }

    private int headChecksum() {
        CRC32C crc = new CRC32C();
        crc.update(head, 0, HEAD_CHECKSUM_AT);
        crc.update(key, 0, key.length);
        return (int) crc.getValue();
    }

    private int wholeChecksum() {
        CRC32C crc = new CRC32C();
        crc.update(head, 0, HEAD);
        crc.update(key, 0, key.length);
        crc.update(payload, offset, length);
        return (int) crc.getValue();
    }
}
