package io.spillway.tier.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.spillway.codec.Envelope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes that were acknowledged to callers, and that Redis does not have yet: of each key the newest. Who reads here sees them
 * as if they were in Redis. Safe for use by any thread.
 *
 * <p>They are held in memory, within bounds, and in a log, if there is one. Beyond the first bound, values are in the log alone.
 * Without one, or where that is full, only that there was a newer value is remembered: what the heap or the disk has of the key
 * goes on to be found, and once they let go of it, so is nothing - but never an older value. Beyond the second bound, writes are
 * refused.
 */
final class OwedWrites {
    static final long MOST_BYTES = 64L << 20;
    /** What a key takes here beside its bytes. */
    private static final long OVERHEAD = 200;

    private static final System.Logger LOG = System.getLogger(OwedWrites.class.getName());

    private final ConcurrentMap<String, Kept> byKey = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private final ReentrantLock compacting = new ReentrantLock();
    private final long mostBytes;
    private final @Nullable OwedLog log;
    /** The content of the log that these are. */
    private final int clears;
    /** Guarded by its lock; a file that stays all the same is not to be gone through again and again. */
    private int lastCompacted;

    private volatile boolean incomplete;

    /**
     * One of them.
     *
     * @param entry what was put; null if the key was removed
     */
    record Owed(
            byte[] key, long version, int node, @Nullable Envelope entry) {
        long size() {
            return OVERHEAD + key.length + (entry == null ? 0 : entry.payload().length);
        }
    }

    /**
     * One of them as it is held.
     *
     * @param write without its entry, if that is only in the log
     * @param place where it is in the log
     * @param size how long it is there
     * @param removal whether the key was removed
     * @param inLog whether the entry must be read from the log
     */
    private record Kept(Owed write, long place, int size, boolean removal, boolean inLog) {}

    /** Where there is no log. */
    OwedWrites(long mostBytes) {
        this(mostBytes, null);
    }

    /** Begins empty, after what was last cleared in the log. */
    OwedWrites(long mostBytes, @Nullable OwedLog log) {
        this.mostBytes = mostBytes;
        this.log = log;
        this.clears = log == null ? 0 : log.clears();
    }

    boolean isEmpty() {
        return byKey.isEmpty();
    }

    long count() {
        return byKey.size();
    }

