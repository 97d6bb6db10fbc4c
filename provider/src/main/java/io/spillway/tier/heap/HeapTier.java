package io.spillway.tier.heap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.spillway.tier.HeapEntry;
import io.spillway.tier.UpperTier;
import java.util.Iterator;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The heap tier on Caffeine.
 *
 * <p>Two marks bound it. Caffeine's maximum is the lower one, where spilling starts, and it evicts in the background, after
 * the fact. The budget is the upper one: an entry's bytes are taken out of it before the entry is added, and whoever finds
 * too little left evicts first. So the heap never holds more than its budget, however fast the writers are.
 */
public final class HeapTier<K> implements UpperTier<K> {
    private static final long WAIT_NANOS = 50_000;

    private final Cache<K, HeapEntry> cache;
    private final ConcurrentMap<K, HeapEntry> map;
    private final Policy.Eviction<K, HeapEntry> eviction;
    private final ObjectSizes sizes = new ObjectSizes();
    private final AtomicLong used = new AtomicLong();
    private final ReentrantLock squeezing = new ReentrantLock();
    private final EvictionHandler<? super K> handler;
    private final HeapBudget shared;
    private volatile long budget;
    /** Changed with the lock of {@link #squeezing}. */
    private volatile long mark;

    /**
     * Creates a heap.
     *
     * @param budget the most bytes that it may hold
     * @param mark the bytes from which on it evicts in the background
     * @param background runs evictions
     * @param handler told of each evicted entry
     * @param shared what it may hold together with others
     */
    public HeapTier(
            long budget, long mark, Executor background, EvictionHandler<? super K> handler, HeapBudget shared) {
        this.handler = handler;
        this.shared = shared;
        this.budget = budget;
        this.mark = mark;
        this.cache = Caffeine.newBuilder()
                .maximumWeight(mark)
                .<K, HeapEntry>weigher((key, entry) -> entry.weight())
                .executor(background)
                .evictionListener((@Nullable K key, @Nullable HeapEntry entry, RemovalCause cause) -> {
                    if (key != null && entry != null) {
                        dismiss(entry.weight());
                        handler.evicted(key, entry);
                    }
                })
                .build();
        this.map = cache.asMap();
        this.eviction = cache.policy().eviction().orElseThrow();
        shared.add(this);
    }

    @Override
    public @Nullable HeapEntry get(K key) {
        return cache.getIfPresent(key);
    }

    @Override
    public @Nullable HeapEntry peek(K key) {
        return cache.policy().getIfPresentQuietly(key);
    }

    @Override
    public boolean fits(long weight) {
        // Caffeine would evict at once what is larger than its maximum, and all else to make room for it.
        return weight <= Math.min(Math.min(mark, shared.max()), Integer.MAX_VALUE);
    }

    @Override
    public long weigh(K key, Object held) {
        return HeapOverhead.PER_ENTRY + sizes.of(key) + sizes.of(held);
    }

    @Override
    public void admit(int weight) {
        if (weight > 0) {
            // In this order: whoever has taken out of this heap's budget waits for nobody any more.
            shared.take(weight);
            if (!tryReserve(weight)) {
                evictAndReserve(weight);
            }
        }
    }

    @Override
    public void dismiss(int weight) {
        used.addAndGet(-weight);
        shared.giveBack(weight);
    }

    @Override
    public void change(K key, int admitted, UnaryOperator<@Nullable HeapEntry> change) {
        Balance balance = new Balance(admitted);
        try {
            map.compute(key, (k, present) -> {
                HeapEntry next = change.apply(present);
                balance.settle(present, next);
                return next;
            });
        } finally {
            if (balance.toReturn != 0) {
                dismiss(balance.toReturn);
            }
        }
    }

    private boolean tryReserve(int weight) {
        long now = used.get();
        // What is larger than all there is was found to fit before the budget was lowered; it will spill at once.
        while (now + weight <= budget || weight > budget) {
            if (used.compareAndSet(now, now + weight)) {
                return true;
            }
            now = used.get();
        }
        return false;
    }

    private void evictAndReserve(int weight) {
        cache.cleanUp();
        if (tryReserve(weight)) {
            return;
        }
        // Evicting down to the mark does not make room for an entry larger than the distance between mark and budget.
        squeezing.lock();
        // An interrupt would turn the pauses into a busy loop; the caller finds it when the entry is in.
        boolean interrupted = Thread.interrupted();
        try {
            eviction.setMaximum(Math.max(0, Math.min(mark, budget - weight)));
            while (!tryReserve(weight)) {
                // What is missing now belongs to writers that reserved room and are about to add their entries.
                cache.cleanUp();
                LockSupport.parkNanos(WAIT_NANOS);
                interrupted |= Thread.interrupted();
            }
        } finally {
            eviction.setMaximum(mark);
            squeezing.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** How much of its budget is used. */
    double fullness() {
        return (double) used.get() / budget;
    }

    /** Evicts about so many bytes; returns how many it were. Not for a caller who holds one of this heap's locks. */
    long evict(long bytes) {
        handler.awaitRoom();
        squeezing.lock();
        try {
            long before = used.get();
            eviction.setMaximum(Math.max(0, before - bytes));
            return before - used.get();
        } finally {
            eviction.setMaximum(mark);
            squeezing.unlock();
        }
    }

    @Override
    public boolean resize(long newBudget, long newMark, long step) {
        handler.awaitRoom();
        squeezing.lock();
        try {
            // What is above all limits until the next step is what there is: so writers need not evict the rest at
            // once.
            long least = used.get() - step;
            budget = Math.max(newBudget, least);
            mark = Math.max(newMark, Math.min(least, budget));
            return budget == newBudget && mark == newMark;
        } finally {
            eviction.setMaximum(mark);
            squeezing.unlock();
        }
    }

    @Override
    public void close() {
        shared.remove(this);
    }

    @Override
    public Iterator<K> keys() {
        return map.keySet().iterator();
    }

    @Override
    public long entries() {
        return cache.estimatedSize();
    }

    @Override
    public long bytes() {
        return used.get();
    }

    @Override
    public long maxBytes() {
        return budget;
    }

    @Override
    public long spillAtBytes() {
        return mark;
    }

    /** What was admitted and is not needed after all, together with what the replaced entry gives back. */
    private static final class Balance {
        private final int admitted;
        private int toReturn;

        Balance(int admitted) {
            this.admitted = admitted;
            this.toReturn = admitted;
        }

        void settle(@Nullable HeapEntry before, @Nullable HeapEntry after) {
            int taken = before == after ? 0 : weight(after) - weight(before);
            toReturn = admitted - taken;
        }

        private static int weight(@Nullable HeapEntry entry) {
            return entry == null ? 0 : entry.weight();
        }
    }
}
