package io.spillway.tier.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.spillway.tier.RemoteTierProvider.Keeping;
import io.spillway.tier.disk.FolderLock;
import io.spillway.tier.disk.OwnerOnly;
import io.spillway.tier.redis.OwedWrites.Owed;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * What Redis is owed, in files: so that it outlives the process. Safe for use by any thread.
 *
 * <p>A write is acknowledged after its record is there, and settled after Redis has it; if the process ends in between, it is
 * handed over again, which by its version does nothing. A file goes when all in it is settled. What is owed is bounded like the
 * disk tier; beyond that, only keys and versions are kept.
 *
 * <p>A clear that Redis was not told of is in the file {@code cleared}: the generation to tell, and below which number files mean
 * nothing any more.
 */
final class OwedLog implements Closeable {
    /** No place. */
    static final long NOWHERE = 0;

    private static final System.Logger LOG = System.getLogger(OwedLog.class.getName());
    private static final String CLEARED = "cleared";
    private static final String UNFINISHED = ".new";
    private static final String DAMAGED = ".damaged";
    private static final int SEGMENTS = 64;

    private static final long SMALLEST_SEGMENT = 1L << 20;
    private static final long LARGEST_SEGMENT = 16L << 20;
    /** Whoever has closed the cache may be handing over what it can. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(6);

    private final Path folder;
    private final long mostBytes;
    private final int forceEvery;
    private final long segmentBytes;
    private final FolderLock folderLock;
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<Integer, OwedSegment> segments = new TreeMap<>();
    private @Nullable OwedSegment current;
    private int nextId = 1;
    private int clears;
    private int unforced;
    private boolean closed;
    private @Nullable Meta untold;
    private long highestVersion;
    private boolean damaged;

    /** Told of what an earlier run has left. */
    interface Visitor {
        /**
         * A write that is owed.
         *
         * @param removal whether the key was removed; else, without an entry, its value was not kept
         */
        void owed(Owed write, boolean removal, long place);
    }

    private OwedLog(Keeping keeping, FolderLock folderLock) {
        this.folder = keeping.folder();
        this.mostBytes = keeping.mostBytes();
        this.forceEvery = keeping.forceEvery();
        this.segmentBytes = Math.max(SMALLEST_SEGMENT, Math.min(LARGEST_SEGMENT, mostBytes / SEGMENTS));
        this.folderLock = folderLock;
    }

