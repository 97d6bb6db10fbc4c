package io.spillway.tier.disk;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Comparator;
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
    private static final long RETRY_AFTER_MILLIS = 1000;
    /** The share of dead bytes in sealed volumes from which on these are merged. */
    private static final double MOST_DEAD = 0.12;

    private static final double MOST_LIVE_TO_MERGE = 0.75;
    private static final double MOST_LIVE_IF_FULL = 0.85;
    private static final int MOST_MERGES_AT_ONCE = 4;

    private final VolumeShape shape;
    private final Home home;
    private final VolumeSet volumes;
    private final Catalog catalog;
    private final Index index;
    private final FrameStore frames;
    private final Holding holding;
    private final Evictor evictor;
    private final Merger merger;
    private final @Nullable Sealer sealer;
    private final Syncer syncer;
    private final boolean evicts;
    private final long maxBytes;
    private final InstantSource clock;
    private final Executor executor;
    /** Fair, as a caller who waits for a volume must not wait for more than what is being done just now. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private final AtomicInteger wishes = new AtomicInteger();

    private volatile boolean closed;
    private volatile String obstacle = "";
    private long retryAt = Long.MIN_VALUE;

    Housekeeper(
            VolumeShape shape,
            Home home,
            VolumeSet volumes,
            Catalog catalog,
            Index index,
            FrameStore frames,
            Holding holding,
            LargeEntries large,
            DiskEvents events,
            @Nullable Sealer sealer,
            Syncer syncer,
            boolean evicts,
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
        this.evictor = new Evictor(
                index, frames, catalog, volumes, large, clock, events, sealer != null ? this::addMoved : null);
        this.merger = new Merger(
                index, frames, volumes, large, catalog, this::addMoved, sealer != null, this::makeNextIfRoom);
        this.syncer = syncer;
        this.evicts = evicts;
        this.maxBytes = maxBytes;
        this.clock = clock;
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

    /** Sees to it, at once, that frames can be added; false if there is no room. */
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
            // The rest can wait; and what is ready now, others may have filled by the time the caller looks.
            boolean made = makeNext();
            wake();
            return made;
        } finally {
            turn.unlock();
        }
    }

    /** Why there is no room. */
    String obstacle() {
        return obstacle;
    }

    private void round() {
        deleteSpent();
        if (volumes.wantsNext()) {
            makeNext();
        }
        moveHeld();
        if (volumes.wantsNext()) {
            makeNext();
        }
        sealVolumes();
        if (letCallersIn()) {
            mergeRaw();
            mergeWhileWasteful();
        }
    }

    private void deleteSpent() {
        List<Volume> spent = volumes.spent();
        if (!spent.isEmpty()) {
            catalog.takingFramesAway(() -> volumes.delete(spent));
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
        boolean moved = merger.empty(volume) && syncer.force();
        if (moved) {
            deleteSpent();
        }
        return moved;
    }

    /** Keeps the share of dead frames small. */
    private void mergeWhileWasteful() {
        for (int merges = 0; merges < MOST_MERGES_AT_ONCE && isWasteful(); merges++) {
            Volume emptiest = letCallersIn() ? emptiest(MOST_LIVE_TO_MERGE) : null;
            if (emptiest == null || !merge(emptiest)) {
                return;
            }
        }
    }

    private boolean isWasteful() {
        long dead = 0;
        for (Volume volume : volumes.all()) {
            if (isMergeable(volume)) {
                dead += shape.capacity() - volume.liveBytes();
            }
        }
        return dead > shape.capacity() && dead > volumes.bytes() * MOST_DEAD;
    }

    private boolean isMergeable(Volume volume) {
        return volume.isSealed()
                && !volumes.isCurrent(volume)
                && !volume.isDropped()
                && !volume.isDamaged()
                && !volume.hasWriters();
    }

    private @Nullable Volume emptiest(double mostLive) {
        return volumes.all().stream()
                .filter(this::isMergeable)
                .filter(volume -> volume.liveBytes() <= shape.capacity() * mostLive)
                .min(Comparator.comparingLong(Volume::liveBytes))
                .orElse(null);
    }

    /** Adds a frame to the volume of moved ones; that may take the last room there is, as moving gives room back. */
    private @Nullable Volume addMoved(FrameHead head, byte[] key, byte[] payload) {
        Volume volume = volumes.appendMoved(head, key, payload);
        if (volume == null && mayMakeAttic()) {
            try {
                ChronicleRuntime.start();
                volumes.makeAttic(home.folder());
                volume = volumes.appendMoved(head, key, payload);
            } catch (IOException | RuntimeException e) {
                LOG.log(Level.DEBUG, "No volume can be made to move entries to", e);
            }
        }
        return volume;
    }

    /** What is more than it may be, as an earlier run was given more, gets less by moving only. */
    private boolean mayMakeAttic() {
        long bytes = volumes.bytes();
        return bytes + shape.bytes() <= maxBytes || bytes > maxBytes;
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
                makeNext();
                wake();
            }
            return volumes.append(head, key, key, 0, 0) != null || addMoved(head, key, new byte[0]) != null;
        } finally {
            turn.unlock();
        }
    }

    private void makeNextIfRoom() {
        if (volumes.wantsNext() && volumes.bytes() + 2 * shape.bytes() <= maxBytes) {
            makeNext();
        }
    }

    /** Makes the next volume; false if that is not possible now. */
    private boolean makeNext() {
        if (!makeRoom()) {
            obstacle = "all volumes are full";
            return false;
        }
        if (clock.millis() < retryAt) {
            return false;
        }
        try {
            ChronicleRuntime.start();
            volumes.makeNext(home.folder());
            obstacle = "";
            if (retryAt != Long.MIN_VALUE) {
                retryAt = Long.MIN_VALUE;
                LOG.log(Level.INFO, "The disk tier in " + home.folder() + " grows again");
            }
            return true;
        } catch (IOException | RuntimeException e) {
            if (retryAt == Long.MIN_VALUE) {
                LOG.log(Level.WARNING, "The disk tier can't make another file; what it has stays in use", e);
            }
            retryAt = clock.millis() + RETRY_AFTER_MILLIS;
            obstacle = "another file can't be made: " + e;
            return false;
        }
    }

    /** Makes room for a volume, beside the reserve that moving entries needs. */
    private boolean makeRoom() {
        for (int tries = 0; volumes.bytes() + 2 * shape.bytes() > maxBytes; tries++) {
            Volume emptiest = tries < MOST_MERGES_AT_ONCE ? emptiest(MOST_LIVE_IF_FULL) : null;
            boolean merged = emptiest != null && merge(emptiest);
            if (!merged && (!evicts || !evictor.dropOne())) {
                return false;
            }
        }
        return true;
    }

    /** Gives the entries that are held in memory a place in a volume. */
    private void moveHeld() {
        for (Holding.Item item : holding.items()) {
            FrameHead head = FrameHead.entry(item.key(), item.entry(), frames.storeId(), frames.nextSequence(), false);
            byte[] payload = item.entry().payload();
            Volume volume = volumes.appendHeld(head, item.key().bytes(), payload);
            if (volume == null) {
                makeNext();
                volume = volumes.appendHeld(head, item.key().bytes(), payload);
            }
            if (volume == null) {
                return;
            }
            long place = Index.place(volume.id(), head.sequence());
            if (index.move(Index.spread(item.key().hash()), item.place(), place)) {
                catalog.takingFramesAway(() -> holding.remove(item.sequence()));
            } else {
                catalog.forget(place);
            }
        }
    }

    /** Leaves everything in a state to be kept, as far as there is room, and stops. */
    void finish(boolean keep) {
        turn.lock();
        try {
            if (keep && !closed) {
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
