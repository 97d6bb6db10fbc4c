package io.spillway.tier.disk;

import io.spillway.tier.Flight;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a tier does beside its callers' work: it deletes volumes without a live frame, makes the next volume, makes room for
 * it, and moves on what is held in memory. All of it is done by one thread at a time, usually in the background; a caller
 * who can't go on without a volume does it himself.
 */
final class Housekeeper {
    private static final System.Logger LOG = System.getLogger(Housekeeper.class.getName());
    /** The share of dead bytes in sealed volumes from which on these are merged. */
    private static final double MOST_DEAD = 0.07;

    private static final double MOST_LIVE_TO_MERGE = 0.75;
    private static final int MOST_MERGES_AT_ONCE = 4;

    private final VolumeShape shape;
    private final Home home;
    private final VolumeSet volumes;
    private final Catalog catalog;
    private final Index index;
    private final FrameStore frames;
    private final Holding holding;
    private final VolumeSupply supply;
    private final Merger merger;
    private final @Nullable Sealer sealer;
    private final Syncer syncer;
    private final Executor executor;
    /** Fair, as a caller who waits for a volume must not wait for more than what is being done just now. */
    private final ReentrantLock turn = new ReentrantLock(true);

    /** Whose turn it is uses them. */
    private final EvictionNotices evictions = new EvictionNotices();

    private final AtomicInteger wishes = new AtomicInteger();

    private volatile boolean closed;
    private volatile boolean choked;

    Housekeeper(
            VolumeShape shape,
            Home home,
            VolumeSet volumes,
            Catalog catalog,
            Index index,
            FrameStore frames,
            Holding holding,
            LargeEntries large,
            @Nullable Evictor evictor,
            @Nullable Sealer sealer,
            Syncer syncer,
            long maxBytes,
            InstantSource clock,
            Executor executor) {
        this.shape = shape;
        this.home = home;
        this.volumes = volumes;
        this.catalog = catalog;
        this.index = index;
        this.frames = frames;
        this.holding = holding;
        this.sealer = sealer;
        this.supply = new VolumeSupply(shape, home, volumes, maxBytes, clock, evictor, this::merge);
        this.merger = new Merger(
                index, frames, volumes, large, catalog, supply::addMoved, sealer != null, this::makeNextIfRoom);
        this.syncer = syncer;
        this.executor = executor;
    }

    /** Asks for a round in the background. */
    void wake() {
        if (wishes.getAndIncrement() == 0) {
            try {
                executor.execute(this::rounds);
            } catch (RejectedExecutionException e) {
                // Callers will have to do it.
                wishes.set(0);
            }
        }
    }

    private void rounds() {
        int seen = wishes.get();
        while (true) {
            turn.lock();
            try {
                if (!closed) {
                    round();
                }
            } catch (RuntimeException | Error e) {
                LOG.log(Level.WARNING, "Housekeeping of a disk tier failed; it will be tried again", e);
            } finally {
                turn.unlock();
            }
            if (wishes.compareAndSet(seen, 0)) {
                return;
            }
            seen = wishes.get();
        }
    }

    /** Sees to it, at once, that frames can be added; false if there is no room. For callers outside all locks. */
    boolean provide() {
        turn.lock();
        try {
            if (closed) {
                return false;
            }
            if (volumes.isReady()) {
                return true;
            }
            deleteSpent();
            ageIfWanted();
            // The rest can wait; and what is ready now, others may have filled by the time the caller looks.
            boolean made = supply.makeNext();
            wake();
            return made;
        } finally {
            turn.unlock();
        }
    }

    /** Sees to it, at once, that there is one file more, for room to be promised; false if that is not possible. */
    boolean grow() {
        turn.lock();
        try {
            if (closed) {
                return false;
            }
            deleteSpent();
            return supply.makeSpareIfRoom() || supply.makeNextIfRoom();
        } finally {
            turn.unlock();
        }
    }

