package io.spillway.tier.disk;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;

/**
 * What a frame says of itself, beside key and payload.
 *
 * @param kind one of the constants here
 * @param flags {@link #NOT_CANONICAL}, {@link #LARGE}
 * @param storeId the identity of the store that wrote it
 * @param generation the store's generation at that time
 * @param node as in {@link Envelope}
 * @param version as in {@link Envelope}
 * @param created as in {@link Envelope}
 * @param deadline as in {@link Envelope}; when the frame was written
 * @param sequence its number, unique within the store
 * @param piece 0, or the number of a piece of a large payload, from 1
 */
record FrameHead(
        byte kind,
        byte flags,
        long storeId,
        int generation,
        int node,
        long version,
        long created,
        long deadline,
        long sequence,
        int piece) {
    /** An entry, with its payload or the table of its pieces. */
    static final byte ENTRY = 1;
    /** A removal: the version is that of the removal. */
    static final byte TOMBSTONE = 2;
    /** A moved deadline of the version that it names. */
    static final byte TOUCH = 3;
    /** A piece of a large payload; it has no key. */
    static final byte PIECE = 4;
    /** A written entry that never became visible: the version is that of the entry, as is the sequence in its payload. */
    static final byte WITHDRAWAL = 5;

    /** The bytes of the key do not decide whether two keys are equal. */
    static final byte NOT_CANONICAL = 1;
    /** The payload is a {@link PieceTable}. */
    static final byte LARGE = 2;

    static FrameHead entry(EncodedKey key, Envelope entry, long storeId, long sequence, boolean large) {
        int flags = (key.canonical() ? 0 : NOT_CANONICAL) | (large ? LARGE : 0);
        return new FrameHead(
                ENTRY,
                (byte) flags,
                storeId,
                0,
                entry.node(),
                entry.version(),
                entry.created(),
                entry.deadline(),
                sequence,
                0);
    }

    static FrameHead piece(Envelope entry, long storeId, long sequence, int piece) {
        return new FrameHead(
                PIECE,
                (byte) 0,
                storeId,
                0,
                entry.node(),
                entry.version(),
                entry.created(),
                entry.deadline(),
                sequence,
                piece);
    }

    boolean isLarge() {
        return (flags & LARGE) != 0;
    }

    boolean isCanonical() {
        return (flags & NOT_CANONICAL) == 0;
    }

    FrameHead withGeneration(int newGeneration) {
        return new FrameHead(kind, flags, storeId, newGeneration, node, version, created, deadline, sequence, piece);
    }

    FrameHead withSequence(long newSequence) {
        return new FrameHead(kind, flags, storeId, generation, node, version, created, deadline, newSequence, piece);
    }

    FrameHead withDeadline(long newDeadline) {
        return new FrameHead(kind, flags, storeId, generation, node, version, created, newDeadline, sequence, piece);
    }

    Envelope envelope(long currentDeadline, byte[] payload) {
        return new Envelope(version, node, created, currentDeadline, payload);
    }
}
