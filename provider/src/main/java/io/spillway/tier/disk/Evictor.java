package io.spillway.tier.disk;

import io.spillway.tier.disk.LargeEntries.Large;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;

/** Makes room by dropping a whole volume: the oldest, whose entries were written, or last moved, longest ago. */
final class Evictor {
    private final Index index;
    private final Catalog catalog;
    private final VolumeSet volumes;
    private final LargeEntries large;
    private final InstantSource clock;
    private final DiskEvents events;

    Evictor(
            Index index,
            Catalog catalog,
            VolumeSet volumes,
            LargeEntries large,
            InstantSource clock,
            DiskEvents events) {
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
        oldest.ifPresent(this::drop);
        return oldest.isPresent();
    }

    private void drop(Volume volume) {
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
            if (entry != null && index.remove(entry.hash(), place)) {
                catalog.died(place, entry.headRoom());
                evicted[0]++;
            }
        });
        catalog.takingFramesAway(() -> volumes.delete(volume));
        if (evicted[0] > 0) {
            events.evicted(evicted[0]);
        }
    }
}
