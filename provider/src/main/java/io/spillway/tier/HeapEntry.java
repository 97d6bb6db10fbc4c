package io.spillway.tier;

/**
 * An entry in the heap. What it holds never changes; its deadline moves with each access that the expiry policy counts.
 *
 * <p>A reader that moves the deadline does so without any lock: it writes {@link #deadline}, then looks at {@link #gone}.
 * Whoever takes the entry out of the heap sets {@link #gone}, then reads {@link #deadline}. Both are volatile, so at least
 * one of the two sees what the other did, and no access is forgotten when its entry spills.
 */
public final class HeapEntry {
    private final Object held;
    private final long version;
    private final long created;
    private final int weight;
    private final int generation;
    private volatile long deadline;
    private volatile boolean gone;
    private boolean below;
    private long deadlineBelow;
    /** What the lower tier keeps free for it; written inside the heap's section for the key. */
    private volatile int reserved;

    HeapEntry(Object held, long version, long created, long deadline, int weight, int generation) {
        this.held = held;
        this.version = version;
        this.created = created;
        this.deadline = deadline;
        this.weight = weight;
        this.generation = generation;
    }

    /** The value, in the form in which the cache holds its values. */
    public Object held() {
        return held;
    }

    /** Milliseconds since the epoch; {@link io.spillway.codec.Envelope#ETERNAL} if never. */
    public long deadline() {
        return deadline;
    }

    /** The bytes that this entry takes in the heap, key and overhead included. */
    public int weight() {
        return weight;
    }

    long version() {
        return version;
    }

    long created() {
        return created;
    }

    int generation() {
        return generation;
    }

    void deadline(long newDeadline) {
        deadline = newDeadline;
    }

    /** The same entry, for the heap to hold after all; an entry that has left stays gone. */
    HeapEntry again() {
        HeapEntry again = new HeapEntry(held, version, created, deadline, weight, generation);
        again.below = below;
        again.deadlineBelow = deadlineBelow;
        again.reserved = takeReserved();
        return again;
    }

    int reserved() {
        return reserved;
    }

    void reserved(int room) {
        reserved = room;
    }

    /** What is to be given back, once. */
    int takeReserved() {
        int taken = reserved;
        reserved = 0;
        return taken;
    }

    boolean gone() {
        return gone;
    }

    void leave() {
        gone = true;
    }

    /** Whether the lower tier was given this very entry; read and written inside the heap's section for the key only. */
    boolean below() {
        return below;
    }

    /**
     * The deadline that was written below: what the lower tier would give the entry after a crash, and the remote tier at any
     * time. A reader without a lock may see an older one, which costs a little.
     */
    long deadlineBelow() {
        return deadlineBelow;
    }

    void nowBelow(long deadlineThere) {
        below = true;
        deadlineBelow = deadlineThere;
    }

    /** The lower tier was given this entry with the deadline that it has; the remote one was not told of that. */
    void alsoBelow() {
        below = true;
    }

    /** Takes note of the deadline that was written below. */
    void writtenWith(long deadlineThere) {
        deadlineBelow = deadlineThere;
    }
}
