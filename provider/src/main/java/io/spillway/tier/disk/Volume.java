package io.spillway.tier.disk;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;
import net.openhft.chronicle.map.ChronicleMap;
import org.jspecify.annotations.Nullable;

/**
 * One file of frames. Frames are only ever added, until the first that doesn't fit seals the volume; nothing in it is
 * changed or removed, until the volume as a whole is {@linkplain #retire retired}.
 *
 * <p>Safe for use by any thread. Every use passes a gate that retiring closes, so that the file is never unmapped under a
 * reader.
 */
final class Volume {
    private static final System.Logger LOG = System.getLogger(Volume.class.getName());

    /** What became of a frame. */
    enum Append {
        DONE,
        /** The volume is sealed, as of now or before. */
        FULL
    }

    private final int id;
    private final Path folder;
    private final Path path;
    private final VolumeShape shape;
    private final StampedLock gate = new StampedLock();
    private final AtomicLong liveBytes = new AtomicLong();
    /** The room of all frames that this process added. */
    private final AtomicLong filled = new AtomicLong();

    private final AtomicInteger liveFrames = new AtomicInteger();
    /** Large entries being written, some of whose pieces lie here. */
    private final AtomicInteger writers = new AtomicInteger();

    /** Read-locked while a frame is added; write-locked for good once the volume is settled. */
    private final StampedLock adding = new StampedLock();

    /** Held while the file of an earlier run is opened, or the volume is settled. */
    private final ReentrantLock opening = new ReentrantLock();

    private final AtomicBoolean closing = new AtomicBoolean();
    private final Notices notices = new Notices();
    private final VolumeFile.@Nullable Made made;
    private final @Nullable Journal journal;
    private final long bytes;

    private volatile @Nullable ChronicleMap<byte[], Frame> map;
    private volatile @Nullable RawFrames raw;
    private volatile @Nullable VolumeSeal seal;
    private volatile long storeId;
    private volatile int generation;
    private volatile boolean sealed;
    private volatile boolean dropped;
    private volatile boolean damaged;
    private final AtomicInteger olderFramesUpTo = new AtomicInteger();
    private final AtomicInteger damageHorizon = new AtomicInteger();
    private volatile boolean unusable;
    private volatile boolean unforced;
    private volatile boolean hinted;

    private Volume(
            int id,
            Path folder,
            VolumeShape shape,
            long bytes,
            VolumeFile.@Nullable Made made,
            @Nullable Journal journal) {
        this.id = id;
        this.folder = folder;
        this.path = folder.resolve(VolumeFile.name(id));
        this.shape = shape;
        this.bytes = bytes;
        this.made = made;
        this.journal = journal;
    }

    /** Makes a new, empty volume in a folder, with a journal or without. */
    static Volume create(int id, Path folder, VolumeShape shape, @Nullable Journal journal) throws IOException {
        VolumeFile.Made made = VolumeFile.create(folder.resolve(VolumeFile.name(id)), shape);
        Volume volume = new Volume(id, folder, shape, made.bytes(), made, journal);
        volume.map = made.map();
        return volume;
    }

    /** A volume of an earlier run, sealed; its file is opened when it is first read. */
    static Volume sealed(int id, Path folder, VolumeShape shape, int generation, VolumeSeal seal, long storeId) {
        Volume volume = new Volume(id, folder, shape, seal.fileLength(), null, null);
        volume.seal = seal;
        volume.sealed = true;
        volume.storeId = storeId;
        volume.generation = generation;
        return volume;
    }

    /** A volume that a dead process left as it was; its frames are read without Chronicle's help. */
    static Volume raw(int id, Path folder, VolumeShape shape, int generation, RawFrames raw) {
        Volume volume = new Volume(id, folder, shape, raw.fileLength(), null, null);
        volume.raw = raw;
        volume.sealed = true;
        volume.generation = generation;
        return volume;
    }

    /** Whether it should be moved elsewhere soon, as its file can't be opened properly. */
    boolean isRaw() {
        return raw != null;
    }

    /** Whether it is of an earlier run. */
    boolean isInherited() {
        return made == null;
    }

    /** The notices of death that lie here. */
    Notices notices() {
        return notices;
    }

    /** Whether the volume has a hint file. */
    boolean isHinted() {
        return hinted;
    }

    void hinted() {
        hinted = true;
        deleteJournal();
    }

    int id() {
        return id;
    }

    Path path() {
        return path;
    }

    /** The length of the file. */
    long bytes() {
        return bytes;
    }

    int generation() {
        return generation;
    }

    /** Sets the generation of the frames to come, before the first. */
    void begin(int newGeneration) {
        generation = newGeneration;
    }