    /** Moves on, at once, what is held in memory; false if there is no room for it. For callers outside all locks. */
    boolean relieve() {
        turn.lock();
        try {
            if (!closed) {
                deleteSpent();
                moveHeld();
            }
            return !holding.isOverMark();
        } finally {
            turn.unlock();
        }
    }

    /** Why there is no room. */
    String obstacle() {
        return supply.obstacle();
    }

    /** Whether the file system refuses another file. */
    boolean isStopped() {
        return supply.isStopped();
    }

    /** Whether what is held in memory could not be moved on, for want of room. */
    boolean isChoked() {
        return choked;
    }

    /** Asks for a round if it is time to try again what failed. */
    void retry() {
        if (supply.isRetryDue()) {
            wake();
        }
    }

    private void round() {
        deleteSpent();
        ageIfWanted();
        if (volumes.wantsNext() || supply.isRetryDue()) {
            supply.makeNext();
        }
        moveHeld();
        if (volumes.wantsNext()) {
            supply.makeNext();
        }
        supply.makeSpareIfRoom();
        sealVolumes();
        if (letCallersIn()) {
            mergeRaw();
            mergeWhileWasteful();
        }
        // It may have been closed in between.
        if (!closed) {
            supply.makeSpareIfRoom();
        }
    }

    /** Also where callers make room themselves: the clock of ages stands still until it is done. */
    private void ageIfWanted() {
        if (index.wantsAging()) {
            index.age();
        }
    }

    private void deleteSpent() {
        evictions.settle(this::addNoticeNow);
        List<Volume> spent = volumes.spent(syncer.isOn());
        if (!spent.isEmpty()) {
            // Now even in the reserve: these volumes give back as much.
            evictions.settle((notice, key) -> supply.addMoved(notice, key, new byte[0]) != null);
        }
        // What replaced the frames in them must be on the storage device first.
        if (!spent.isEmpty() && syncer.force()) {
            catalog.takingFramesAway(() -> volumes.delete(spent));
            // A failure of power may bring back files that were deleted: none may come back alone.
            syncer.deleted(spent);
            spent.forEach(Volume::deleteHints);
        }
    }

    /** Between two pieces of work that take long; false if the tier was closed meanwhile, and nothing is to be done. */
    private boolean letCallersIn() {
        if (turn.hasQueuedThreads()) {
            turn.unlock();
            turn.lock();
        }
        return !closed;
    }

    /** Writes the hint files of volumes that are full. */
    private void sealVolumes() {
        for (Volume volume : volumes.all()) {
            if (sealer != null && isToBeSealed(volume)) {
                // Unless they have just deleted it.
                if (letCallersIn() && isToBeSealed(volume)) {
                    seal(volume, sealer);
                }
            }
        }
    }

    private boolean isToBeSealed(Volume volume) {
        return volume.isSealed()
                && !volume.isHinted()
                && !volume.isRaw()
                && !volume.isDropped()
                && !volumes.isCurrent(volume);
    }

    private void seal(Volume volume, Sealer by) {
        try {
            // A hint file must not outlive, when the power fails, what it tells of.
            if (syncer.isOn()) {
                volume.force();
            }
            by.seal(volume, home.folder());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The hint file of " + volume.path() + " can't be written now", e);
        }
    }

    /** Moves what a dead process left in volumes that can't be opened properly. */
    private void mergeRaw() {
        for (Volume volume : volumes.all()) {
            boolean due = volume.isRaw() && !volume.isDropped() && volume.isWorthMoving();
            if (due && !merge(volume)) {
                return;
            }
        }
    }

    private boolean merge(Volume volume) {
        Flight.Span span = Flight.merge();
        boolean moved = merger.empty(volume);
        span.end(volume.path().toString(), moved ? "done" : "no room");
        if (moved) {
            deleteSpent();
        }
        return moved;
    }

