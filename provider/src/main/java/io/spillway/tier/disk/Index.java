package io.spillway.tier.disk;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Where the visible entries lie: for each, a hash of its key, its place and its deadline. Several entries may have the same
 * hash; who looks one up compares the keys in the frames.
 *
 * <p>Divided into segments by hash, each with a lock of its own that is held for memory operations only. At most 32 bytes an
 * entry, but for the smallest segments.
 *
 * <p>A place is a volume's id and a sequence number within the store; 0 is none.
 */
final class Index {
    static final int SEGMENTS = 256;
    static final int MAX_VOLUME_ID = (1 << 24) - 1;
    static final long MAX_SEQUENCE = (1L << 40) - 1;

    private static final int SEQUENCE_BITS = 40;
    private static final int TICKS_PER_TURNOVER = 64;

    private final AtomicReferenceArray<IndexSegment> segments = new AtomicReferenceArray<>(SEGMENTS);
    private volatile boolean used;
    private volatile int now = UseTimes.MOST_AGE;
    private volatile int agedAt = UseTimes.MOST_AGE;
    private volatile long nextTick;

    static long place(int volume, long sequence) {
        return (long) volume << SEQUENCE_BITS | sequence;
    }

    static int volumeOf(long place) {
        return (int) (place >>> SEQUENCE_BITS);
    }

    static long sequenceOf(long place) {
        return place & MAX_SEQUENCE;
    }

    /** The hash that the index uses: one to one with the key's, and even in all its bits whatever the key's is like. */
    static long spread(long keyHash) {
        long h = keyHash;
        h = (h ^ h >>> 33) * 0xFF51AFD7ED558CCDL;
        h = (h ^ h >>> 33) * 0xC4CEB9FE1A85EC53L;
        return h ^ h >>> 33;
    }

    static int segmentOf(long hash) {
        return (int) (hash >>> 56);
    }

    /** Whether there has been no entry yet. */
    boolean isUnused() {
        return !used;
    }

    /** The segment of a number, if it was ever needed. */
    @Nullable IndexSegment existing(int number) {
        return segments.get(number);
    }

    /** The segment of a number. */
    IndexSegment segment(int number) {
        IndexSegment segment = segments.get(number);
        if (segment == null) {
            IndexSegment fresh = new IndexSegment();
            used = true;
            segment = segments.compareAndSet(number, null, fresh) ? fresh : segment(number);
        }
        return segment;
    }

    /** Places and deadlines, in turn, of all entries with a hash. They count as used now. */
    long[] lookup(long hash) {
        IndexSegment segment = segments.get(segmentOf(hash));
        return segment == null ? IndexSegment.NONE : segment.lookup(hash, now);
    }

    void add(long hash, long place, long deadline) {
        segment(segmentOf(hash)).add(hash, place, deadline, now);
    }

    /** Adds an entry that was not used for a while. */
    void addCold(long hash, long place, long deadline) {
        segment(segmentOf(hash)).add(hash, place, deadline, now - UseTimes.MOST_AGE / 2);
    }

    // The clock by which the coldest are found

    /** The clock's time. */
    int now() {
        return now;
    }

    /** Takes note of the number of writes so far: the clock ticks each time that a part of the entries was written. */
    void written(long writes) {
        if (writes >= nextTick) {
            tick(writes);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
    private synchronized void tick(long writes) {
        // It waits for the old ones to be aged, lest they look young.
        if (writes >= nextTick && now - agedAt < UseTimes.TICKS - UseTimes.MOST_AGE - UseTimes.SLACK - 1) {
            nextTick = writes + Math.max(1, entries() / TICKS_PER_TURNOVER);
            now++;
        }
    }

    /** Whether {@link #age} should be called soon. */
    boolean wantsAging() {
        return now - agedAt > UseTimes.MOST_AGE / 2;
    }

    /** Goes over all entries, and forgets how much older than the oldest they are. */
    void age() {
        int reached = now;
        for (int i = 0; i < SEGMENTS; i++) {
            IndexSegment segment = segments.get(i);
            if (segment != null) {
                segment.age(reached);
            }
        }
        agedAt = reached;
    }

    /** The deadline of an entry; 0 if it is not there. */
    long deadline(long hash, long place) {
        IndexSegment segment = segments.get(segmentOf(hash));
        return segment == null ? 0 : segment.deadline(hash, place);
    }

    /** Puts another place and deadline where a place was; false if it is there no longer. */
    boolean replace(long hash, long place, long newPlace, long deadline) {
        IndexSegment segment = segments.get(segmentOf(hash));
        return segment != null && segment.replace(hash, place, newPlace, deadline, now);
    }

    /** Puts another place where a place was, keeping the deadline as it is then. */
    boolean move(long hash, long place, long newPlace) {
        IndexSegment segment = segments.get(segmentOf(hash));
        return segment != null && segment.move(hash, place, newPlace);
    }

    /** Puts another place where a place was, if the deadline is still the same. */
    boolean replaceIf(long hash, long place, long deadline, long newPlace) {
        IndexSegment segment = segments.get(segmentOf(hash));
        return segment != null && segment.replaceIf(hash, place, deadline, newPlace);
    }

    boolean touch(long hash, long place, long deadline) {
        return replace(hash, place, place, deadline);
    }

    boolean remove(long hash, long place) {
        return remove(hash, place, any -> true);
    }

    /** Removes an entry, if it is there and a last question, asked in the same atomic step, is answered with yes. */
    boolean remove(long hash, long place, LongPredicate lastQuestion) {
        IndexSegment segment = segments.get(segmentOf(hash));
        return segment != null && segment.remove(hash, place, lastQuestion);
    }

    boolean contains(long hash, long place) {
        IndexSegment segment = segments.get(segmentOf(hash));
        return segment != null && segment.contains(hash, place);
    }

    void clear() {
        for (int i = 0; i < SEGMENTS; i++) {
            IndexSegment segment = segments.get(i);
            if (segment != null) {
                segment.clear();
            }
        }
    }

    long entries() {
        long entries = 0;
        for (int i = 0; i < SEGMENTS; i++) {
            IndexSegment segment = segments.get(i);
            entries += segment == null ? 0 : segment.size();
        }
        return entries;
    }

    /** The bytes of heap that the index takes. */
    long bytes() {
        long bytes = 4L * SEGMENTS;
        for (int i = 0; i < SEGMENTS; i++) {
            IndexSegment segment = segments.get(i);
            bytes += segment == null ? 0 : segment.bytes();
        }
        return bytes;
    }

    /** Calls a visitor for all entries, segment by segment; it sees copies and runs outside all locks. */
    void forEach(Visitor visitor) {
        for (int i = 0; i < SEGMENTS; i++) {
            IndexSegment segment = segments.get(i);
            if (segment != null) {
                segment.forEach(visitor);
            }
        }
    }

    /** Told of an entry. */
    interface Visitor {
        /** One entry, as it was a moment ago. */
        void entry(long hash, long place, long deadline);
    }
}