    boolean isSealed() {
        return sealed;
    }

    /** No frame is added from now on, except by those that are just doing it. */
    void seal() {
        sealed = true;
    }

    /** All frames here are dead from now on. */
    void drop() {
        sealed = true;
        dropped = true;
    }

    boolean isDropped() {
        return dropped;
    }

    /** Whether something in the file could not be read as it was written. */
    boolean isDamaged() {
        return damaged;
    }

    /** Takes note that an entry here was lost: older frames of its key, up to a volume, must not look like the newest. */
    void lost(int horizon) {
        damageHorizon.accumulateAndGet(horizon, Math::max);
    }

    /** Takes note that frames in here may have older ones of their keys in volumes up to an id. */
    void olderFramesUpTo(int volumeId) {
        if (olderFramesUpTo.get() < volumeId) {
            olderFramesUpTo.accumulateAndGet(volumeId, Math::max);
        }
    }

    int olderFramesUpTo() {
        return olderFramesUpTo.get();
    }

    /** The volume is needed, even without a live frame, as long as there is another one up to this id. */
    int horizon() {
        return Math.max(damageHorizon.get(), notices.horizon());
    }

    /** Whether there is something to be moved elsewhere. */
    boolean isWorthMoving() {
        return liveFrames.get() > 0 || notices.horizon() > 0;
    }

    long liveBytes() {
        return liveBytes.get();
    }

    /** The room that is taken by what was added in this run, dead or alive. */
    long filledBytes() {
        return filled.get();
    }

    int liveFrames() {
        return liveFrames.get();
    }

    void addLive(long bytes, int frames) {
        liveBytes.addAndGet(bytes);
        liveFrames.addAndGet(frames);
    }

    /** Takes note of a frame's death; whether it was the last one here. */
    boolean frameDied(long bytes) {
        liveBytes.addAndGet(-bytes);
        return liveFrames.decrementAndGet() == 0;
    }

    void writerEnters() {
        writers.incrementAndGet();
    }

    void writerLeaves() {
        writers.decrementAndGet();
    }

    boolean hasWriters() {
        return writers.get() > 0;
    }

    /** Adds a frame, which counts as live from now on. */
    Append append(FrameHead head, byte[] key, byte[] payload, int offset, int length) {
        long stamp = adding.tryReadLock();
        if (stamp == 0) {
            return Append.FULL;
        }
        try {
            return appendInside(head, key, payload, offset, length);
        } finally {
            adding.unlockRead(stamp);
        }
    }

    private Append appendInside(FrameHead asked, byte[] key, byte[] payload, int offset, int length) {
        long stamp = gate.tryReadLock();
        if (stamp == 0) {
            return Append.FULL;
        }
        try {
            ChronicleMap<byte[], Frame> target = map;
            if (sealed || target == null) {
                return Append.FULL;
            }
            FrameHead head = asked.withGeneration(generation);
            if (head.isNotice()) {
                return appendNotice(target, head, key);
            }
            Frame frame = Frame.of(head, key, payload, offset, length);
            int room = VolumeShape.room(frame.size());
            // Before asking for the last time: a sealed volume that looks empty may be retired at any moment.
            addLive(room, 1);
            boolean added = false;
            try {
                added = !sealed && put(target, head, key, frame);
            } finally {
                if (!added) {
                    frameDied(room);
                }
            }
            if (added) {
                filled.addAndGet(room);
            }
            return added ? Append.DONE : Append.FULL;
        } finally {
            gate.unlockRead(stamp);
        }
    }

    private Append appendNotice(ChronicleMap<byte[], Frame> target, FrameHead head, byte[] key) {
        // Before the notice is there, so that it is not thrown away with the volume.
        Frame frame = Frame.of(head, key, new byte[0]);
        int room = VolumeShape.room(frame.size());
        notices.add(head.sequence(), head.horizon(), room);
        boolean added = !sealed && put(target, head, key, frame);
        if (added) {
            filled.addAndGet(room);
        }
        return added ? Append.DONE : Append.FULL;
    }

    private boolean put(ChronicleMap<byte[], Frame> target, FrameHead head, byte[] key, Frame frame) {
        Journal beside = head.kind() == FrameHead.PIECE ? null : journal;
        int record = beside == null ? Journal.NONE : beside.reserve();
        if (beside != null && record == Journal.NONE) {
            sealed = true;
            return false;
        }
        try {
            target.put(VolumeShape.place(head.sequence(), head.isNotice() ? 0 : head.piece()), frame);
            if (beside != null) {
                beside.write(record, head, key);
            }
            unforced = true;
            return true;
        } catch (IllegalStateException e) {
            sealed = true;
            if (!VolumeShape.saysFull(e)) {
                fail(e);
            }
            return false;
        } catch (InternalError e) {
            sealed = true;
            fail(e);
            return false;
        }
    }

