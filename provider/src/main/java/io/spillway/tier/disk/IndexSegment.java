package io.spillway.tier.disk;

import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongPredicate;

/**
 * One part of the {@link Index}: a hash table with open addressing and linear probing. An entry's home follows from its hash
 * in order (a fraction of the table's size), so a table of any size will do and growth can be small. Removing shifts back
 * what follows, so there are no marks of removed entries that would fill the table.
 */
final class IndexSegment {
    static final long[] NONE = {};

    private static final int MIN_CAPACITY = 8;
    private static final double MAX_LOAD = 0.9;
    private static final double MIN_LOAD = 0.75;
    private static final double LOAD_AFTER_RESIZE = 0.8;
    private static final int BYTES_PER_SLOT = 3 * Long.BYTES;
    /** Lock, fields and the headers of three arrays. */
    private static final int FIXED_BYTES = 160;

    private final ReentrantLock lock = new ReentrantLock();
    private long[] hashes = NONE;
    /** 0 where a slot is free. */
    private long[] places = NONE;

    /** Deadlines, and in the lowest byte when the entry was last used. */
    private long[] times = NONE;

    private volatile int size;

    int size() {
        return size;
    }

    long bytes() {
        return FIXED_BYTES + (long) capacity() * BYTES_PER_SLOT;
    }

    private int capacity() {
        lock.lock();
        try {
            return places.length;
        } finally {
            lock.unlock();
        }
    }

    /** Places and deadlines of the entries with a hash, which are used now. */
    long[] lookup(long hash, int now) {
        lock.lock();
        try {
            if (size == 0) {
                return NONE;
            }
            long[] found = NONE;
            for (int slot = home(hash); places[slot] != 0; slot = next(slot)) {
                if (hashes[slot] == hash) {
                    times[slot] = UseTimes.used(times[slot], now);
                    found = append(found, places[slot], UseTimes.deadline(times[slot]));
                }
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** The deadline of an entry; 0 if it is not there. */
    long deadline(long hash, long place) {
        lock.lock();
        try {
            int slot = find(hash, place);
            return slot < 0 ? 0 : UseTimes.deadline(times[slot]);
        } finally {
            lock.unlock();
        }
    }

    boolean contains(long hash, long place) {
        lock.lock();
        try {
            return find(hash, place) >= 0;
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
    private void resized(int by) {
        size += by;
    }

    private static long[] append(long[] found, long place, long deadline) {
        if (found.length == 0) {
            return new long[] {place, deadline};
        }
        long[] longer = Arrays.copyOf(found, found.length + 2);
        longer[found.length] = place;
        longer[found.length + 1] = deadline;
        return longer;
    }

    void add(long hash, long place, long deadline, int now) {
        lock.lock();
        try {
            if (size + 1 > MAX_LOAD * places.length) {
                resize(Math.max(MIN_CAPACITY, (int) Math.ceil((size + 1) / LOAD_AFTER_RESIZE)));
            }
            insert(hash, place, UseTimes.word(deadline, now));
            resized(1);
        } finally {
            lock.unlock();
        }
    }

    private void insert(long hash, long place, long time) {
        int slot = home(hash);
        while (places[slot] != 0) {
            slot = next(slot);
        }
        hashes[slot] = hash;
        places[slot] = place;
        times[slot] = time;
    }

    boolean replace(long hash, long place, long newPlace, long deadline, int now) {
        lock.lock();
        try {
            int slot = find(hash, place);
            if (slot >= 0) {
                places[slot] = newPlace;
                times[slot] = UseTimes.word(deadline, now);
            }
            return slot >= 0;
        } finally {
            lock.unlock();
        }
    }

    boolean replaceIf(long hash, long place, long deadline, long newPlace) {
        lock.lock();
        try {
            int slot = find(hash, place);
            boolean same = slot >= 0 && UseTimes.deadline(times[slot]) == deadline;
            if (same) {
                places[slot] = newPlace;
            }
            return same;
        } finally {
            lock.unlock();
        }
    }

    boolean move(long hash, long place, long newPlace) {
        lock.lock();
        try {
            int slot = find(hash, place);
            if (slot >= 0) {
                places[slot] = newPlace;
            }
            return slot >= 0;
        } finally {
            lock.unlock();
        }
    }

    /** Removes an entry, if it is there and a last question, asked in the same atomic step, is answered with yes. */
    boolean remove(long hash, long place, LongPredicate lastQuestion) {
        lock.lock();
        try {
            int slot = find(hash, place);
            if (slot < 0 || !lastQuestion.test(place)) {
                return false;
            }
            vacate(slot);
            resized(-1);
            if (places.length > MIN_CAPACITY && size < MIN_LOAD * places.length) {
                resize(Math.max(MIN_CAPACITY, (int) Math.ceil((size + 1) / LOAD_AFTER_RESIZE)));
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    void clear() {
        lock.lock();
        try {
            hashes = NONE;
            places = NONE;
            times = NONE;
            size = 0;
        } finally {
            lock.unlock();
        }
    }

    /** Runs something that no change of this segment can come in between of. */
    void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    void forEach(Index.Visitor visitor) {
        long[][] copy = copy();
        for (int i = 0; i < copy[1].length; i++) {
            if (copy[1][i] != 0) {
                visitor.entry(copy[0][i], copy[1][i], UseTimes.deadline(copy[2][i]));
            }
        }
    }

    /** Hashes, places, and deadlines with times of use, as they are now, with gaps where a place is 0. */
    long[][] copy() {
        lock.lock();
        try {
            return new long[][] {hashes.clone(), places.clone(), times.clone()};
        } finally {
            lock.unlock();
        }
    }

    /** Makes entries that were not used for very long look as if it were only long, before the count begins anew. */
    void age(int now) {
        lock.lock();
        try {
            for (int i = 0; i < times.length; i++) {
                times[i] = UseTimes.aged(times[i], now);
            }
        } finally {
            lock.unlock();
        }
    }

    private int find(long hash, long place) {
        if (size == 0) {
            return -1;
        }
        for (int slot = home(hash); places[slot] != 0; slot = next(slot)) {
            if (places[slot] == place && hashes[slot] == hash) {
                return slot;
            }
        }
        return -1;
    }

    /** Frees a slot, and moves into the gap whatever would not be found across it. */
    private void vacate(int slot) {
        int gap = slot;
        for (int i = next(gap); places[i] != 0; i = next(i)) {
            int home = home(hashes[i]);
            boolean reachable = gap <= i ? home > gap && home <= i : home > gap || home <= i;
            if (!reachable) {
                hashes[gap] = hashes[i];
                places[gap] = places[i];
                times[gap] = times[i];
                gap = i;
            }
        }
        places[gap] = 0;
    }

    private void resize(int capacity) {
        long[] oldHashes = hashes;
        long[] oldPlaces = places;
        long[] oldDeadlines = times;
        hashes = new long[capacity];
        places = new long[capacity];
        times = new long[capacity];
        for (int i = 0; i < oldPlaces.length; i++) {
            if (oldPlaces[i] != 0) {
                insert(oldHashes[i], oldPlaces[i], oldDeadlines[i]);
            }
        }
    }

    /** The first bits of a hash chose the segment; the following 32 are a fraction of the table. */
    private int home(long hash) {
        return (int) ((((hash >>> 24) & 0xFFFFFFFFL) * places.length) >>> 32);
    }

    private int next(int slot) {
        int next = slot + 1;
        return next == places.length ? 0 : next;
    }
}
