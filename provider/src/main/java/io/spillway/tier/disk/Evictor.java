package io.spillway.tier.disk;

import io.spillway.tier.disk.LargeEntries.Large;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes room by dropping a whole volume: the oldest, whose entries were written, or last moved, longest ago. */
final class Evictor {
    private final Index index;
    private final Catalog catalog;
    private final VolumeSet volumes;
    private final LargeEntries large;
    private final InstantSource clock;
    private final DiskEvents events;
    /** Where notices go, so that no older frame comes back after a crash; null if nothing survives one. */
    private final Merger.@Nullable Target notices;

    private final FrameStore frames;

    Evictor(
            Index index,
            FrameStore frames,
            Catalog catalog,
            VolumeSet volumes,
            LargeEntries large,
            InstantSource clock,
            DiskEvents events,
            Merger.@Nullable Target notices) {
        this.frames = frames;
        this.notices = notices;
        this.index = index;
        this.catalog = catalog;
        this.volumes = volumes;
        this.large = large;
        this.clock = clock;
        this.events = events;
    }

    /** Drops a volume; false if there is none that can be. */
    boolean dropOne() {
        Optional<Volume> oldest = volumes.all().stream()
                .filter(volume -> volume.isSealed() && !volumes.isCurrent(volume) && !volume.hasWriters())
                .min(Comparator.comparingInt(Volume::id));
        return oldest.isPresent() && drop(oldest.get());
    }

    private boolean drop(Volume volume) {
        if (notices != null && !leaveNotices(volume, notices)) {
            return false;
        }
        // First, so that what is published from now on finds itself dropped.
        volume.drop();
        long now = clock.millis();
        long[] evicted = {0};
        index.forEach((hash, place, deadline) -> {
            if (Index.volumeOf(place) == volume.id() && index.remove(hash, place)) {
                catalog.died(place, 0);
                evicted[0] += deadline > now ? 1 : 0;
            }
        });
        large.withPiecesIn(volume.id(), place -> {
            Large entry = large.get(place);
            long deadline = entry == null ? 0 : index.deadline(entry.hash(), place);
            if (entry != null && index.remove(entry.hash(), place)) {
                catalog.died(place, entry.headRoom());
                evicted[0] += deadline > now ? 1 : 0;
            }
        });
        catalog.takingFramesAway(() -> volumes.delete(volume));
        if (evicted[0] > 0) {
            events.evicted(evicted[0]);
        }
        return true;
    }

    /** Tells of each entry that is about to go, and of those notices that are needed still. */
    private boolean leaveNotices(Volume volume, Merger.Target target) {
        List<Long> places = new ArrayList<>();
        large.withPiecesIn(volume.id(), places::add);
        index.forEach((hash, place, deadline) -> {
            if (Index.volumeOf(place) == volume.id()) {
                places.add(place);
            }
        });
        for (long place : places) {
            Stored stored = frames.load(place, false);
            if (stored != null && !leaveNotice(stored.head().asTombstone(-1), stored.key(), target)) {
                return false;
            }
        }
        for (long sequence : volume.notices().sequences()) {
            Frame frame = Frame.toRead();
            FrameHead head = volume.read(sequence, 0, frame) ? frame.verified() : null;
            if (head != null && volumes.isNeededWithout(head.isNotice() ? head.horizon() : volumes.horizon(), volume)) {
                FrameHead notice = head.isNotice() ? head : head.asTombstone(volumes.horizon());
                if (!leaveNotice(notice, frame.key, target)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean leaveNotice(FrameHead notice, byte[] key, Merger.Target target) {
        return target.append(notice.withSequence(frames.nextSequence()), key, new byte[0]) != null;
    }
}
