package io.spillway.tier.disk;

import io.spillway.codec.EncodedKey;
import io.spillway.tier.TierFullException;
import io.spillway.tier.disk.Catalog.Match;

/** Promises room for entries before their writing is acknowledged, making files where need be. Safe for use by any thread. */
final class Reservations {
    private final String cacheName;
    private final VolumeShape shape;
    private final VolumeSet volumes;
    private final Room room;
    private final Catalog catalog;
    private final LargeEntries large;
    private final EntryWriter writer;
    private final Housekeeper housekeeper;

    Reservations(
            String cacheName,
            VolumeShape shape,
            VolumeSet volumes,
            Room room,
            Catalog catalog,
            LargeEntries large,
            EntryWriter writer,
            Housekeeper housekeeper) {
        this.cacheName = cacheName;
        this.shape = shape;
        this.volumes = volumes;
        this.room = room;
        this.catalog = catalog;
        this.large = large;
        this.writer = writer;
        this.housekeeper = housekeeper;
    }

    /** Promises room for an entry, in chunks, given what its predecessor was promised. */
    int reserve(EncodedKey key, int payloadBytes, int replaced) throws TierFullException {
        volumes.requireOpen(cacheName);
        writer.requirePossible(key, payloadBytes);
        long bytes = shape.roomOf(key.bytes().length, payloadBytes);
        promise(key, bytes, (long) replaced * VolumeShape.CHUNK);
        return (int) (bytes / VolumeShape.CHUNK);
    }

    void giveBack(int reserved) {
        room.giveBack((long) reserved * VolumeShape.CHUNK);
    }

    private void promise(EncodedKey key, long bytes, long replaced) throws TierFullException {
        if (room.promise(bytes, replaced)) {
            return;
        }
        long credit = replaced + roomHere(key);
        while (!room.promise(bytes, credit)) {
            // Having waited for its turn can have been enough.
            if (!housekeeper.grow() && !room.promise(bytes, credit)) {
                throw full();
            }
        }
    }

    TierFullException full() {
        volumes.requireOpen(cacheName);
        String obstacle = housekeeper.obstacle().isEmpty() ? "all volumes are full" : housekeeper.obstacle();
        return new TierFullException("There is no room in the disk tier of cache '" + cacheName + "': " + obstacle
                + "; a larger 'disk', removals or 'when-full: evict' would help");
    }

    /** The room that the visible entry of a key takes, with its pieces. */
    private long roomHere(EncodedKey key) {
        Match match = catalog.find(key, false);
        if (match == null) {
            return 0;
        }
        LargeEntries.Large pieces = large.get(match.stored().place());
        return match.stored().room() + (pieces == null ? 0L : pieces.table().length());
    }
}