    /**
     * Reads a frame, unverified.
     *
     * @return false if there is none, or it can't be read
     */
    boolean read(long sequence, int piece, Frame into) {
        long stamp = gate.tryReadLock();
        if (stamp == 0) {
            return false;
        }
        try {
            ChronicleMap<byte[], Frame> source = map;
            if (source == null && raw == null) {
                source = opened();
            }
            RawFrames found = raw;
            if (source == null) {
                return found != null && found.read(sequence, piece, into);
            }
            return source.getUsing(VolumeShape.place(sequence, piece), into) != null;
        } catch (RuntimeException | IOException | InternalError e) {
            fail(e);
            return false;
        } finally {
            gate.unlockRead(stamp);
        }
    }

    /** Opens the file of an earlier run, inside the gate; null if it is not as it was left, and read without Chronicle. */
    private @Nullable ChronicleMap<byte[], Frame> opened() throws IOException {
        opening.lock();
        try {
            ChronicleMap<byte[], Frame> present = map;
            VolumeSeal expected = seal;
            if (present == null && raw == null && !unusable && expected != null) {
                present = open(expected);
                map = present;
            }
            return present;
        } finally {
            opening.unlock();
        }
    }

    private @Nullable ChronicleMap<byte[], Frame> open(VolumeSeal expected) throws IOException {
        ChronicleRuntime.start();
        ChronicleMap<byte[], Frame> opened;
        try {
            // Where the file just can't be read now, the next reader tries again.
            opened = VolumeFile.open(path, shape, expected);
        } catch (RuntimeException | InternalError e) {
            unusable = true;
            throw e;
        }
        if (opened == null) {
            fail(new IOException("The file is not as it was left"));
            raw = RawFrames.scan(path, storeId, generation, frame -> {});
        }
        return opened;
    }

    /** What the file must be like when it is opened again; asked of a settled volume. */
    VolumeSeal sealOfFile() throws IOException {
        VolumeSeal known = seal;
        if (known == null) {
            if (made == null) {
                throw new IOException(path + " was left unsealed by a process that died");
            }
            known = VolumeSeal.of(path, made.layout(), made.head());
            seal = known;
        }
        return known;
    }

    /** Takes note that the file is not what it should be. */
    void fail(Throwable e) {
        if (!damaged) {
            damaged = true;
            LOG.log(Level.WARNING, "Volume " + path + " can't be used as it should; what can be read of it, is: " + e);
        }
    }

    /** Waits until the storage device has all frames that were added before. */
    void force() throws IOException {
        if (unforced) {
            // First, so that a frame that is added meanwhile is forced the next time.
            unforced = false;
            boolean done = false;
            try {
                DurableFiles.force(path);
                done = true;
            } catch (NoSuchFileException e) {
                LOG.log(Level.DEBUG, "Deleted meanwhile, as nothing in it was alive", e);
                done = true;
            } finally {
                if (!done) {
                    unforced = true;
                }
            }
        }
    }

    /** Waits until frames that are being added are there; none is added from then on. */
    void settle() {
        sealed = true;
        opening.lock();
        try {
            if (!adding.isWriteLocked()) {
                adding.writeLock(); // for good
            }
        } finally {
            opening.unlock();
        }
    }

    /** Lets nobody in any more, waits until nobody is in, and closes the file. */
    void retire() {
        drop();
        close();
    }

    /** Closes the file; nobody reads it or adds to it from then on. Idempotent. */
    void close() {
        sealed = true;
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        gate.writeLock(); // for good
        if (journal != null) {
            journal.close();
        }
        ChronicleMap<byte[], Frame> present = map;
        map = null;
        if (present != null) {
            try {
                present.close();
            } catch (RuntimeException | InternalError e) {
                fail(e);
            }
        }
    }

    /** Deletes the file of a retired volume, and what belongs to it. */
    void delete() {
        deleteFile();
        deleteHints();
    }

    /** Deletes the file of a retired volume; its journal before it, as without the file it would tell of damage. */
    void deleteFile() {
        deleteJournal();
        VolumeFile.delete(path);
    }

    private void deleteJournal() {
        if (journal != null) {
            journal.close();
        }
        VolumeFile.delete(JournalFile.path(folder, id));
    }

    /** Deletes what belongs to the file of a retired volume. */
    void deleteHints() {
        VolumeFile.delete(HintFile.path(folder, id, true));
        VolumeFile.delete(HintFile.path(folder, id, false));
    }
}
