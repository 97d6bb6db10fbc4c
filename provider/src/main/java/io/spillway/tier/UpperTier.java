package io.spillway.tier;

import java.util.Iterator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The heap, as the store uses it: bounded in bytes, handing what it evicts to an {@link EvictionHandler}. Safe for use by
 * any thread.
 */
public interface UpperTier<K> {
    /** The entry of a key, which counts as a use of it; null if there is none. Takes no lock. */
    @Nullable HeapEntry get(K key);

    /** The entry of a key, without counting as a use; null if there is none. Takes no lock. */
    @Nullable HeapEntry peek(K key);

    /** Whether an entry of so many bytes can be held: those above the mark where spilling starts never are. */
    boolean fits(long weight);

    /** The bytes that an entry takes: key, value, overhead. */
    long weigh(K key, Object held);

    /** Takes so many bytes out of the budget for an entry to be added; evicts, and waits, until there is room. */
    void admit(int weight);

    /** Gives back what {@link #admit} took. */
    void dismiss(int weight);

    /**
     * Changes the entry of one key, atomically with regard to evictions and other changes of that key.
     *
     * @param key the key
     * @param admitted the bytes that were admitted for the entry that {@code change} may add; what it doesn't use is
     *     given back
     * @param change gets the present entry or null, returns the entry to have or null; short, never throws
     */
    void change(K key, int admitted, UnaryOperator<@Nullable HeapEntry> change);

    /** The keys in the heap: each that is there throughout exactly once, others at most once. */
    Iterator<K> keys();

    long entries();

    /** The bytes taken by all entries, including those just being added. */
    long bytes();

    long maxBytes();

    /** The bytes from which on it evicts in the background. */
    long spillAtBytes();

    /**
     * Comes a step nearer to another size; evicts for that, but not much. Not for a caller who holds a lock of the heap.
     *
     * @param budget the most bytes that it may hold
     * @param mark the bytes from which on it evicts in the background
     * @param step how many bytes may be evicted now
     * @return whether that was the last step
     */
    boolean resize(long budget, long mark, long step);

    /** Lets go of what is shared with other heaps. For a heap that is empty, and stays so. */
    void close();

    /** What becomes of evicted entries. */
    interface EvictionHandler<K> {
        /** Called inside the heap's atomic section for the key, so that no reader sees the entry nowhere; never throws. */
        void evicted(K key, HeapEntry entry);

        /** Waits, outside all locks, while there have been more evictions than can be written. */
        default void awaitRoom() {}
    }
}
