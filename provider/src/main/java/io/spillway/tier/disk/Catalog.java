package io.spillway.tier.disk;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.tier.disk.LargeEntries.Large;
import java.io.IOException;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/**
 * The visible entries: finds, publishes and removes them, and keeps account of what dies in which volume. Safe for use by
 * any thread; changes of one key come one after the other, but housekeeping moves entries at any time.
 */
final class Catalog {
    private final Index index;
    private final FrameStore frames;
    private final VolumeSet volumes;
    private final Holding holding;
    private final LargeEntries large;
    private final DiskEvents events;
    private final Runnable volumeSpent;
    private final OpenCursors cursors = new OpenCursors();
    /** Read-locked while a cursor reads the frames of a segment; write-locked to take frames away. */
    private final StampedLock reading = new StampedLock();

    private volatile boolean closed;

    Catalog(
            Index index,
            FrameStore frames,
            VolumeSet volumes,
            Holding holding,
            LargeEntries large,
            DiskEvents events,
            Runnable volumeSpent) {
        this.index = index;
        this.frames = frames;
        this.volumes = volumes;
        this.holding = holding;
        this.large = large;
        this.events = events;
        this.volumeSpent = volumeSpent;
    }

    /** A visible entry, and its deadline as it is now. */
    record Match(Stored stored, long deadline) {
        Envelope envelope() {
            return stored.head().envelope(deadline, stored.payload());
        }
    }

    /** Finds the visible entry of a key. */
    @Nullable Match find(EncodedKey key, boolean withPayload) {
        long hash = Index.spread(key.hash());
        while (true) {
            long lost = 0;
            long[] found = index.lookup(hash);
            for (int i = 0; i < found.length; i += 2) {
                Stored stored = frames.load(found[i], withPayload);
                if (stored != null && !key.matches(stored.key())) {
                    continue;
                }
                Stored whole = stored == null || !withPayload ? stored : whole(stored);
                if (whole != null) {
                    return new Match(whole, found[i + 1]);
                }
                lost = found[i];
            }
            if (lost == 0 || closed) {
                return null;
            }
            // It was moved or removed meanwhile, and the next look will tell; or else its bytes are damaged.
            if (index.remove(hash, lost, place -> isStillLost(place, withPayload))) {
                damaged(lost);
            }
        }
    }

    private boolean isStillLost(long place, boolean withPayload) {
        Stored stored = frames.load(place, withPayload);
        boolean lost = stored == null || (withPayload && whole(stored) == null);
        // Asked last: a closed volume can't be read either.
        return lost && !closed;
    }

    private @Nullable Stored whole(Stored stored) {
        if (!stored.head().isLarge()) {
            return stored;
        }
        byte[] payload = frames.assemble(stored);
        return payload == null ? null : new Stored(stored.place(), stored.head(), stored.key(), payload, stored.room());
    }

    /** Takes an entry out that can't be read as it was written. */
    void forgetDamaged(long hash, long place) {
        if (index.remove(hash, place)) {
            damaged(place);
        }
    }

    private void damaged(long place) {
        Volume volume = volumes.get(Index.volumeOf(place));
        if (volume != null) {
            // Kept as long as older volumes, whose entries of the same key would else look like the newest.
            volume.lost(volumes.horizon());
            volume.fail(new IOException("The frame with the number " + Index.sequenceOf(place) + " is damaged"));
        }
        died(place, 0);
        events.damaged(1);
    }

    /**
     * Makes a written entry the visible one of its key.
     *
     * @return false if everything was cleared, or its volume dropped, since it was written
     */
    boolean publish(EncodedKey key, long place, long deadline) {
        long hash = Index.spread(key.hash());
        index.written(Index.sequenceOf(place));
        volumes.becomesVisible(Index.volumeOf(place));
        while (true) {
            Match old = find(key, false);
            if (old == null) {
                index.add(hash, place, deadline);
                break;
            }
            if (index.replace(hash, old.stored().place(), place, deadline)) {
                noteReplaced(key, hash, old.stored().place());
                died(old.stored().place(), old.stored().room());
                break;
            }
        }
        volumes.becomesVisible(Index.volumeOf(place));
        if (isThere(place) || !index.remove(hash, place)) {
            return true;
        }
        forget(place);
        return false;
    }

