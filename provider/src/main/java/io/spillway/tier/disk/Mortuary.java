package io.spillway.tier.disk;

import io.spillway.codec.EncodedKey;
import io.spillway.tier.TierFullException;
import io.spillway.tier.disk.Catalog.Match;
import io.spillway.tier.disk.LargeEntries.Large;
import java.lang.System.Logger.Level;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that what is dead stays dead after a crash: volumes forget nothing, so the newest frame of each key must tell
 * the truth. Safe for use by any thread.
 */
final class Mortuary {
    private static final System.Logger LOG = System.getLogger(Mortuary.class.getName());

    private final Index index;
    private final FrameStore frames;
    private final VolumeSet volumes;
    private final Catalog catalog;
    private final Housekeeper housekeeper;
    private final LargeEntries large;
    /** What could not be written down inside the locks, as no volume was ready. */
    private final ConcurrentLinkedQueue<Runnable> owed = new ConcurrentLinkedQueue<>();

    private final AtomicInteger unsettled = new AtomicInteger();
    private final ReentrantLock settling = new ReentrantLock();

    /** Hashes of keys whose removal is written down already, with the horizon of that notice. */
    private final ConcurrentHashMap<Long, Integer> buried = new ConcurrentHashMap<>();

    Mortuary(
            Index index,
            FrameStore frames,
            VolumeSet volumes,
            Catalog catalog,
            Housekeeper housekeeper,
            LargeEntries large) {
        this.index = index;
        this.frames = frames;
        this.volumes = volumes;
        this.catalog = catalog;
        this.housekeeper = housekeeper;
        this.large = large;
    }

    /** Writes down that a key's frames below a version are dead. */
    void bury(EncodedKey key, long version, int node, String cacheName) throws TierFullException {
        // Taken before: what is moved meanwhile may lie beyond.
        int horizon = volumes.horizon();
        FrameHead head = FrameHead.tombstone(key, version, node, frames.storeId(), frames.nextSequence());
        if (!housekeeper.addNotice(head, key.bytes())) {
            volumes.requireOpen(cacheName);
            throw new TierFullException("There is no room in the disk tier of cache '" + cacheName
                    + "' even for the notice of a removal: " + housekeeper.obstacle());
        }
        buried.put(key.hash(), horizon);
    }

    private void owe(Runnable debt) {
        unsettled.incrementAndGet();
        owed.add(debt);
    }

    /**
     * Writes down what could not be written down inside the locks; for callers outside of them. What the caller owes is
     * written when this returns, whoever did it.
     */
    void settle() {
        if (unsettled.get() == 0) {
            return;
        }
        settling.lock();
        try {
            for (Runnable debt = owed.poll(); debt != null; debt = owed.poll()) {
                try {
                    debt.run();
                } finally {
                    unsettled.decrementAndGet();
                }
            }
        } finally {
            settling.unlock();
        }
    }

    /** Sees to it that an entry that was removed does not come back. Never waits. */
    void removed(EncodedKey key, @Nullable Match match) {
        Integer horizon = buried.remove(key.hash());
        if (match == null) {
            return;
        }
        Stored stored = match.stored();
        Volume volume = volumes.get(Index.volumeOf(stored.place()));
        if (volume == null || horizon != null && volume.id() <= horizon) {
            return;
        }
        FrameHead notice = stored.head().asTombstone(-1).withSequence(frames.nextSequence());
        write(notice, stored.key());
    }

    /** Writes a notice now if that needs no waiting, else when it is time to {@linkplain #settle settle}. */
    private void write(FrameHead notice, byte[] key) {
        if (!housekeeper.addNoticeNow(notice, key)) {
            owe(() -> {
                if (!housekeeper.addNotice(notice, key)) {
                    LOG.log(Level.WARNING, "No room to write down a removal; after a crash the entry may be back");
                }
            });
        }
    }

    /** Sees to it that a written frame is not taken for the newest of its key. */
    void withdraw(long place) {
        Stored stored = frames.load(place, false);
        if (stored != null) {
            withdraw(
                    FrameHead.withdrawal(Index.sequenceOf(place), frames.storeId(), frames.nextSequence()),
                    stored.key());
        }
    }

    private void withdraw(FrameHead notice, byte[] key) {
        if (!housekeeper.addNotice(notice, key)) {
            LOG.log(Level.WARNING, "No room to write down that a write failed; after a crash it may have happened");
        }
    }

    /** The entry may be in another place by now; whoever moved it there knew the deadline that it has, not the lasting one. */
    private void rewriteLater(EncodedKey key, long lasting) {
        for (Match match = catalog.find(key, false); match != null; match = catalog.find(key, false)) {
            Stored stored = match.stored();
            if (stored.head().deadline() == lasting
                    || housekeeper.rewrite(Index.spread(key.hash()), stored.place(), lasting)) {
                return;
            }
        }
    }

    /** Writes an entry's frame anew, with another deadline than the entry has from now on. Never waits. */
    boolean rewrite(EncodedKey key, long place, long deadline, long lasting) {
        long hash = Index.spread(key.hash());
        Stored stored = frames.load(place, true);
        if (stored == null || !index.contains(hash, place)) {
            return false;
        }
        FrameHead head = stored.head().withSequence(frames.nextSequence()).withDeadline(lasting);
        byte[] payload = stored.payload();
        Volume volume = volumes.append(head, stored.key(), payload, 0, payload.length);
        if (volume == null) {
            owe(() -> rewriteLater(key, lasting));
            return index.touch(hash, place, deadline);
        }
        long moved = Index.place(volume.id(), head.sequence());
        Large pieces = large.get(place);
        if (pieces != null) {
            large.add(moved, new Large(hash, pieces.headRoom(), pieces.table()));
        }
        volumes.becomesVisible(volume.id());
        if (index.replace(hash, place, moved, deadline)) {
            volumes.becomesVisible(volume.id());
            large.remove(place);
            catalog.died(place, stored.room());
            return true;
        }
        large.remove(moved);
        FrameHead notice = FrameHead.withdrawal(head.sequence(), frames.storeId(), frames.nextSequence());
        if (!housekeeper.addNoticeNow(notice, stored.key())) {
            owe(() -> withdraw(notice, stored.key()));
        }
        catalog.died(moved, stored.room());
        return false;
    }
}
