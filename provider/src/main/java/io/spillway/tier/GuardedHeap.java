package io.spillway.tier;

import java.util.Iterator;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The heap of a store behind its gate: changes of single keys pass side by side, {@link #renew} and {@link #close} pass
 * alone.
 *
 * <p>Each renewal makes a new generation. Entries carry the one in which their operation began; those of an older one are as
 * good as gone, and an operation that began in an older one changes nothing any more.
 */
final class GuardedHeap<K> {
    private final String name;
    private final UpperTier<K> heap;
    private final UpperTier.EvictionHandler<? super K> handler;
    private final Consumer<HeapEntry> dropped;
    /** Read-locked by each change, for memory operations only; write-locked by what concerns all entries. */
    private final StampedLock gate = new StampedLock();

    private volatile int generation;
    private volatile boolean closed;

    /** Creates an empty heap; what it evicts is handed on, unless a renewal has done away with it: that is dropped. */
    GuardedHeap(
            String name,
            TieredStore.HeapFactory<K> factory,
            UpperTier.EvictionHandler<? super K> handler,
            Consumer<HeapEntry> dropped) {
        this.name = name;
        this.handler = handler;
        this.dropped = dropped;
        this.heap = factory.create(new UpperTier.EvictionHandler<>() {
            @Override
            public void evicted(K key, HeapEntry entry) {
                GuardedHeap.this.evicted(key, entry);
            }

            @Override
            public void awaitRoom() {
                handler.awaitRoom();
            }
        });
    }

    private void evicted(K key, HeapEntry entry) {
        entry.leave();
        if (entry.generation() == generation) {
            handler.evicted(key, entry);
        } else {
            dropped.accept(entry);
        }
    }

    UpperTier<K> heap() {
        return heap;
    }

    int generation() {
        return generation;
    }

    /** The entry of a key, which counts as a use of it. */
    @Nullable HeapEntry get(K key) {
        HeapEntry entry = heap.get(key);
        return entry != null && entry.generation() == generation ? entry : null;
    }

    /** The entry of a key, without counting as a use. */
    @Nullable HeapEntry peek(K key) {
        HeapEntry entry = heap.peek(key);
        return entry != null && entry.generation() == generation ? entry : null;
    }

    /**
     * One change of one key, unless the cache was cleared since it was located.
     *
     * @param key the key that the heap is to keep
     * @param weight the bytes of the entry that {@code change} may add
     * @return whether the change was made
     */
    boolean change(Located<K> located, K key, int weight, UnaryOperator<@Nullable HeapEntry> change) {
        heap.admit(weight);
        boolean made = false;
        long stamp = gate.readLock();
        try {
            requireOpen();
            if (located.generation() == generation) {
                made = true;
                heap.change(key, weight, present -> dropping(present, change.apply(present)));
            }
        } finally {
            gate.unlockRead(stamp);
            if (!made) {
                heap.dismiss(weight);
            }
        }
        return made;
    }

    /** A change of one key that adds nothing, in whatever generation; not made once this is closed. */
    void changeAtOnce(K key, UnaryOperator<@Nullable HeapEntry> change) {
        long stamp = gate.readLock();
        try {
            if (!closed) {
                heap.change(key, 0, present -> dropping(present, change.apply(present)));
            }
        } finally {
            gate.unlockRead(stamp);
        }
    }

    private @Nullable HeapEntry dropping(@Nullable HeapEntry before, @Nullable HeapEntry after) {
        if (before != null && after != before) {
            dropped.accept(before);
        }
        return after;
    }

    /**
     * Looks in several tiers as if at one instant: who looked while they were being cleared one after the other could find
     * what is below still, and change it after the clear.
     */
    <T> T undisturbed(Supplier<T> look) {
        long stamp = gate.tryOptimisticRead();
        if (stamp != 0) {
            T found = look.get();
            if (gate.validate(stamp)) {
                return found;
            }
        }
        stamp = gate.readLock();
        try {
            return look.get();
        } finally {
            gate.unlockRead(stamp);
        }
    }

    /** Does something while no change is half done; it must not take long. */
    <T> T betweenChanges(Supplier<T> action) {
        long stamp = gate.writeLock();
        try {
            return action.get();
        } finally {
            gate.unlockWrite(stamp);
        }
    }

    /**
     * Begins a new generation with an empty heap, and does the rest while nothing else changes.
     *
     * @param before does what can fail; if it does, nothing has changed
     */
    void renew(Runnable before, Runnable rest) {
        long stamp = gate.writeLock();
        try {
            requireOpen();
            before.run();
            beginGeneration();
            empty();
            rest.run();
        } finally {
            gate.unlockWrite(stamp);
        }
    }

    /**
     * Closes the heap for good; idempotent. Each step is tried, whatever became of those before it.
     *
     * @param handingOver until when, by {@link System#nanoTime()}, entries go the way of evicted ones; null if they just go
     * @param late told of entries for which there was no time left
     * @param rest done last
     */
    void close(@Nullable Long handingOver, Consumer<HeapEntry> late, Runnable rest) {
        long stamp = gate.writeLock();
        try {
            if (!closed) {
                closed = true;
                Failures failures = new Failures();
                if (handingOver != null) {
                    failures.attempt(() -> takeAll(handingOver, this::evicted));
                    failures.attempt(() -> takeAll(null, (key, entry) -> {
                        entry.leave();
                        late.accept(entry);
                        dropped.accept(entry);
                    }));
                }
                failures.attempt(this::beginGeneration);
                failures.attempt(this::empty);
                failures.attempt(heap::close);
                failures.attempt(rest);
                failures.rethrow();
            }
        } finally {
            gate.unlockWrite(stamp);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // under the gate's write lock
    private void beginGeneration() {
        generation++;
    }

    /** Waits, key by key, for evictions under way: afterwards what they spilled is below. */
    private void empty() {
        takeAll(null, (key, entry) -> {
            entry.leave();
            dropped.accept(entry);
        });
    }

    /** Takes out all entries, or as many as there is time for; where that counts, there must be room for them below. */
    private void takeAll(@Nullable Long until, UpperTier.EvictionHandler<? super K> taker) {
        for (Iterator<K> i = heap.keys(); i.hasNext() && (until == null || System.nanoTime() - until < 0); ) {
            K key = i.next();
            if (until != null) {
                handler.awaitRoom();
            }
            heap.change(key, 0, present -> {
                if (present != null) {
                    taker.evicted(key, present);
                }
                return null;
            });
        }
    }

    /** Hands over the keys of entries whose time was over at a time. */
    void expired(long now, Consumer<? super K> visitor) {
        for (Iterator<K> i = heap.keys(); i.hasNext(); ) {
            K key = i.next();
            HeapEntry entry = peek(key);
            if (entry != null && entry.deadline() <= now) {
                visitor.accept(key);
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("Cache '" + name + "' is closed");
        }
    }
}
