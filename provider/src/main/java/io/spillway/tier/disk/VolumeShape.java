package io.spillway.tier.disk;

import java.nio.ByteBuffer;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;

/**
 * What all volumes of one tier have in common: their size, and what follows from it. It depends on the configured bytes of
 * the tier alone.
 *
 * @param volumes how many volumes the tier may have
 * @param bytes the most that one volume's file takes
 * @param segments how many parts it has, each with a lock of its own
 * @param chunksPerSegment how much fits into one of them
 */
record VolumeShape(int volumes, long bytes, int segments, int chunksPerSegment) {
    static final int CHUNK = 128;
    /** The bytes of a key within a volume: sequence and piece number. */
    static final int KEY = 16;
    /** A tier needs room for a few volumes. */
    static final long MIN_TIER = 1 << 20;

    private static final long MIN_VOLUME = 1 << 18;
    private static final long MAX_VOLUME = 1 << 26;
    /** Smaller volumes have one segment: chance would fill the first of four long before the others. */
    private static final long MIN_DIVIDED = 1 << 22;

    private static final int SEGMENTS_IF_DIVIDED = 4;
    private static final int VOLUMES_AIMED_AT = 32;
    private static final int MIN_PIECE = 1 << 12;
    private static final int MAX_PIECE = 1 << 16;
    private static final int ROUNDING = 4096;
    /** Header, global state, segment headers, and the rounding of areas to pages. */
    private static final long FIXED = 16 * 1024;

    private static final int BYTES_PER_SLOT = 8;
    private static final int MIN_CHUNKS = 2;
    /** How far, in standard deviations, the fullest segment is ahead of the average one. */
    private static final double SPREAD = 1.5;

    private static final double MOST_LIVE = 0.85;
    private static final double MOST_WORTH_MOVING = 0.95;

    static VolumeShape of(long tierBytes) {
        if (tierBytes < MIN_TIER) {
            throw new IllegalArgumentException(
                    "A disk tier needs at least " + MIN_TIER + " bytes (1MB), not " + tierBytes);
        }
        long wanted = Math.min(MAX_VOLUME, Math.max(MIN_VOLUME, tierBytes / VOLUMES_AIMED_AT));
        long bytes = wanted / ROUNDING * ROUNDING;
        int segments = bytes < MIN_DIVIDED ? 1 : SEGMENTS_IF_DIVIDED;
        long segment = (bytes - FIXED) / segments;
        // Beside its bytes, a chunk takes a bit in the list of free ones; the hash table has a power of two of slots.
        long slots = slots(segment / CHUNK);
        int chunks = (int) ((segment - slots * BYTES_PER_SLOT) * 8 / (CHUNK * 8 + 1)) & ~63;
        return new VolumeShape((int) Math.min(tierBytes / bytes, Index.MAX_VOLUME_ID / 2), bytes, segments, chunks);
    }

    /** The largest frame that a volume takes. */
    int maxFrame() {
        return (int) Math.min(Frame.MAX_LENGTH, (long) chunksPerSegment * CHUNK / 4);
    }

    /** Payloads over this size are cut into pieces of this size. */
    int piece() {
        return (int) Math.min(MAX_PIECE, Math.max(MIN_PIECE, bytes / 512));
    }

    /**
     * The room that a frame takes in a volume. Never less than two chunks: where frames are that small, the hash table is
     * full when half of the chunks are taken.
     */
    static int room(int frameBytes) {
        int chunks = (frameBytes + KEY + FrameSize.LENGTH + 4 + CHUNK - 1) / CHUNK;
        return Math.max(MIN_CHUNKS, chunks) * CHUNK;
    }

    /** The room that an entry takes, with its pieces where it is large. */
    long roomOf(int keyBytes, int payloadBytes) {
        int piece = piece();
        if (payloadBytes <= piece) {
            return room(Frame.OVERHEAD + keyBytes + payloadBytes);
        }
        int pieces = PieceTable.pieces(payloadBytes, piece);
        int last = payloadBytes - (pieces - 1) * piece;
        int table = PieceTable.maxEncodedLength(pieces);
        return room(Frame.OVERHEAD + keyBytes + table)
                + (pieces - 1L) * room(Frame.OVERHEAD + piece)
                + room(Frame.OVERHEAD + last);
    }

    /** The key of a frame within a volume. */
    static byte[] place(long sequence, int piece) {
        byte[] place = new byte[KEY];
        ByteBuffer.wrap(place).putLong(sequence).putLong(piece);
        return place;
    }

    /** The most frames that a volume takes, pieces aside. */
    int mostFrames() {
        return segments * chunksPerSegment / MIN_CHUNKS;
    }

    /** The room for frames in a volume. */
    long capacity() {
        return (long) segments * chunksPerSegment * CHUNK;
    }

    /**
     * The room for frames in a volume that can be counted on. Frames are spread over the segments by chance, and the first
     * one that is full seals the volume; the larger the frames, the more of the others is left empty by then.
     */
    long surelyFilled() {
        double frames = (double) chunksPerSegment * CHUNK / room(Frame.OVERHEAD + piece());
        double share = segments == 1 ? 1 - 1 / frames : 1 - SPREAD / Math.sqrt(frames);
        return (long) (capacity() * share);
    }

    /** The most that may be alive in a volume on average, so that moving what is alive gives back enough for the effort. */
    long mostLive() {
        return (long) (surelyFilled() * MOST_LIVE);
    }

    /** Of a volume with less than that alive, moving it gives something back, if not much. */
    long mostWorthMoving() {
        return (long) (surelyFilled() * MOST_WORTH_MOVING);
    }

    /** The most room that entries may take in volumes of so many bytes: beside the one being filled, and the reserve. */
    long usable(long volumeBytes) {
        return Math.max(0, (long) ((double) mostLive() / bytes * (volumeBytes - 2 * bytes)));
    }

    /** The slots of the hash table for so many chunks: five eighths of them, which may be filled, are half the chunks. */
    private static long slots(long chunks) {
        long slots = Long.highestOneBit(chunks);
        return slots * 5 < chunks * 4 ? slots * 2 : slots;
    }

    /** Chronicle's recipe for a volume; identical for all volumes of this shape, as Chronicle's header repeats it. */
    ChronicleMapBuilder<byte[], Frame> builder() {
        // Five eighths of the hash table, which has a power of two of slots, may be filled.
        long entries = slots(chunksPerSegment) / 8 * 5;
        FrameMarshaller marshaller = new FrameMarshaller();
        return ChronicleMap.of(byte[].class, Frame.class)
                .constantKeySizeBySample(new byte[KEY])
                .averageValueSize(Frame.OVERHEAD)
                .valueMarshallers(marshaller, marshaller)
                .valueSizeMarshaller(new FrameSize())
                .actualSegments(segments)
                .actualChunkSize(CHUNK)
                .entriesPerSegment(entries)
                .actualChunksPerSegmentTier(chunksPerSegment)
                .maxChunksPerEntry(chunksPerSegment)
                .allowSegmentTiering(false)
                .checksumEntries(false)
                .sparseFile(false)
                .putReturnsNull(true)
                .removeReturnsNull(true)
                .skipCloseOnExitHook(true);
    }

    /** Whether an exception of Chronicle says that there is no room in the volume for a frame. */
    static boolean saysFull(RuntimeException e) {
        return e instanceof IllegalStateException
                && String.valueOf(e.getMessage()).contains("Attempt to allocate");
    }
}
