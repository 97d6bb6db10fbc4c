package io.spillway.tier.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The volumes of one tier: the one that frames are added to, the next ones, kept ready so that nobody has to wait for them,
 * the one that housekeeping moves entries to, with a spare for when it is full, and the sealed ones. Safe for use by any
 * thread; making and deleting is for one thread at a time.
 */
final class VolumeSet {
    private static final byte[] NO_KEY = {};

    private final VolumeShape shape;
    private final @Nullable Long journalOf;
    private final ConcurrentHashMap<Integer, Volume> volumes = new ConcurrentHashMap<>();
    /** In order, as each write asks whether notices of death are needed still. */
    private final ConcurrentSkipListSet<Integer> ids = new ConcurrentSkipListSet<>();

    private final ReentrantLock turn = new ReentrantLock();

    private volatile @Nullable Volume current;
    private final ConcurrentLinkedQueue<Volume> ready = new ConcurrentLinkedQueue<>();
    /** Where housekeeping moves entries to; nobody else adds to it, so that moving never fails for want of room. */
    private volatile @Nullable Volume attic;
    /** The next attic, so that moving is possible when no file can be made. */
    private volatile @Nullable Volume spare;

    private volatile int generation;
    private volatile boolean wanted;
    private volatile int nextId;
    /** The highest id of a volume of an earlier run. */
    private volatile int adoptedUpTo;

    private volatile boolean closed;

    /** Creates an empty set; {@code journalOf} is the identity of a store whose volumes have journals, if they have. */
    VolumeSet(VolumeShape shape, int generation, int nextId, @Nullable Long journalOf) {
        this.shape = shape;
        this.journalOf = journalOf;
        this.generation = generation;
        this.nextId = nextId;
    }

    /** An empty set for a store. */
    static VolumeSet of(Manifest manifest, VolumeShape shape, boolean journalled) {
        return new VolumeSet(
                shape, manifest.generation(), manifest.nextVolume(), journalled ? manifest.storeId() : null);
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

    /** Takes note, before and after, that a frame in a volume becomes the visible one: older ones lie in what there is now. */
    void becomesVisible(int id) {
        Volume volume = volumes.get(id);
        if (volume != null) {
            volume.olderFramesUpTo(horizon());
        }
    }

    /** No older frame of a key whose visible frame lies in a volume lies in one with a higher id than this. */
    int horizonOf(int id) {
        Volume volume = volumes.get(id);
        return volume == null ? horizon() : Math.max(adoptedUpTo, volume.olderFramesUpTo());
    }

    int generation() {
        return generation;
    }

    private void add(Volume volume) {
        volumes.put(volume.id(), volume);
        ids.add(volume.id());
    }

    /** Adds a volume of an earlier run. */
    void adopt(Volume volume) {
        add(volume);
        nextId = Math.max(nextId, volume.id() + 1);
        adoptedUpTo = nextId - 1;
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
            Volume fresh = ready.poll();
            if (fresh != null) {
                fresh.begin(generation);
            }
            current = fresh;
            return fresh != null;
        } finally {
            turn.unlock();
        }
    }

    /** Whether a next volume is wanted: not before the first frame was to be added. */
    boolean wantsNext() {
        return wanted && ready.isEmpty();
    }

    /** Whether a frame of usual size can be added. */
    boolean isReady() {
        Volume present = current;
        return (present != null && !present.isSealed()) || !ready.isEmpty();
    }

    boolean isCurrent(Volume volume) {
        return volume == current || volume == attic || isUnbegun(volume);
    }

    private boolean isUnbegun(Volume volume) {
        return volume == spare || ready.contains(volume);
    }

    // Room

    /** The room that can be had without moving anything: what is left of the current volume, and those that are ready. */
    long freeRoom() {
        long free = ready.size() * shape.surelyFilled();
        Volume present = current;
        return present == null || present.isSealed()
                ? free
                : free + Math.max(0, shape.surelyFilled() - present.filledBytes());
    }

    /** The room that can be had by moving what is alive together, in the volumes that there are. */
    long roomWhenMerged(long load) {
        return shape.usable(bytes()) - load;
    }

    /** The room of all that is needed: live frames, and notices of death. */
    long load() {
        long load = 0;
        for (Volume volume : volumes.values()) {
            load += load(volume);
        }
        return load;
    }

