package io.spillway.tier.disk;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a tier does beside its callers' work: it deletes volumes without a live frame, makes the next volume, makes room for
 * it, and moves on what is held in memory. All of it is done by one thread at a time, usually in the background; a caller
 * who can't go on without a volume does it himself.
 */
final class Housekeeper {
    private static final System.Logger LOG = System.getLogger(Housekeeper.class.getName());
    private static final long RETRY_AFTER_MILLIS = 1000;

    private final VolumeShape shape;
    private final Home home;
    private final VolumeSet volumes;
    private final Catalog catalog;
    private final Index index;
    private final FrameStore frames;
    private final Holding holding;
    private final Evictor evictor;
    private final boolean evicts;
    private final long maxBytes;
    private final InstantSource clock;
    private final Executor executor;
    private final ReentrantLock turn = new ReentrantLock();
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
            Evictor evictor,
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
        this.evictor = evictor;
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
            if (!volumes.isReady()) {
                round();
            }
            return volumes.isReady();
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
    }

    private void deleteSpent() {
        List<Volume> spent = volumes.all().stream().filter(volumes::isSpent).toList();
        if (!spent.isEmpty()) {
            catalog.takingFramesAway(() -> spent.forEach(volumes::delete));
        }
    }

    private void makeNext() {
        if (!makeRoom()) {
            obstacle = "all volumes are full";
            return;
        }
        if (clock.millis() < retryAt) {
            return;
        }
        try {
            ChronicleRuntime.start();
            volumes.makeNext(home.folder());
            obstacle = "";
            if (retryAt != Long.MIN_VALUE) {
                retryAt = Long.MIN_VALUE;
                LOG.log(Level.INFO, "The disk tier in " + home.folder() + " grows again");
            }
        } catch (IOException | RuntimeException e) {
            if (retryAt == Long.MIN_VALUE) {
                LOG.log(Level.WARNING, "The disk tier can't make another file; what it has stays in use", e);
            }
            retryAt = clock.millis() + RETRY_AFTER_MILLIS;
            obstacle = "another file can't be made: " + e;
        }
    }

    private boolean makeRoom() {
        while (volumes.bytes() + shape.bytes() > maxBytes) {
            if (!evicts || !evictor.dropOne()) {
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
            Volume volume = volumes.append(head, item.key().bytes(), payload, 0, payload.length);
            if (volume == null) {
                makeNext();
                volume = volumes.append(head, item.key().bytes(), payload, 0, payload.length);
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

    /** Gives everything a place in a volume, as far as there is room, and stops. */
    void finish(boolean keep) {
        turn.lock();
        try {
            if (keep && !closed) {
                moveHeld();
            }
            closed = true;
        } finally {
            turn.unlock();
        }
    }
}
