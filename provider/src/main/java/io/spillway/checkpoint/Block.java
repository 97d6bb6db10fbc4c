package io.spillway.checkpoint;

import io.spillway.codec.Envelope;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Entries on their way into a file, one after the other. For one thread at a time. */
final class Block {
    private byte[] bytes = new byte[Format.BLOCK];
    private int length;
    private int entries;

    /** Whether an entry belongs into the next block. */
    boolean isFullFor(byte[] key, Envelope entry) {
        return entries > 0 && length + size(key, entry) > Format.BLOCK;
    }

    private static long size(byte[] key, Envelope entry) {
        return (long) Format.ENTRY + key.length + entry.payload().length;
    }

    void add(byte[] key, Envelope entry) {
        int end = Math.toIntExact(length + size(key, entry));
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, end);
        }
        ByteBuffer.wrap(bytes, length, end - length)
                .putInt(0)
                .putInt(entry.node())
                .putLong(entry.version())
                .putLong(entry.created())
                .putLong(entry.deadline())
                .putInt(key.length)
                .putInt(entry.payload().length)
                .put(key)
                .put(entry.payload());
        length = end;
        entries++;
    }

    /** Empties the block; what a long entry made of it is given back. */
    void reset() {
        if (bytes.length > Format.BLOCK) {
            bytes = new byte[Format.BLOCK];
        }
        length = 0;
        entries = 0;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    int entries() {
        return entries;
    }
}