    /** Keeps the share of dead frames small. */
    private void mergeWhileWasteful() {
        for (int merges = 0; merges < MOST_MERGES_AT_ONCE && isWasteful(); merges++) {
            Volume emptiest = letCallersIn() ? supply.emptiest((long) (shape.capacity() * MOST_LIVE_TO_MERGE)) : null;
            if (emptiest == null || !merge(emptiest)) {
                return;
            }
        }
    }

    private boolean isWasteful() {
        long dead = 0;
        for (Volume volume : volumes.all()) {
            if (supply.isMergeable(volume)) {
                dead += shape.capacity() - volumes.load(volume);
            }
        }
        return dead > shape.capacity() / 4 * 3 && dead > volumes.bytes() * MOST_DEAD;
    }

    /** Adds a notice of death, in the reserve if need be; false if there is no room at all. */
    boolean addNotice(FrameHead head, byte[] key) {
        if (volumes.append(head, key, key, 0, 0) != null) {
            if (volumes.wantsNext()) {
                wake();
            }
            return true;
        }
        turn.lock();
        try {
            if (closed) {
                return false;
            }
            if (!volumes.isReady()) {
                deleteSpent();
                supply.makeNext();
                wake();
            }
            return volumes.append(head, key, key, 0, 0) != null || supply.addMoved(head, key, new byte[0]) != null;
        } finally {
            turn.unlock();
        }
    }

    /** Adds a notice of death where there is room without waiting; false if there is none. For callers inside locks. */
    boolean addNoticeNow(FrameHead head, byte[] key) {
        boolean added =
                volumes.append(head, key, key, 0, 0) != null || volumes.appendMoved(head, key, new byte[0]) != null;
        if (volumes.wantsNext()) {
            wake();
        }
        return added;
    }

    /** Adds the notice of an eviction, which is a part of the housekeeping: now, or else before a volume is deleted. */
    void noticeEviction(FrameHead notice, byte[] key) {
        if (!addNoticeNow(notice, key)) {
            evictions.owe(notice, key);
        }
    }

    /**
     * Writes an entry's frame anew, with the deadline that a crash is to leave it.
     *
     * @return false if it is not there any more; where there is no room, only a crash would tell
     */
    boolean rewrite(long hash, long place, long lasting) {
        turn.lock();
        try {
            if (closed || !index.contains(hash, place)) {
                return closed;
            }
            if (!merger.rewrite(hash, place, lasting)) {
                LOG.log(Level.WARNING, "No room to write down a moved deadline; after a crash it is the one before");
            }
            return true;
        } finally {
            turn.unlock();
        }
    }

    private void makeNextIfRoom() {
        if (volumes.wantsNext()) {
            supply.makeNextIfRoom();
        }
    }

    /** Gives the entries that are held in memory a place in a volume. */
    private void moveHeld() {
        for (Holding.Item item : holding.items()) {
            FrameHead head = FrameHead.entry(item.key(), item.entry(), frames.storeId(), frames.nextSequence(), false);
            byte[] payload = item.entry().payload();
            Volume volume = volumes.appendHeld(head, item.key().bytes(), payload);
            if (volume == null) {
                supply.makeNext();
                volume = volumes.appendHeld(head, item.key().bytes(), payload);
            }
            if (volume == null) {
                choked = true;
                return;
            }
            long place = Index.place(volume.id(), head.sequence());
            volumes.becomesVisible(volume.id());
            if (index.move(Index.spread(item.key().hash()), item.place(), place)) {
                catalog.takingFramesAway(() -> holding.remove(item.sequence()));
            } else {
                catalog.forget(place);
            }
        }
        choked = false;
    }

    /** Leaves everything in a state to be kept, as far as there is room, and stops. */
    void finish(boolean keep) {
        turn.lock();
        try {
            if (keep && !closed) {
                supply.retryNow();
                moveHeld();
                mergeRaw();
                volumes.sealAll();
                deleteSpent();
                sealVolumes();
            }
            closed = true;
            volumes.sealAll();
        } finally {
            turn.unlock();
        }
    }
}
