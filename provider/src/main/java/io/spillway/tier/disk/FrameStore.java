package io.spillway.tier.disk;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Reads and judges the frames of one store, wherever they lie, and numbers new ones. Safe for use by any thread. */
final class FrameStore {
    private static final byte[] NOTHING = {};

    private final long storeId;
    private final VolumeSet volumes;
    private final Holding holding;
    private final AtomicLong sequence;

    FrameStore(long storeId, VolumeSet volumes, Holding holding, long firstSequence) {
        this.storeId = storeId;
        this.volumes = volumes;
        this.holding = holding;
        this.sequence = new AtomicLong(firstSequence);
    }

    long storeId() {
        return storeId;
    }

    long nextSequence() {
        return sequence.getAndIncrement();
    }

    /** Takes note of a number that an earlier run used. */
    void used(long number) {
        sequence.accumulateAndGet(number + 1, Math::max);
    }

    /** A number above all that were used. */
    long unusedSequence() {
        return sequence.get();
    }

    /** Reads the entry at a place; null if it isn't there (any more), or damaged. */
    @Nullable Stored load(long place, boolean withPayload) {
        int volumeId = Index.volumeOf(place);
        long number = Index.sequenceOf(place);
        if (volumeId == Holding.ID) {
            return loadHeld(place, number);
        }
        Volume volume = volumes.get(volumeId);
        if (volume == null) {
            return null;
        }
        Frame frame = withPayload ? Frame.toRead() : Frame.toReadHead();
        if (!volume.read(number, 0, frame)) {
            return null;
        }
        FrameHead head = withPayload ? frame.verified() : frame.verifiedHead();
        if (head == null || !belongs(head, volume, number, 0) || head.kind() != FrameHead.ENTRY) {
            return null;
        }
        return new Stored(place, head, frame.key, frame.payload, VolumeShape.room(frame.size()));
    }

    private @Nullable Stored loadHeld(long place, long number) {
        Holding.Item item = holding.get(number);
        if (item == null) {
            return null;
        }
        FrameHead head = FrameHead.entry(item.key(), item.entry(), storeId, number, false);
        return new Stored(place, head, item.key().bytes(), item.entry().payload(), 0);
    }

    /** Puts a large payload together; null if a piece isn't there, or damaged. */
    byte @Nullable [] assemble(Stored large) {
        PieceTable table = PieceTable.decode(large.payload());
        if (table == null) {
            return null;
        }
        byte[] payload = table.length() == 0 ? NOTHING : new byte[table.length()];
        for (int i = 0; i < table.pieces(); i++) {
            Volume volume = volumes.get(table.volumes()[i]);
            Frame frame = Frame.toReadInto(payload, table.offsetOf(i), table.lengthOf(i));
            if (volume == null || !volume.read(table.sequence(), i + 1, frame)) {
                return null;
            }
            FrameHead head = frame.verified();
            if (head == null || !belongs(head, volume, table.sequence(), i + 1)) {
                return null;
            }
        }
        return payload;
    }

    private boolean belongs(FrameHead head, Volume volume, long number, int piece) {
        return head.storeId() == storeId
                && head.sequence() == number
                && head.piece() == piece
                && head.generation() == volume.generation();
    }
}
