package io.spillway.tier.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The volumes of one tier: the one that frames are added to, the next one, kept ready so that nobody has to wait for it, and
 * the sealed ones. Safe for use by any thread; making and deleting is for one thread at a time.
 */
final class VolumeSet {
    private static final byte[] NO_KEY = {};

    private final VolumeShape shape;
    private final ConcurrentHashMap<Integer, Volume> volumes = new ConcurrentHashMap<>();
    private final ReentrantLock turn = new ReentrantLock();

    private volatile @Nullable Volume current;
    private volatile @Nullable Volume next;
    /** Where housekeeping moves entries to; nobody else adds to it, so that moving never fails for want of room. */
    private volatile @Nullable Volume attic;

    private volatile int generation;
    private volatile boolean wanted;
    private volatile int nextId;
    private volatile boolean closed;

    VolumeSet(VolumeShape shape, int generation, int nextId) {
        this.shape = shape;
        this.generation = generation;
        this.nextId = nextId;
    }

    @Nullable Volume get(int id) {
        return volumes.get(id);
    }

    Collection<Volume> all() {
        return volumes.values();
    }

    /** The length of all files, whatever their state. */
    long bytes() {
        long bytes = 0;
        for (Volume volume : volumes.values()) {
            bytes += volume.bytes();
        }
        return bytes;
    }

    int nextId() {
        return nextId;
    }

    /** No frame that was added so far lies in a volume with a higher id. */
    int horizon() {
        return nextId - 1;
    }

    int generation() {
        return generation;
    }

    /** Adds a volume of an earlier run. */
    void adopt(Volume volume) {
        volumes.put(volume.id(), volume);
        nextId = Math.max(nextId, volume.id() + 1);
    }

    /**
     * Adds a frame to the current volume, or to the next one where it doesn't fit.
     *
     * @return the volume that it is in; null if none is ready, or the tier is closed
     */
    @Nullable Volume append(FrameHead head, byte[] key, byte[] payload, int offset, int length) {
        return closed ? null : add(head, key, payload, offset, length, false);
    }

    /**
     * Adds a piece of a large entry. Its volume has a writer from before the piece is in it, so that nobody takes the piece
     * away; the caller is to {@linkplain Volume#writerLeaves leave} it in the end, once for each piece.
     */
    @Nullable Volume appendPiece(FrameHead head, byte[] payload, int offset, int length) {
        return closed ? null : add(head, NO_KEY, payload, offset, length, true);
    }

    /** Adds the frame of an entry that was held in memory, also while the tier is being closed. */
    @Nullable Volume appendHeld(FrameHead head, byte[] key, byte[] payload) {
        return add(head, key, payload, 0, payload.length, false);
    }

    private @Nullable Volume add(FrameHead asked, byte[] key, byte[] payload, int offset, int length, boolean staying) {
        FrameHead head = withHorizon(asked);
        while (true) {
            Volume target = current;
            if (target != null && added(target, head, key, payload, offset, length, staying)) {
                return target;
            }
            if (!turnFrom(target)) {
                return null;
            }
        }
    }

    private static boolean added(
            Volume target, FrameHead head, byte[] key, byte[] payload, int offset, int length, boolean staying) {
        if (!staying) {
            return target.append(head, key, payload, offset, length) == Volume.Append.DONE;
        }
        boolean done = false;
        target.writerEnters();
        try {
            done = target.append(head, key, payload, offset, length) == Volume.Append.DONE;
        } finally {
            if (!done) {
                target.writerLeaves();
            }
        }
        return done;
    }

    /** A notice is needed as long as there are volumes that may hold what it tells of. */
    private FrameHead withHorizon(FrameHead head) {
        return head.isNotice() && head.horizon() < 0 ? head.withHorizon(horizon()) : head;
    }

    /** Makes the next volume the current one, unless somebody else just did; false if none is ready. */
    private boolean turnFrom(@Nullable Volume full) {
        turn.lock();
        try {
            if (current != full) {
                return current != null;
            }
            wanted = true;
            Volume fresh = next;
            if (fresh != null) {
                fresh.begin(generation);
            }
            current = fresh;
            next = null;
            return fresh != null;
        } finally {
            turn.unlock();
        }
    }

    /** Whether a next volume is wanted: not before the first frame was to be added. */
    boolean wantsNext() {
        return wanted && next == null;
    }

