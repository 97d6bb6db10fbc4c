package io.spillway.tier.heap;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the heaps of several caches may hold together. Safe for use by any thread.
 *
 * <p>Each entry's bytes are taken out of this before they are taken out of its own heap's budget. Where too little is left,
 * whoever wants to add an entry has the heap evict that uses most of its own budget, be it another one's: its entries
 * spill, and the caller waits for no more of them than it needs room for, and a little.
 *
 * <p>Order of locks: this one's, then that of a heap that is to evict. A heap that holds its own never comes here.
 */
public final class HeapBudget {
    /** Without a limit. */
    public static final long NO_LIMIT = Long.MAX_VALUE;

    private static final long WAIT_NANOS = 50_000;
    /** So much of what is used is evicted at once, at the least, so that not each put has to. */
    private static final int CHUNKS = 256;

    private final List<HeapTier<?>> heaps = new CopyOnWriteArrayList<>();
    private final AtomicLong used = new AtomicLong();
    private final ReentrantLock relieving = new ReentrantLock();
    private volatile long max;

    /** Creates a budget of so many bytes; {@link #NO_LIMIT} for any. */
    public HeapBudget(long max) {
        this.max = max;
    }

    /** The most bytes that all heaps may hold together. */
    public long max() {
        return max;
    }

    /** The bytes that all heaps hold. */
    public long used() {
        return used.get();
    }

    void add(HeapTier<?> heap) {
        heaps.add(heap);
    }

    /** Lets go of a heap that is empty. */
    void remove(HeapTier<?> heap) {
        heaps.remove(heap);
    }

    void giveBack(long bytes) {
        used.addAndGet(-bytes);
    }

    /** Takes so many bytes, and has heaps evict until there are as many. */
    void take(int bytes) {
        if (!tryTake(bytes)) {
            relieveAndTake(bytes);
        }
    }

    private boolean tryTake(int bytes) {
        long now = used.get();
        // What is larger than all there is was found to fit before the limit was lowered; it will spill at once.
        while (now + bytes <= max || bytes > max) {
            if (used.compareAndSet(now, now + bytes)) {
                return true;
            }
            now = used.get();
        }
        return false;
    }

    private void relieveAndTake(int bytes) {
        // An interrupt would turn the pauses into a busy loop; the caller finds it when the entry is in.
        boolean interrupted = Thread.interrupted();
        relieving.lock();
        try {
            while (!tryTake(bytes)) {
                if (!relieve(Math.max(bytes, used.get() / CHUNKS))) {
                    // What is missing now belongs to writers that are about to add their entries.
                    LockSupport.parkNanos(WAIT_NANOS);
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            relieving.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Comes a step nearer to another limit; has heaps evict for that, but not much.
     *
     * @param newMax the most bytes that all heaps may hold together; {@link #NO_LIMIT} for any
     * @param step how many bytes may be evicted now
     * @return whether that was the last step
     */
    public boolean resize(long newMax, long step) {
        relieving.lock();
        try {
            // What is above the limit until the next step is what there is: so writers need not evict the rest at once.
            max = Math.max(newMax, used.get() - step);
            long over = used.get() - max;
            if (over > 0) {
                relieve(over);
            }
            return max == newMax;
        } finally {
            relieving.unlock();
        }
    }

    private boolean relieve(long bytes) {
        HeapTier<?> fullest = heaps.stream()
                .max(Comparator.comparingDouble(HeapTier::fullness))
                .orElse(null);
        return fullest != null && fullest.evict(bytes) > 0;
    }
}
