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
 * @param piece of a piece: its number, from 1; of a notice: its {@linkplain #horizon() horizon}; of an entry: 0
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
    /** A piece of a large payload; it has no key. */
    static final byte PIECE = 3;
    /** A frame that must not be taken for its key's entry: the sequence of that frame takes the place of the creation. */
    static final byte WITHDRAWAL = 4;

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

    /** A notice that a key's frames up to a version are dead. */
    static FrameHead tombstone(EncodedKey key, long version, int node, long storeId, long sequence) {
        byte flags = key.canonical() ? 0 : NOT_CANONICAL;
        return new FrameHead(TOMBSTONE, flags, storeId, 0, node, version, 0, 0, sequence, -1);
    }

    /** The notice that this entry is dead, and so are older ones of its key. */
    FrameHead asTombstone(int horizon) {
        byte newFlags = (byte) (flags & NOT_CANONICAL);
        return new FrameHead(TOMBSTONE, newFlags, storeId, generation, node, version, 0, 0, sequence, horizon);
    }

    /** The notice that this entry is dead, and so are all of its key up to a version that was lost. */
    FrameHead asTombstone(long lostVersion, int lostNode, int horizon) {
        byte newFlags = (byte) (flags & NOT_CANONICAL);
        return new FrameHead(TOMBSTONE, newFlags, storeId, generation, lostNode, lostVersion, 0, 0, sequence, horizon);
    }

    /** A notice that a frame is dead, whatever its version. */
    static FrameHead withdrawal(long withdrawn, long storeId, long sequence) {
        return new FrameHead(WITHDRAWAL, (byte) 0, storeId, 0, 0, 0, withdrawn, 0, sequence, -1);
    }

    /** Whether it tells of the death of other frames. */
    boolean isNotice() {
        return kind == TOMBSTONE || kind == WITHDRAWAL;
    }

    /** Of a notice: it is needed as long as there is a volume with this id or a lower one; -1 if not known yet. */
    int horizon() {
        return piece;
    }

    FrameHead withHorizon(int horizon) {
        return new FrameHead(kind, flags, storeId, generation, node, version, created, deadline, sequence, horizon);
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

    FrameHead withVersion(long newVersion) {
        return new FrameHead(kind, flags, storeId, generation, node, newVersion, created, deadline, sequence, piece);
    }

    FrameHead withDeadline(long newDeadline) {
        return new FrameHead(kind, flags, storeId, generation, node, version, created, newDeadline, sequence, piece);
    }

    Envelope envelope(long currentDeadline, byte[] payload) {
        return new Envelope(version, node, created, currentDeadline, payload);
    }
}
