package io.spillway.tier;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A tier below the heap, as the store uses it: a place that entries spill to and are restored from.
 *
 * <p>What the store guarantees: of one key, {@link #write}, {@link #bury}, {@link #publish}, {@link #supersede} and {@link
 * #remove} are called by one thread at a time (they are called under the key's ticket, or inside the heap's atomic section
 * for that key). Reads may come from any thread at any time. {@link #publish}, {@link #spill}, {@link #supersede}, {@link
 * #remove}, {@link #touch}, {@link #names} and {@link #peek} may be called inside the heap's hash-table lock and are short:
 * they do memory operations only, take no lock for long, and never call back into the store.
 *
 * <p>What the tier guarantees: an entry is visible from {@link #publish} (or {@link #spill}) until it is superseded,
 * removed, cleared or dropped; a reader never sees half an entry, nor bytes that were damaged.
 */
public interface LowerTier extends Closeable {
    /** A deadline that a crash leaves is too late by at most this fraction of the time until then. */
    long ROUNDING = 16;

    /** What a deadline that moves with each access is to be after a crash: later than it is, and never earlier. */
    static long lasting(long deadline, long now) {
        long margin = deadline == Envelope.ETERNAL ? 0 : Math.max(0, deadline - now) / ROUNDING;
        return deadline > Envelope.ETERNAL - margin ? Envelope.ETERNAL : deadline + margin;
    }

    /**
     * Tells the tier of the one above it; called once, before anything else.
     *
     * @param above the tier above
     */
    void attach(Above above);

    /**
     * Reserves room for an entry that the heap is about to take, so that it can be {@linkplain #spill spilled} later
     * whatever happens meanwhile. For tiers that {@linkplain #rejectsWhenFull() reject}; waits, outside all locks, for files.
     *
     * @param payloadBytes the length of its payload
     * @param replaced what is reserved for the entry that it replaces, which will be given back
     * @return what is reserved, in a unit of the tier's own; to be {@linkplain #giveBack given back} in the end
     * @throws TierFullException if there is too little room; nothing has changed then
     */
    int reserve(EncodedKey key, int payloadBytes, int replaced) throws TierFullException;

    /** Gives back what was reserved, after the entry was spilled or has left the heap otherwise. */
    void giveBack(int reserved);

    /** Waits, outside all locks, while the heap evicts faster than this tier can write. */
    void awaitRoom() throws TierFullException;

    /** Whether the heap may take entries from here, which makes it evict others; cheap. */
    boolean takesMore();

    /**
     * Finishes, outside all locks, what calls inside the heap's lock had to leave undone lest they wait, and tries again
     * what failed a while ago; to be called now and then.
     */
    void settle();

    /** Whether nothing more can be written for want of room that is not this tier's own, as on a full file system. */
    boolean isStopped();

    /**
     * Writes an entry outside all locks, without making it visible. Each receipt must be handed to {@link #publish} or
     * {@link #release}; the one for {@link #publish} may have another deadline than the entry, which is then that of after a
     * crash.
     *
     * @throws TierFullException if there is no room; nothing has changed then
     */
    Receipt write(EncodedKey key, Envelope entry) throws TierFullException;

    /**
     * Makes a written entry the visible one of its key, in place of any earlier one.
     *
     * @return false if the written entry was dropped meanwhile, by clear or for want of room; the key then has no entry
     *     here
     */
    boolean publish(EncodedKey key, Receipt receipt);

    /** Gives up a written entry that was not published. */
    void release(Receipt receipt);

    /**
     * Writes and publishes an entry that the heap evicts. Only for entries that {@link #writesAhead} does not claim.
     *
     * @return false if there was no room, and the entry is in this tier no longer
     */
    boolean spill(EncodedKey key, Envelope entry);

    /** Whether an entry with so large a payload must be written when it is put, rather than when the heap evicts it. */
    boolean writesAhead(int payloadBytes);

    /** Reads the visible entry of a key, whole and verified, with its current deadline; null if there is none. */
    @Nullable Held read(EncodedKey key);

    /** Like {@link #read}, without the payload: cheaper for large entries. */
    @Nullable Glimpse peek(EncodedKey key);

    /** Whether {@code place} is still where the visible entry of the key lies. */
    boolean names(EncodedKey key, long place);

    /**
     * Makes the entry invisible because the heap now holds a newer one: the key stays in the cache. An open {@link #keys()
     * cursor} that has not passed the key yet will still return it.
     *
     * @return whether there was an entry
     */
    boolean supersede(EncodedKey key);

    /**
     * Makes the entry invisible because the key leaves the cache.
     *
     * @return whether there was an entry
     */
    boolean remove(EncodedKey key);

    /**
     * Writes a tombstone: no start will bring back an entry of this key of a version below the given one. Called before
     * {@link #remove}, and only where {@link #survivesCrash()}.
     *
     * @throws TierFullException if there is no room, not even in the reserve
     */
    void bury(EncodedKey key, long version, int node) throws TierFullException;

    /**
     * Moves the deadline of the visible entry.
     *
     * @param lasting the deadline that a crash leaves, where {@link #survivesCrash()}: not before {@code deadline}, so that
     *     not each move of it must be written
     * @return false if there is no entry with the place
     */
    boolean touch(EncodedKey key, long place, long deadline, long lasting);

    /**
     * The keys in this tier. Each key that is in the tier throughout, or leaves it only by {@link #supersede}, is returned
     * exactly once; one that comes or goes meanwhile at most once.
     */
    KeyCursor keys();

    /**
     * Looks for expired entries, from where the last call ended, within a bounded number of steps.
     *
     * @param now milliseconds since the epoch
     * @param visitor told the key of each one; it removes the entry, under the key's ticket
     */
    void sweep(long now, Consumer<EncodedKey> visitor);

    /**
     * Does what can fail of a {@link #clear}, which must follow and does not fail then. Entries are visible until it does;
     * where this throws, nothing has changed.
     */
    default void prepareClear() {}

    /** Makes all entries invisible, for good: a later start does not find them either. */
    void clear();

    /** Whether a write for which there is no room must fail, rather than its entry be dropped. */
    boolean rejectsWhenFull();

    /** Whether an acknowledged write must be in this tier before the call returns. */
    boolean survivesCrash();

    /** Whether the content is kept when the tier is closed. */
    boolean survivesRestart();

    /** The highest version seen in what an earlier run left, or 0. */
    long highestVersion();

    /** What an earlier run left says of keys. For whoever has just opened the tier and has changed nothing yet. */
    default Recollection recollection() {
        return Recollection.NONE;
    }

    /** Whether nothing was ever written to this tier, so that there is no need to look; cheap. */
    boolean isUntouched();

    /** The number of visible entries. */
    long entries();

    /** The bytes that this tier takes where it lives (for files: their size), and how many of these are of visible entries. */
    Usage usage();

    /** Files that were found damaged, and lie beside the others until somebody takes them away. */
    default List<Path> setAside() {
        return List.of();
    }

    /** Closes the tier, keeping what it holds if it {@linkplain #survivesRestart() survives}; idempotent. */
    @Override
    void close();

    /** Closes the tier and deletes all that it holds. */
    void destroy();

    /** The tier above, as this one needs to know it. */
    interface Above {
        /** Nothing is above. */
        Above NOTHING = new Above() {
            @Override
            public boolean holds(EncodedKey key) {
                return false;
            }

            @Override
            public void expired(EncodedKey key, byte[] payload) {}
        };

        /** Whether the tier above has an entry of a key at this moment. */
        boolean holds(EncodedKey key);

        /** An entry left the lower tier on its own, because its time was over. Implementations only take note. */
        void expired(EncodedKey key, byte[] payload);

        /** Where evicted entries go. */
        default Overflow overflow() {
            return Overflow.NOWHERE;
        }
    }

    /** Where entries go for which the lower tier has no room. */
    interface Overflow {
        /** They are gone. */
        Overflow NOWHERE = new Overflow() {
            @Override
            public boolean isThere() {
                return false;
            }

            @Override
            public int generation() {
                return 0;
            }

            @Override
            public boolean offer(int generation, EncodedKey key, Envelope entry) {
                return false;
            }

            @Override
            public void retract(int generation, EncodedKey key, long version) {}
        };

        /** Whether there is such a place. */
        boolean isThere();

        /** The generation of the store: to be asked for before an entry is read that is to be offered. */
        int generation();

        /** Offers an entry while it is visible still; false if it is not taken. Does not wait for other machines. */
        boolean offer(int generation, EncodedKey key, Envelope entry);

        /** An entry that was taken had been replaced or removed just then. */
        void retract(int generation, EncodedKey key, long version);
    }

    /** What the files of an earlier run say of keys, whether they are there or gone. */
    interface Recollection {
        /** There are no such files. */
        Recollection NONE = new Recollection() {
            @Override
            public boolean isWhole() {
                return false;
            }

            @Override
            public boolean covers(EncodedKey key) {
                return false;
            }
        };

        /** Whether nothing is missing, so that a key that is not there is known to be gone. */
        boolean isWhole();

        /** Whether something is said of this key. */
        boolean covers(EncodedKey key);
    }

    /** An entry that was written and not yet published. The meaning of the place is the tier's own. */
    record Receipt(long place, long deadline) {}

    /** An entry that was read, and where it lay. */
    record Held(long place, Envelope entry) {
        /** The same without the payload. */
        Glimpse glimpse() {
            return new Glimpse(place, entry.version(), entry.created(), entry.deadline());
        }
    }

    /** What is known of an entry without its payload. */
    record Glimpse(long place, long version, long created, long deadline) {}

    /** How much room a tier takes. */
    record Usage(long bytes, long liveBytes, long indexBytes) {}

    /** Steps through keys; for one thread at a time. Closing it is required. */
    interface KeyCursor extends Closeable {
        /** The next key, or null at the end. Keys that cannot be decoded are skipped. */
        @Nullable EncodedKey next();

        @Override
        void close();
    }
}
