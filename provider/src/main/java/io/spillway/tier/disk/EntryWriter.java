package io.spillway.tier.disk;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.tier.TierFullException;
import io.spillway.tier.disk.LargeEntries.Large;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Adds entries to volumes, whole or in pieces, waiting for a volume where need be. Safe for use by any thread. */
final class EntryWriter {
    private final String cacheName;
    private final VolumeShape shape;
    private final FrameStore frames;
    private final VolumeSet volumes;
    private final LargeEntries large;
    private final Catalog catalog;
    private final Housekeeper housekeeper;

    EntryWriter(
            String cacheName,
            VolumeShape shape,
            FrameStore frames,
            VolumeSet volumes,
            LargeEntries large,
            Catalog catalog,
            Housekeeper housekeeper) {
        this.cacheName = cacheName;
        this.shape = shape;
        this.frames = frames;
        this.volumes = volumes;
        this.large = large;
        this.catalog = catalog;
        this.housekeeper = housekeeper;
    }

    /** Whether an entry is one frame, rather than a head and pieces. */
    boolean isOneFrame(Envelope entry) {
        return entry.payload().length <= shape.piece();
    }

    /** Whether an entry can be added at all: its key must fit into a frame. Asked of one frame. */
    boolean isPossible(EncodedKey key, Envelope entry) {
        return (long) Frame.OVERHEAD + key.bytes().length + entry.payload().length <= shape.maxFrame();
    }

    /**
     * Adds an entry that is one frame, if a volume is ready.
     *
     * @return its place; 0 if none is ready
     */
    long tryAppend(EncodedKey key, Envelope entry) {
        FrameHead head = FrameHead.entry(key, entry, frames.storeId(), frames.nextSequence(), false);
        Volume volume = volumes.append(head, key.bytes(), entry.payload(), 0, entry.payload().length);
        return volume == null ? 0 : Index.place(volume.id(), head.sequence());
    }

    /** Makes sure that an entry of such sizes can be added at all. */
    void requirePossible(EncodedKey key, int payloadBytes) throws TierFullException {
        int keyBytes = key.bytes().length;
        if ((long) Frame.OVERHEAD + keyBytes + Math.min(payloadBytes, shape.piece()) > shape.maxFrame()) {
            throw new TierFullException("A key of " + keyBytes + " bytes is too large for the disk tier of"
                    + " cache '" + cacheName + "', whose frames hold " + shape.maxFrame()
                    + " bytes at most; a larger 'disk' would raise that");
        }
        if (payloadBytes > shape.piece()) {
            requirePossible(payloadBytes);
        }
    }

    /** Adds an entry. */
    long write(EncodedKey key, Envelope entry) throws TierFullException {
        requirePossible(key, entry.payload().length);
        if (isOneFrame(entry)) {
            FrameHead head = FrameHead.entry(key, entry, frames.storeId(), frames.nextSequence(), false);
            Volume volume = append(head, key.bytes(), entry.payload(), 0, entry.payload().length);
            return Index.place(volume.id(), head.sequence());
        }
        return writeInPieces(key, entry);
    }

    private long writeInPieces(EncodedKey key, Envelope entry) throws TierFullException {
        byte[] payload = entry.payload();
        int pieces = PieceTable.pieces(payload.length, shape.piece());
        PieceTable table = new PieceTable(payload.length, shape.piece(), frames.nextSequence(), new int[pieces]);
        List<Volume> written = new ArrayList<>(pieces);
        int done = 0;
        boolean complete = false;
        try {
            for (; done < pieces; done++) {
                FrameHead head = FrameHead.piece(entry, frames.storeId(), table.sequence(), done + 1);
                int offset = table.offsetOf(done);
                int length = table.lengthOf(done);
                Volume volume = waiting(() -> volumes.appendPiece(head, payload, offset, length));
                written.add(volume);
                table.volumes()[done] = volume.id();
            }
            byte[] encoded = table.encode();
            FrameHead head = FrameHead.entry(key, entry, frames.storeId(), frames.nextSequence(), true);
            Volume volume = append(head, key.bytes(), encoded, 0, encoded.length);
            long place = Index.place(volume.id(), head.sequence());
            int room = VolumeShape.room(Frame.OVERHEAD + key.bytes().length + encoded.length);
            large.add(place, new Large(Index.spread(key.hash()), room, table));
            complete = true;
            return place;
        } finally {
            written.forEach(Volume::writerLeaves);
            if (!complete) {
                catalog.piecesDied(table, done);
            }
        }
    }

    private void requirePossible(int length) throws TierFullException {
        long most = shape.usable(shape.volumes() * shape.bytes());
        if (length > most) {
            throw new TierFullException("A value of " + length + " bytes is too large for the disk tier of cache '"
                    + cacheName + "', which holds values up to " + most + " bytes; a larger 'disk' would raise that");
        }
    }

    /** Adds a frame, waiting for a volume. */
    private Volume append(FrameHead head, byte[] key, byte[] payload, int offset, int length) throws TierFullException {
        return waiting(() -> volumes.append(head, key, payload, offset, length));
    }

    /** Tries until there is a volume, or no room for one. */
    private Volume waiting(Supplier<@Nullable Volume> attempt) throws TierFullException {
        while (true) {
            Volume volume = attempt.get();
            if (volume != null) {
                if (volumes.wantsNext()) {
                    housekeeper.wake();
                }
                return volume;
            }
            if (!housekeeper.provide()) {
                volumes.requireOpen(cacheName);
                throw new TierFullException(
                        "There is no room in the disk tier of cache '" + cacheName + "': " + housekeeper.obstacle());
            }
        }
    }
}