    /** Adds a write, unless there is a newer one; false if there is no room for it. */
    boolean add(Owed owed) {
        if (bytes.get() > 2 * mostBytes) {
            return false;
        }
        Kept kept;
        try {
            kept = log == null ? inMemory(owed) : inLog(owed, log);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "A write can't be kept for Redis", e);
            return false;
        }
        hold(kept);
        compact();
        return true;
    }

    /** Whether all of a write can be kept. */
    boolean hasRoom(Owed owed) {
        return bytes.get() <= 2 * mostBytes && (log == null ? fits(owed) : log.hasRoom(owed));
    }

    /** Whether there is so much that whoever adds to it should wait. */
    boolean isMuch() {
        return bytes.get() > mostBytes / 2;
    }

    private boolean fits(Owed owed) {
        return owed.entry() == null || bytes.get() + owed.size() <= mostBytes;
    }

    private static Owed withoutEntry(Owed owed) {
        return new Owed(owed.key(), owed.version(), owed.node(), null);
    }

    private Kept inMemory(Owed owed) {
        boolean removal = owed.entry() == null;
        boolean fits = fits(owed);
        if (!fits) {
            incomplete = true;
        }
        return new Kept(fits ? owed : withoutEntry(owed), OwedLog.NOWHERE, 0, removal, false);
    }

    private Kept inLog(Owed owed, OwedLog to) throws IOException {
        boolean removal = owed.entry() == null;
        boolean logged = removal || to.hasRoom(owed);
        Owed written = logged ? owed : withoutEntry(owed);
        long place = to.add(clears, written, removal);
        boolean fits = fits(owed);
        if (!fits && !logged) {
            incomplete = true;
        }
        return new Kept(
                fits ? owed : withoutEntry(owed),
                place,
                OwedSegment.sizeOf(written),
                removal,
                !fits && logged && place != OwedLog.NOWHERE);
    }

    /** Takes what an earlier run has left in the log. */
    void adopt(Owed owed, boolean removal, long place) {
        boolean fits = fits(owed);
        boolean elsewhere = owed.entry() == null && !removal;
        incomplete |= elsewhere;
        Owed held = fits ? owed : withoutEntry(owed);
        hold(new Kept(held, place, OwedSegment.sizeOf(owed), removal, !fits));
    }

    private void hold(Kept kept) {
        Kept[] passed = new Kept[1];
        byKey.compute(name(kept.write().key()), (name, present) -> {
            if (present != null && present.write().version() > kept.write().version()) {
                passed[0] = kept;
                return present;
            }
            passed[0] = present;
            bytes.addAndGet(
                    kept.write().size() - (present == null ? 0 : present.write().size()));
            return kept;
        });
        settleInLog(passed[0]);
    }

    private void settleInLog(@Nullable Kept kept) {
        if (log != null && kept != null) {
            log.settle(kept.place(), kept.size());
        }
    }

    /** Writes anew what is owed in a file that has little of it, so that it can go. */
    private void compact() {
        if (log == null || log.wasteful() == 0 || !compacting.tryLock()) {
            return;
        }
        try {
            int segment = log.wasteful();
            if (segment == lastCompacted) {
                return;
            }
            lastCompacted = segment;
            for (Kept kept : byKey.values()) {
                if (OwedLog.segmentOf(kept.place()) == segment) {
                    move(kept, log);
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "What is owed to Redis can't be moved together", e);
        } finally {
            compacting.unlock();
        }
    }

    private void move(Kept kept, OwedLog in) throws IOException {
        Owed write = in.read(kept.place());
        long place = write == null ? OwedLog.NOWHERE : in.add(clears, write, kept.removal());
        if (place == OwedLog.NOWHERE) {
            return;
        }
        Kept moved = new Kept(kept.write(), place, kept.size(), kept.removal(), kept.inLog());
        boolean replaced = byKey.replace(name(kept.write().key()), kept, moved);
        settleInLog(replaced ? kept : moved);
    }

    /** Whether something is owed of a key. */
    boolean contains(byte[] key) {
        return byKey.containsKey(name(key));
    }

    /** What is owed of a key. */
    @Nullable Owed find(byte[] key) {
        Kept kept = byKey.isEmpty() ? null : byKey.get(name(key));
        return kept == null ? null : whole(kept);
    }

    private Owed whole(Kept kept) {
        Owed held = kept.write();
        if (!kept.inLog() || log == null) {
            return held;
        }
        try {
            Owed read = log.read(kept.place());
            if (read != null && read.version() == held.version()) {
                return read;
            }
            // It has moved just now, or is not owed any more.
            Kept now = byKey.get(name(held.key()));
            return now == null || now.equals(kept) ? held : whole(now);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "What is owed to Redis can't be read", e);
            incomplete = true;
            return held;
        }
    }

    /**
     * Redis has what is owed of a key up to a version, or something newer.
     *
     * @return whether just that version was owed
     */
    boolean settle(byte[] key, long version) {
        Kept[] settled = new Kept[1];
        if (!byKey.isEmpty()) {
            byKey.computeIfPresent(name(key), (name, present) -> {
                if (present.write().version() > version) {
                    return present;
                }
                settled[0] = present;
                bytes.addAndGet(-present.write().size());
                return null;
            });
        }
        settleInLog(settled[0]);
        return settled[0] != null && settled[0].write().version() == version;
    }

    /** Some of what is owed. */
    List<Owed> some(int most) {
        List<Owed> some = new ArrayList<>(most);
        for (Kept kept : byKey.values()) {
            some.add(whole(kept));
            if (some.size() == most) {
                break;
            }
        }
        return some;
    }

    /** The keys of what was put, and is not removed. */
    List<byte[]> keys() {
        return byKey.values().stream()
                .filter(kept -> kept.inLog() || kept.write().entry() != null)
                .map(kept -> kept.write().key())
                .toList();
    }

    /** Adds all of them to a log. */
    void copyTo(OwedLog other) throws IOException {
        for (Kept kept : byKey.values()) {
            Owed write = whole(kept);
            if (other.add(other.clears(), write, kept.removal()) == OwedLog.NOWHERE) {
                throw new IOException("it is closed");
            }
        }
    }

    /** Some may be missing. */
    void markIncomplete() {
        incomplete = true;
    }

    /** Whether values were not remembered since this was last asked, so that Redis lacks some that are here. */
    boolean takeIncomplete() {
        boolean was = incomplete;
        incomplete = false;
        return was;
    }

    private static String name(byte[] key) {
        return new String(key, ISO_8859_1);
    }
}