    /** Whether what was written at a place has not been dropped since. */
    private boolean isThere(long place) {
        int id = Index.volumeOf(place);
        if (id == Holding.ID) {
            return holding.get(Index.sequenceOf(place)) != null;
        }
        Large pieces = large.get(place);
        return isThere(id) && (pieces == null || arePiecesThere(pieces.table()));
    }

    private boolean arePiecesThere(PieceTable table) {
        for (int id : table.volumes()) {
            if (!isThere(id)) {
                return false;
            }
        }
        return true;
    }

    private boolean isThere(int volumeId) {
        Volume volume = volumes.get(volumeId);
        return volume != null && !volume.isDropped();
    }

    /** The key leaves the tier and stays in the cache; returns what was there. */
    @Nullable Match supersede(EncodedKey key) {
        return take(key, true);
    }

    /** The key leaves the cache; returns what was there. */
    @Nullable Match remove(EncodedKey key) {
        return take(key, false);
    }

    private @Nullable Match take(EncodedKey key, boolean stays) {
        long hash = Index.spread(key.hash());
        int number = Index.segmentOf(hash);
        while (true) {
            Match match = find(key, false);
            if (match == null) {
                return null;
            }
            Stored stored = match.stored();
            boolean taken = index.segment(number).remove(hash, stored.place(), place -> {
                if (stays) {
                    cursors.left(number, key);
                }
                return true;
            });
            if (taken) {
                died(stored.place(), stored.room());
                return match;
            }
        }
    }

    /** An entry that is replaced while a cursor is about to read it from the heap would be missed. */
    private void noteReplaced(EncodedKey key, long hash, long oldPlace) {
        if (Index.volumeOf(oldPlace) == Holding.ID && !cursors.isEmpty()) {
            int number = Index.segmentOf(hash);
            index.segment(number).locked(() -> cursors.left(number, key));
        }
    }

    /** Gives up a written entry that is not visible. */
    void forget(long place) {
        Stored stored = frames.load(place, false);
        died(place, stored == null ? 0 : stored.room());
    }

    /** Takes note that the frame at a place is dead, and its pieces. */
    void died(long place, int room) {
        int id = Index.volumeOf(place);
        if (id == Holding.ID) {
            holding.remove(Index.sequenceOf(place));
            return;
        }
        Large pieces = large.remove(place);
        if (pieces != null) {
            piecesDied(pieces.table(), pieces.table().pieces());
        }
        frameDied(id, room);
    }

    /** Takes note that the first pieces of a table are dead. */
    void piecesDied(PieceTable table, int count) {
        for (int i = 0; i < count; i++) {
            pieceDied(table, i);
        }
    }

    /** Takes note that one piece is dead. */
    void pieceDied(PieceTable table, int piece) {
        frameDied(table.volumes()[piece], table.roomOf(piece));
    }

    private void frameDied(int volumeId, int room) {
        Volume volume = volumes.get(volumeId);
        if (volume != null && volume.frameDied(room) && volumes.maybeSpent(volume)) {
            volumeSpent.run();
        }
    }

    /** Runs something that takes frames away, while no cursor is about to read them. */
    void takingFramesAway(Runnable action) {
        long stamp = reading.writeLock();
        try {
            action.run();
        } finally {
            reading.unlockWrite(stamp);
        }
    }

    /** Runs something during which no frame is taken away. */
    void keepingFrames(Runnable action) {
        long stamp = reading.readLock();
        try {
            action.run();
        } finally {
            reading.unlockRead(stamp);
        }
    }

    /** How many cursors are taken for open. */
    int openCursors() {
        return cursors.size();
    }

    void opened(DiskCursor cursor) {
        cursors.add(cursor);
    }

    void closed(DiskCursor cursor) {
        cursors.remove(cursor);
    }

    /** From now on nothing that is missing is taken for damaged. */
    void close() {
        closed = true;
    }
}
