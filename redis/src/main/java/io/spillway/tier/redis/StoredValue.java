package io.spillway.tier.redis;

import io.spillway.codec.Envelope;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * An entry's envelope, or a tombstone, as bytes in Redis; all numbers are big-endian.
 *
 * <pre>
 *  0  'S' 'P' 'R'          what this is
 *  3  1                    the format's version
 *  4  kind                 1: an entry, 2: a tombstone
 *  5  0 0 0                reserved
 *  8  version              8 bytes
 * 16  node                 4 bytes
 * 20  created              8 bytes, milliseconds since the epoch; of a tombstone 0
 * 28  checksum             CRC-32C of the bytes above, the bytes of the key, and the payload
 * 32  deadline             8 bytes, milliseconds since the epoch
 * 40  checksum             CRC-32C of version and deadline
 * 44  payload
 * </pre>
 *
 * The deadline has a checksum of its own, as it moves without the rest. The scripts know where version, kind and deadline
 * are.
 */
final class StoredValue {
    static final int HEAD = 44;
    static final int DEADLINE_AT = 32;

    private static final int MAGIC = 0x53505201;
    private static final byte ENTRY = 1;
    private static final byte TOMBSTONE = 2;
    private static final int VERSION_AT = 8;
    private static final int CHECKSUM_AT = 28;
    private static final byte[] NOTHING = {};

    private StoredValue() {}

    static byte[] entry(byte[] key, Envelope entry) {
        return bytes(ENTRY, key, entry);
    }

    static byte[] tombstone(byte[] key, long version, int node) {
        return bytes(TOMBSTONE, key, new Envelope(version, node, 0, Envelope.ETERNAL, NOTHING));
    }

    private static byte[] bytes(byte kind, byte[] key, Envelope entry) {
        ByteBuffer out = ByteBuffer.allocate(HEAD + entry.payload().length);
        out.putInt(MAGIC)
                .put(kind)
                .put((byte) 0)
                .putShort((short) 0)
                .putLong(entry.version())
                .putInt(entry.node())
                .putLong(entry.created());
        out.position(HEAD);
        out.put(entry.payload());
        byte[] bytes = out.array();
        out.putInt(CHECKSUM_AT, checksum(bytes, key));
        out.put(DEADLINE_AT, deadline(entry.version(), entry.deadline()));
        return bytes;
    }

    /** A deadline as it is written over another one. */
    static byte[] deadline(long version, long deadline) {
        ByteBuffer summed = ByteBuffer.allocate(2 * Long.BYTES).putLong(version).putLong(deadline);
        CRC32C crc = new CRC32C();
        crc.update(summed.array());
        return ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(deadline)
                .putInt((int) crc.getValue())
                .array();
    }

    /** A version as scripts compare it. */
    static byte[] version(long version) {
        return ByteBuffer.allocate(Long.BYTES).putLong(version).array();
    }

    /** Version and node as a script returns them. */
    static byte[] stamp(long version, int node) {
        return ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(version)
                .putInt(node)
                .array();
    }

    static long versionOf(byte[] stamp) {
        return ByteBuffer.wrap(stamp).getLong();
    }

    static int nodeOf(byte[] stamp) {
        return ByteBuffer.wrap(stamp).getInt(Long.BYTES);
    }

    private static int checksum(byte[] bytes, byte[] key) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, CHECKSUM_AT);
        crc.update(key);
        crc.update(bytes, HEAD, bytes.length - HEAD);
        return (int) crc.getValue();
    }

    /** The entry that these are the bytes of; null if it is a tombstone, or is not as it was written. */
    static @Nullable Envelope read(byte[] key, byte[] bytes) {
        if (bytes.length < HEAD) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.getInt() != MAGIC || in.get() != ENTRY || in.getInt(CHECKSUM_AT) != checksum(bytes, key)) {
            return null;
        }
        long version = in.getLong(VERSION_AT);
        long deadline = in.getLong(DEADLINE_AT);
        byte[] written = new byte[Long.BYTES + Integer.BYTES];
        in.get(DEADLINE_AT, written);
        if (!Arrays.equals(written, deadline(version, deadline))) {
            return null;
        }
        byte[] payload = new byte[bytes.length - HEAD];
        in.get(HEAD, payload);
        return new Envelope(
                version, in.getInt(VERSION_AT + Long.BYTES), in.getLong(VERSION_AT + 12), deadline, payload);
    }
}