    /**
     * Opens a cache's files, or begins some.
     *
     * @throws CacheException if they can't be used, or somebody else does
     */
    static OwedLog open(Keeping keeping, String cache) {
        Path folder = keeping.folder();
        try {
            OwnerOnly.createFolders(folder);
            FolderLock lock = FolderLock.tryLock(folder);
            long until = System.nanoTime() + PATIENCE_NANOS;
            while (lock == null && System.nanoTime() - until < 0) {
                TimeUnit.MILLISECONDS.sleep(20);
                lock = FolderLock.tryLock(folder);
            }
            if (lock != null) {
                return new OwedLog(keeping, lock);
            }
            throw new CacheException("Cache '" + cache + "' can't be opened: what it owes Redis, in " + folder
                    + ", is in use by another process. Close it there, or configure another directory.");
        } catch (IOException e) {
            throw new CacheException(
                    "Cache '" + cache + "' can't be opened: " + folder + ", where it keeps what it owes Redis, can't be"
                            + " used (" + e + "). Configure a directory that this process may write to.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CacheException("Cache '" + cache + "' can't be opened, as the thread was interrupted", e);
        }
    }

    /** Reads what an earlier run has left; before anything is added. */
    void load(Visitor visitor) throws IOException {
        lock.lock();
        try {
            int from = readCleared();
            for (int id : ids()) {
                nextId = Math.max(nextId, id + 1);
                if (id < from) {
                    Files.deleteIfExists(OwedSegment.path(folder, id));
                } else {
                    load(id, visitor);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void load(int id, Visitor visitor) throws IOException {
        List<Runnable> found = new ArrayList<>();
        OwedSegment segment = OwedSegment.open(folder, id, (at, write, removal) -> {
            highestVersion = Math.max(highestVersion, write.version());
            found.add(() -> visitor.owed(write, removal, place(id, at)));
        });
        if (segment == null) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} is none of Spillway''s files, or damaged, and is left alone",
                    OwedSegment.path(folder, id));
            return;
        }
        segments.put(id, segment);
        if (segment.damagedBytes() > 0) {
            keepDamaged(id, segment.damagedBytes());
        }
        found.forEach(Runnable::run);
        if (segment.isSettled()) {
            remove(segment);
        }
    }

    /** For whoever wants to find out why; this file goes when Redis has the rest of it. */
    private void keepDamaged(int id, long bytes) throws IOException {
        damaged = true;
        Path file = OwedSegment.path(folder, id);
        Path copy = file.resolveSibling(file.getFileName() + DAMAGED);
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        LOG.log(
                System.Logger.Level.WARNING,
                "{0} is damaged: {1,number,#} bytes of what Redis is owed can''t be read. Redis gets what heap and disk have"
                        + " instead; a removal among them is lost. A copy is kept as {2}; check the storage device",
                file,
                bytes,
                copy);
    }

    /** Whether something was missing in what an earlier run has left. */
    boolean isDamaged() {
        return damaged;
    }

    private List<Integer> ids() throws IOException {
        List<Integer> ids = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + OwedSegment.SUFFIX)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (name.matches("[0-9a-f]{6}\\..*")) {
                    ids.add(Integer.parseInt(name.substring(0, 6), 16));
                }
            }
        }
        ids.sort(Comparator.naturalOrder());
        return ids;
    }

    private int readCleared() throws IOException {
        Path file = folder.resolve(CLEARED);
        if (!Files.exists(file)) {
            return 0;
        }
        String[] text = Files.readString(file, US_ASCII).split(" ", -1);
        untold = Meta.parse(text[0].getBytes(US_ASCII));
        return text.length == 2 && text[1].matches("[0-9a-f]{1,6}") ? Integer.parseInt(text[1], 16) : 0;
    }

    /** The generation that Redis was not told of before the last run ended; null if there is none. */
    @Nullable Meta untold() {
        return untold;
    }

    /** The highest version that was read. */
    long highestVersion() {
        return highestVersion;
    }

    private static long place(int id, int at) {
        return (long) id << Integer.SIZE | at;
    }

    static int segmentOf(long place) {
        return (int) (place >>> Integer.SIZE);
    }

    /** How many clears there were: records of before mean nothing. */
    int clears() {
        lock.lock();
        try {
            return clears;
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is room for the value of a write. */
    boolean hasRoom(Owed write) {
        lock.lock();
        try {
            long bytes = 0;
            for (OwedSegment segment : segments.values()) {
                bytes += segment.length();
            }
            return bytes + OwedSegment.sizeOf(write) <= mostBytes;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds a write.
     *
     * @param before how many clears there were when it began
     * @param removal whether the key was removed; else, where the write has no entry, its value is not kept
     * @return where it is; {@link #NOWHERE} if the cache was cleared meanwhile
     */
    long add(int before, Owed write, boolean removal) throws IOException {
        OwedSegment toForce;
        long place;
        lock.lock();
        try {
            if (closed || before != clears) {
                return NOWHERE;
            }
            OwedSegment segment = writable();
            place = place(segment.id(), segment.add(write, removal));
            unforced++;
            toForce = forceEvery > 0 && unforced >= forceEvery ? segment : null;
            unforced = toForce == null ? unforced : 0;
        } finally {
            lock.unlock();
        }
        if (toForce != null) {
            toForce.force();
        }
        return place;
    }

    private OwedSegment writable() throws IOException {
        OwedSegment present = current;
        if (present != null && present.length() < segmentBytes) {
            return present;
        }
        OwedSegment next = OwedSegment.create(folder, nextId);
        nextId++;
        segments.put(next.id(), next);
        current = next;
        if (present != null) {
            if (forceEvery > 0) {
                present.force();
            }
            if (present.isSettled()) {
                remove(present);
            }
        }
        return next;
    }

    /** Reads the write at a place; null if it is not there any more. */
    @Nullable Owed read(long place) throws IOException {
        lock.lock();
        try {
            OwedSegment segment = segments.get(segmentOf(place));
            return segment == null ? null : segment.read((int) place);
        } finally {
            lock.unlock();
        }
    }

    /** Redis has what is at a place, or need not have it. */
    void settle(long place, int size) {
        lock.lock();
        try {
            OwedSegment segment = segments.get(segmentOf(place));
            if (place == NOWHERE || segment == null) {
                return;
            }
            segment.settle((int) place, size);
            if (segment.isSettled() && segment == current && segment.length() > segmentBytes / 2) {
                current = null;
            }
            if (segment.isSettled() && segment != current) {
                remove(segment);
            }
        } catch (IOException e) {
            // The next run hands it over again, and that does nothing.
            LOG.log(System.Logger.Level.DEBUG, "Could not mark a write in " + folder, e);
        } finally {
            lock.unlock();
        }
    }

    private void remove(OwedSegment segment) throws IOException {
        segments.remove(segment.id());
        segment.delete();
    }

    /** The number of the file whose live records are to be written anew, as too little in all of them is; 0 for none. */
    int wasteful() {
        lock.lock();
        try {
            long bytes = 0;
            long live = 0;
            OwedSegment emptiest = null;
            for (OwedSegment segment : segments.values()) {
                bytes += segment.length();
                live += segment.liveBytes();
                if (segment != current && (emptiest == null || segment.liveBytes() < emptiest.liveBytes())) {
                    emptiest = segment;
                }
            }
            return emptiest != null && bytes > 2 * live + 2 * segmentBytes ? emptiest.id() : 0;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Forgets everything, as the cache was cleared.
     *
     * @param next what Redis is to be told; null if it was told
     */
    void clear(@Nullable Meta next) {
        lock.lock();
        try {
            clears++;
            untold = next;
            if (next != null) {
                writeCleared(next);
            }
            for (OwedSegment segment : List.copyOf(segments.values())) {
                remove(segment);
            }
            current = null;
            if (next == null) {
                told();
            }
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "What a clear has left in " + folder + " can't be removed; after a crash, Redis may get it",
                    e);
        } finally {
            lock.unlock();
        }
    }

    private void writeCleared(Meta next) throws IOException {
        Path unfinished = folder.resolve(CLEARED + UNFINISHED);
        Files.deleteIfExists(unfinished);
        OwnerOnly.createFile(unfinished);
        Files.writeString(unfinished, new String(next.bytes(), US_ASCII) + " " + Integer.toHexString(nextId), US_ASCII);
        Files.move(
                unfinished,
                folder.resolve(CLEARED),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** Redis was told of the last clear. */
    void told() {
        lock.lock();
        try {
            untold = null;
            Files.deleteIfExists(folder.resolve(CLEARED));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "Could not delete the file " + folder.resolve(CLEARED), e);
        } finally {
            lock.unlock();
        }
    }

    /** Closes the files, which stay; the folder goes if nothing is in them. Idempotent. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            for (OwedSegment segment : List.copyOf(segments.values())) {
                if (segment.isSettled()) {
                    segment.delete();
                } else {
                    segment.force();
                    segment.close();
                }
            }
            folderLock.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "Could not close the files in " + folder, e);
        } finally {
            lock.unlock();
        }
    }
}
