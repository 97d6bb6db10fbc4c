package io.spillway.tier.disk;

import io.spillway.tier.LowerTier;
import io.spillway.tier.disk.LargeEntries.Large;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Moves what is alive in a volume elsewhere, so that the volume can go. Readers and writers go on meanwhile: an entry is
 * copied first, then the index is made to name the copy, unless the entry was changed in between; then the copy is dead.
 *
 * <p>For one thread at a time.
 */
final class Merger {
    private static final byte[] NOTHING = {};

    private final Index index;
    private final FrameStore frames;
    private final VolumeSet volumes;
    private final LargeEntries large;
    private final Catalog catalog;
    private final Target target;
    private final boolean leavesNotices;
    private final Runnable meanwhile;

    /** Where moved frames go. */
    interface Target {
        /** Adds a frame; null if there is no room. */
        @Nullable Volume append(FrameHead head, byte[] key, byte[] payload);
    }

    Merger(
            Index index,
            FrameStore frames,
            VolumeSet volumes,
            LargeEntries large,
            Catalog catalog,
            Target target,
            boolean leavesNotices,
            Runnable meanwhile) {
        this.index = index;
        this.frames = frames;
        this.volumes = volumes;
        this.large = large;
        this.catalog = catalog;
        this.target = target;
        this.leavesNotices = leavesNotices;
        this.meanwhile = meanwhile;
    }

    private record Entry(long hash, long place) {}

    /** Moves all that is alive in a volume; false if there was no room for all of it. */
    boolean empty(Volume source) {
        List<Entry> entries = new ArrayList<>();
        index.forEach((hash, place, deadline) -> {
            if (Index.volumeOf(place) == source.id()) {
                entries.add(new Entry(hash, place));
            }
        });
        for (Entry entry : entries) {
            meanwhile.run();
            if (!move(entry.hash(), entry.place())) {
                return false;
            }
        }
        List<Long> withPieces = new ArrayList<>();
        large.withPiecesIn(source.id(), withPieces::add);
        for (long place : withPieces) {
            Large entry = large.get(place);
            if (entry != null && !movePieces(entry, place, source)) {
                return false;
            }
        }
        return moveNotices(source);
    }

    /** Writes an entry's frame anew; false if there was no room. */
    boolean move(long hash, long place) {
        return rewrite(hash, place, null);
    }

    /** Writes an entry's frame anew, with a deadline for after a crash if one is given; false if there was no room. */
    boolean rewrite(long hash, long place, @Nullable Long lasting) {
        Stored stored = frames.load(place, true);
        if (stored == null) {
            // Gone meanwhile, or else damaged.
            catalog.forgetDamaged(hash, place);
            return true;
        }
        Large pieces = large.get(place);
        if (stored.head().isLarge() && pieces == null) {
            return true;
        }
        PieceTable table = pieces == null ? null : pieces.table();
        return replace(hash, stored, stored.payload(), table, lasting) != Outcome.NO_ROOM;
    }

    private enum Outcome {
        MOVED,
        CHANGED_MEANWHILE,
        NO_ROOM
    }

    /** Writes an entry's frame anew, maybe with another table, and makes it the visible one. */
    private Outcome replace(
            long hash, Stored stored, byte[] payload, @Nullable PieceTable table, @Nullable Long given) {
        long deadline = index.deadline(hash, stored.place());
        long lasting = given == null ? lasting(stored.head(), deadline) : given;
        FrameHead head = stored.head().withSequence(frames.nextSequence()).withDeadline(lasting);
        Volume volume = target.append(head, stored.key(), payload);
        if (volume == null) {
            return Outcome.NO_ROOM;
        }
        long moved = Index.place(volume.id(), head.sequence());
        int room = VolumeShape.room(Frame.OVERHEAD + stored.key().length + payload.length);
        if (table != null) {
            large.add(moved, new Large(hash, room, table));
        }
        volumes.becomesVisible(volume.id());
        if (index.replaceIf(hash, stored.place(), deadline, moved)) {
            large.remove(stored.place());
            catalog.died(stored.place(), stored.room());
            return Outcome.MOVED;
        }
        large.remove(moved);
        catalog.died(moved, room);
        if (leavesNotices) {
            FrameHead notice = FrameHead.withdrawal(head.sequence(), frames.storeId(), frames.nextSequence());
            if (target.append(notice, stored.key(), NOTHING) == null) {
                return Outcome.NO_ROOM;
            }
        }
        // Where only the deadline moved, the entry is still in the source, and the next round will find it.
        return Outcome.CHANGED_MEANWHILE;
    }

    /** The deadline that a crash leaves may be later than that of the entry, by as much as it was rounded up. */
    private static long lasting(FrameHead head, long deadline) {
        long margin = (deadline - head.created()) / LowerTier.ROUNDING + 1;
        return head.deadline() > deadline && head.deadline() - deadline <= margin ? head.deadline() : deadline;
    }

    private boolean movePieces(Large entry, long place, Volume source) {
        Stored stored = frames.load(place, true);
        if (stored == null) {
            return true;
        }
        PieceTable old = entry.table();
        int[] where = old.volumes().clone();
        PieceTable table = new PieceTable(old.length(), old.piece(), old.sequence(), where);
        for (int i = 0; i < where.length; i++) {
            if (where[i] == source.id()) {
                Frame piece = Frame.toRead();
                FrameHead head = source.read(old.sequence(), i + 1, piece) ? piece.verified() : null;
                if (head == null) {
                    declareDead(table, old);
                    catalog.forgetDamaged(entry.hash(), place);
                    return true;
                }
                Volume moved = target.append(head, piece.key, piece.payload);
                if (moved == null) {
                    declareDead(table, old);
                    return false;
                }
                where[i] = moved.id();
            }
        }
        Outcome outcome = replace(entry.hash(), stored, table.encode(), table, null);
        if (outcome == Outcome.MOVED) {
            declareDead(old, table);
        } else {
            declareDead(table, old);
        }
        return outcome != Outcome.NO_ROOM;
    }

    /** Declares those pieces of a table dead that lie elsewhere in another table of the same entry. */
    private void declareDead(PieceTable dead, PieceTable alive) {
        for (int i = 0; i < dead.pieces(); i++) {
            if (dead.volumes()[i] != alive.volumes()[i]) {
                catalog.pieceDied(dead, i);
            }
        }
    }

    private boolean moveNotices(Volume source) {
        int horizon = source.notices().horizon();
        if (horizon == 0) {
            return true;
        }
        for (Notices.Owed owed : source.notices().owed()) {
            if (!moveNotice(owed.head(), owed.key(), source)) {
                return false;
            }
        }
        for (long sequence : source.notices().sequences()) {
            Frame frame = Frame.toRead();
            FrameHead head = source.read(sequence, 0, frame) ? frame.verified() : null;
            if (head == null && source.isInherited()) {
                // Only the list of the volume's frames still tells of it, so that list stays, and the volume with it.
                source.lost(horizon);
                source.fail(new IOException("The notice with the number " + sequence + " is damaged"));
            } else if (head != null && !moveNotice(head, frame.key, source)) {
                return false;
            }
        }
        source.notices().moved();
        return true;
    }

    /** The newest frame of a key, if expired, serves as a notice too: older ones must not look like the newest. */
    private boolean moveNotice(FrameHead head, byte[] key, Volume source) {
        FrameHead notice = head.isNotice() ? head : head.asTombstone(volumes.horizon());
        return !volumes.isNeededWithout(notice.horizon(), source)
                || target.append(notice.withSequence(frames.nextSequence()), key, NOTHING) != null;
    }
}
