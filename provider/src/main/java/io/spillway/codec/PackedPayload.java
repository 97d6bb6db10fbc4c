package io.spillway.codec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jpountz.lz4.LZ4Exception;

/**
 * A payload around a compressed one.
 *
 * <pre>
 *  0         1           2                 6
 * +---------+-----------+-----------------+----------+-----------------+----------+---
 * | tag: 96 | inner tag | length (int)    | stored   | block           | stored   | ...
 * +---------+-----------+-----------------+----------+-----------------+----------+---
 * </pre>
 *
 * <p>The inner tag is the first byte of the payload that was compressed, and tells without decompressing what is in it. The
 * length is that of its other bytes. They are compressed in blocks of {@value #BLOCK} bytes, the last of which is shorter.
 * Each block is preceded by its stored length, an int; one that is stored in its full length is not compressed. Integers
 * are big-endian.
 */
final class PackedPayload {
    /** The first byte of a payload that is compressed. */
    static final byte TAG = 96;

    /** The longest payload that is compressed; a longer one is stored as it is. */
    static final int LONGEST = 256 << 20;

    /**
     * Native code holds off the garbage collector while it is in an array, so it is let into a large one a block at a time.
     */
    private static final int BLOCK = 256 << 10;

    /** Of longer payloads each block is compressed twice, so that no more is in memory than the payload and the result. */
    private static final int LONGEST_KEPT = 16 << 20;

    private static final int HEAD = 6;

    /** No byte of an LZ4 block stands for more than this. */
    private static final int BEST_RATIO = 255;

    private PackedPayload() {}

    static boolean is(byte[] payload) {
        return payload[0] == TAG;
    }

    /** The first byte of the payload inside; that of no payload if there is none. */
    static byte innerTag(byte[] packed) {
        return packed.length < HEAD ? 0 : packed[1];
    }

    /** A compressed form of a payload, or the payload itself if that is hardly longer. */
    static byte[] pack(byte[] payload) {
        if (payload.length < 2 || payload.length > LONGEST || is(payload)) {
            return payload;
        }
        // What is gained must be worth a decompression at each read.
        int most = payload.length - payload.length / 16;
        byte[] scratch = new byte[Lz4.COMPRESSOR.maxCompressedLength(Math.min(payload.length - 1, BLOCK))];
        boolean keep = payload.length <= LONGEST_KEPT;
        List<byte[]> blocks = new ArrayList<>();
        int total = HEAD;
        for (int at = 1; at < payload.length; at += BLOCK) {
            byte[] block = packBlock(payload, at, scratch);
            total += Integer.BYTES + block.length;
            if (total >= most) {
                return payload;
            }
            if (keep) {
                blocks.add(block);
            }
        }
        ByteBuffer packed = ByteBuffer.allocate(total).put(TAG).put(payload[0]).putInt(payload.length - 1);
        for (int at = 1; at < payload.length; at += BLOCK) {
            byte[] block = keep ? blocks.get(at / BLOCK) : packBlock(payload, at, scratch);
            packed.putInt(block.length).put(block);
        }
        return packed.array();
    }

    private static byte[] packBlock(byte[] payload, int at, byte[] scratch) {
        int length = Math.min(BLOCK, payload.length - at);
        int shorter = Lz4.COMPRESSOR.compress(payload, at, length, scratch, 0, scratch.length);
        return shorter < length ? Arrays.copyOf(scratch, shorter) : Arrays.copyOfRange(payload, at, at + length);
    }

    /**
     * The payload inside. What the bytes say of their lengths is checked before room is made for it.
     *
     * @throws CodecException if the bytes can't be read
     */
    static byte[] unpack(byte[] packed) {
        byte[] payload = new byte[checkedLength(packed) + 1];
        payload[0] = innerTag(packed);
        ByteBuffer blocks = ByteBuffer.wrap(packed).position(HEAD);
        for (int at = 1; at < payload.length; at += BLOCK) {
            int stored = blocks.getInt();
            unpackBlock(packed, blocks.position(), stored, payload, at);
            blocks.position(blocks.position() + stored);
        }
        return payload;
    }

    private static void unpackBlock(byte[] packed, int from, int stored, byte[] payload, int at) {
        int length = Math.min(BLOCK, payload.length - at);
        if (stored == length) {
            System.arraycopy(packed, from, payload, at, length);
            return;
        }
        try {
            check(Lz4.DECOMPRESSOR.decompress(packed, from, stored, payload, at, length) == length);
        } catch (LZ4Exception e) {
            throw new CodecException("A compressed payload is damaged: " + e.getMessage(), e);
        }
    }

    /** The length that the payload without its tag has, if these bytes can stand for as much. */
    private static int checkedLength(byte[] packed) {
        check(packed.length > HEAD && innerTag(packed) != TAG);
        ByteBuffer bytes = ByteBuffer.wrap(packed);
        int rest = bytes.getInt(2);
        check(rest > 0 && rest < LONGEST);
        bytes.position(HEAD);
        for (int left = rest; left > 0; left -= BLOCK) {
            check(bytes.remaining() >= Integer.BYTES);
            int stored = bytes.getInt();
            int length = Math.min(BLOCK, left);
            check(stored > 0 && stored <= Math.min(length, bytes.remaining()) && length <= longest(stored));
            bytes.position(bytes.position() + stored);
        }
        check(!bytes.hasRemaining());
        return rest;
    }

    /** The most bytes that a compressed block can stand for. */
    private static long longest(int stored) {
        return (long) BEST_RATIO * stored;
    }

    private static void check(boolean right) {
        if (!right) {
            throw new CodecException("A compressed payload is damaged: its lengths can't be right", null);
        }
    }
}