    /** The room of all in a volume that would have to be moved. */
    long load(Volume volume) {
        if (volume.isDropped()) {
            return 0;
        }
        return volume.liveBytes() + noticed(volume);
    }

    private long noticed(Volume volume) {
        long noticed = volume.notices().room();
        return noticed > 0 && isNeededByOthers(volume) ? noticed : 0;
    }

    /** The room of all notices of death that are needed. */
    long noticed() {
        long noticed = 0;
        for (Volume volume : volumes.values()) {
            noticed += volume.isDropped() ? 0 : noticed(volume);
        }
        return noticed;
    }

    boolean hasAttic() {
        return attic != null;
    }

    boolean hasSpare() {
        return spare != null;
    }

    /** Whether moving entries may be called for before long. */
    boolean wantsSpare() {
        return spare == null && volumes.values().stream().anyMatch(Volume::isSealed);
    }

    /** Makes the spare one the volume of moved entries; false if there is none. */
    boolean turnAttic() {
        turn.lock();
        try {
            Volume fresh = spare;
            if (fresh == null) {
                return false;
            }
            fresh.begin(generation);
            attic = fresh;
            spare = null;
            return true;
        } finally {
            turn.unlock();
        }
    }

    /** Adds a frame to the volume of moved entries; null if there is none, or it is full. */
    @Nullable Volume appendMoved(FrameHead head, byte[] key, byte[] payload) {
        Volume target = attic;
        boolean done = target != null
                && !target.isDropped()
                && target.append(withHorizon(head), key, payload, 0, payload.length) == Volume.Append.DONE;
        return done ? target : null;
    }

    /** Whether somebody needs a volume's notices, or what its hint file knows of damaged frames. */
    private boolean isNeededByOthers(Volume volume) {
        int horizon = volume.horizon();
        Integer highest = horizon == 0 ? null : ids.floor(horizon);
        return highest != null && (highest != volume.id() || ids.lower(highest) != null);
    }

    /** Whether a notice is still needed once a volume is gone. */
    boolean isNeededWithout(int horizon, Volume gone) {
        return ids.headSet(horizon, true).stream().anyMatch(id -> id != gone.id());
    }

    /** Makes another volume ready. */
    void makeNext(Path folder) throws IOException {
        ready.add(make(folder));
    }

    void makeSpare(Path folder) throws IOException {
        spare = make(folder);
    }

    private Volume make(Path folder) throws IOException {
        if (nextId > Index.MAX_VOLUME_ID) {
            throw new IOException("All numbers for volumes are used up; clear the cache or delete its files");
        }
        int id = nextId;
        nextId = id + 1;
        Long storeId = journalOf;
        Journal journal = storeId == null ? null : Journal.create(folder, id, storeId, shape);
        boolean made = false;
        try {
            Volume fresh = Volume.create(id, folder, shape, journal);
            made = true;
            add(fresh);
            return fresh;
        } finally {
            if (!made && journal != null) {
                journal.delete();
            }
        }
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
            forgetSpecial();
        } finally {
            turn.unlock();
        }
    }

    private void forgetSpecial() {
        current = null;
        attic = null;
        spare = null;
        ready.clear();
    }

    /** Lets go of all frames; what is added from now on belongs to a new generation. The files remain to be deleted. */
    void dropAll(int newGeneration) {
        turn.lock();
        try {
            generation = newGeneration;
            current = null;
            attic = null;
            for (Volume volume : volumes.values()) {
                if (!isUnbegun(volume)) {
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
     *
     * @param hinted whether such notices must be in a hint file too, which outlives the volume by the time that it takes to
     *     make its deletion, and those of the others, durable
     */
    List<Volume> spent(boolean hinted) {
        Set<Volume> spent = new HashSet<>(volumes.values());
        spent.removeIf(volume -> !maybeSpent(volume) || !volume.isDropped() && volume.liveFrames() > 0);
        if (hinted) {
            spent.removeIf(volume -> !volume.isDropped() && volume.horizon() > 0 && !volume.isHinted());
        }
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

    /** Closes volumes once nobody uses them, and deletes their files, but for what says which frames are dead in them. */
    void delete(List<Volume> gone) {
        for (Volume volume : gone) {
            volume.retire();
            volume.deleteFile();
            volumes.remove(volume.id());
            ids.remove(volume.id());
        }
    }

    void closeAll() {
        turn.lock();
        try {
            forgetSpecial();
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