    /** Whether a frame of usual size can be added. */
    boolean isReady() {
        Volume present = current;
        return (present != null && !present.isSealed()) || next != null;
    }

    boolean isCurrent(Volume volume) {
        return volume == current || volume == next || volume == attic;
    }

    /** Adds a frame to the volume of moved entries; null if there is none, or it is full. */
    @Nullable Volume appendMoved(FrameHead head, byte[] key, byte[] payload) {
        Volume target = attic;
        boolean done = target != null
                && !target.isDropped()
                && target.append(withHorizon(head), key, payload, 0, payload.length) == Volume.Append.DONE;
        return done ? target : null;
    }

    /** Makes another volume for moved entries. */
    void makeAttic(Path folder) throws IOException {
        Volume fresh = make(folder);
        fresh.begin(generation);
        attic = fresh;
    }

    /** Whether a notice is still needed once a volume is gone. */
    boolean isNeededWithout(int horizon, Volume gone) {
        return volumes.keySet().stream().anyMatch(id -> id <= horizon && id != gone.id());
    }

    /** Makes the next volume. */
    void makeNext(Path folder) throws IOException {
        next = make(folder);
    }

    private Volume make(Path folder) throws IOException {
        if (nextId > Index.MAX_VOLUME_ID) {
            throw new IOException("All numbers for volumes are used up; clear the cache or delete its files");
        }
        int id = nextId;
        nextId = id + 1;
        Volume fresh = Volume.create(id, folder, shape);
        volumes.put(fresh.id(), fresh);
        return fresh;
    }

    /** Callers add no frame from now on. */
    void close() {
        closed = true;
    }

    /** Throws an exception if the tier is closed. */
    void requireOpen(String cacheName) {
        if (closed) {
            throw new IllegalStateException("The disk tier of cache '" + cacheName + "' is closed");
        }
    }

    /** Seals all volumes; no frame is added from then on. */
    void sealAll() {
        turn.lock();
        try {
            for (Volume volume : volumes.values()) {
                volume.settle();
            }
            current = null;
            attic = null;
            next = null;
        } finally {
            turn.unlock();
        }
    }

    /** Lets go of all frames; what is added from now on belongs to a new generation. The files remain to be deleted. */
    void dropAll(int newGeneration) {
        turn.lock();
        try {
            generation = newGeneration;
            current = null;
            attic = null;
            Volume empty = next;
            for (Volume volume : volumes.values()) {
                if (volume != empty) {
                    volume.drop();
                }
            }
        } finally {
            turn.unlock();
        }
    }

    /**
     * The volumes that can go together: nothing in them is alive, nothing will be added, and no volume that stays needs their
     * notices, or what their hint files know of damaged frames.
     */
    List<Volume> spent() {
        Set<Volume> spent = new HashSet<>(volumes.values());
        spent.removeIf(
                volume -> !volume.isSealed() || isCurrent(volume) || !volume.isDropped() && volume.liveFrames() > 0);
        while (spent.removeIf(volume -> !volume.isDropped() && isNeededBeside(volume, spent))) {
            // Others may have been in there on account of these.
        }
        return List.copyOf(spent);
    }

    /** Whether a volume without a live frame may be one that can go. */
    boolean maybeSpent(Volume volume) {
        return volume.isSealed() && !isCurrent(volume);
    }

    private boolean isNeededBeside(Volume volume, Set<Volume> going) {
        int horizon = volume.horizon();
        return horizon > 0
                && volumes.values().stream()
                        .anyMatch(other -> other != volume && other.id() <= horizon && !going.contains(other));
    }

    /** Closes a volume once nobody uses it, and deletes its files. */
    void delete(Volume gone) {
        delete(List.of(gone));
    }

    /** Closes volumes once nobody uses them, and deletes their files. */
    void delete(List<Volume> gone) {
        for (Volume volume : gone) {
            volume.retire();
            volume.deleteFile();
        }
        // Only now, as these say what is dead in the others.
        for (Volume volume : gone) {
            volume.deleteHints();
            volumes.remove(volume.id());
        }
    }

    void closeAll() {
        turn.lock();
        try {
            current = null;
            next = null;
            attic = null;
        } finally {
            turn.unlock();
        }
        volumes.values().forEach(Volume::close);
    }

    long liveBytes() {
        long bytes = 0;
        for (Volume volume : volumes.values()) {
            bytes += volume.isDropped() ? 0 : volume.liveBytes();
        }
        return bytes;
    }
}
