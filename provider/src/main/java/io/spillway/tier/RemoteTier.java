package io.spillway.tier;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tier on other machines, as the store uses it: below all others, slow, and not always there.
 *
 * <p>What the store guarantees: {@link #read}, {@link #write} and {@link #bury} are called under the key's ticket, and
 * outside all locks that other keys could want. {@link #touch} and {@link #overflow} are called inside the heap's hash-table
 * lock.
 *
 * <p>What the tier guarantees: no call takes longer than its {@linkplain #answerBy() deadline}; of two entries of a key the
 * one with the higher version stays, whoever writes first; {@link #touch} only takes note.
 *
 * <p>The store counts its generations: a new one begins with each clear. A call names the generation that its operation
 * began in; of one that is over, nothing is found and nothing is changed.
 */
public interface RemoteTier extends AutoCloseable {
    /** Tells the tier of the store above it; called once. */
    void attach(Above above);

    /** Goes on with another deadline, and another pace at which what is written later goes there. */
    void retime(RemoteTierProvider.Times times);

    /** Whether there is such a tier at all; cheap. */
    boolean isThere();

    /** Whether what is put and removed goes there too; cheap. */
    boolean takesWrites();

    /** Whether it takes what the other tiers have no room for; cheap. */
    default boolean takesOverflow() {
        return false;
    }

    /** Whether changes of what it holds have to be told to it; cheap. */
    default boolean isTold() {
        return takesWrites() || takesOverflow();
    }

    /** Whether it may hold an entry of a key; where it does not, it need not be asked, nor told of changes. Cheap. */
    default boolean mayHold(EncodedKey key) {
        return isThere();
    }

    /**
     * Takes an entry that the other tiers have no room for, which goes there in the background: until then it is found here.
     * Short; does not wait for the tier.
     *
     * @return false if it can't be kept; there is no older entry of the key then, either
     */
    default boolean overflow(int generation, EncodedKey key, Envelope entry) {
        return false;
    }

    /** Waits, outside all locks, while more overflows than can be sent; no longer than its deadline. */
    default void awaitRoom() {}

    /** The highest version of what an earlier run has left to be written there, or 0. */
    default long highestVersion() {
        return 0;
    }

    /** Until when, by {@link System#nanoTime()}, an operation that first calls this tier now must have its answers. */
    long answerBy();

    /**
     * Reads the entry of a key.
     *
     * @throws io.spillway.RedisUnavailableException if there is no answer in time, and that is to be an error
     */
    Answer read(int generation, EncodedKey key, long answerBy);

    /**
     * Writes an entry, unless there is a newer one.
     *
     * @throws io.spillway.RedisUnavailableException if nobody says in time that it was written, and it can't be written later
     */
    Outcome write(int generation, EncodedKey key, Envelope entry, long answerBy);

    /**
     * Removes the entry of a key, unless there is a newer one, and for some time refuses older ones.
     *
     * @throws io.spillway.RedisUnavailableException if nobody says in time that it was removed, and it can't be removed later
     */
    Outcome bury(int generation, EncodedKey key, long version, int node, long answerBy);

    /**
     * Takes note that an entry of a version has another deadline, for reads at once, and to be written soon; one that is over
     * ends the entry.
     */
    void touch(int generation, EncodedKey key, long version, long deadline);

    /**
     * The keys in this tier, each at least once if it is there throughout. Stepping through them waits for answers; nothing
     * is held meanwhile.
     */
    LowerTier.KeyCursor keys();

    /**
     * Empties the tier as far as others see it.
     *
     * @return what ends the clear; to be closed whether it was or not
     * @throws io.spillway.RedisUnavailableException if nobody says in time that it was emptied
     */
    Clearing prepareClear();

    /** What is known of this tier, without asking it. */
    Report report();

    /** Lets go of the tier, which keeps what it holds; idempotent. */
    @Override
    void close();

    /** Removes what this cache has in the tier, if that answers, and lets go of it. */
    void destroy();

    /** The store, as this tier needs to know it. */
    interface Above {
        /** A copy of what the other tiers have; to be closed. */
        StoreSnapshot<?> snapshot();

        /** What the other tiers have of a key; null if nothing. */
        @Nullable Envelope find(EncodedKey key);

        /** The deadline to write for an entry that has a deadline: later, where deadlines move. */
        long lasting(long deadline);

        /** An entry of this version has given way to a newer one of another node, and must not hide it. */
        void lost(EncodedKey key, long version);
    }

    /** A clear under way; others wait until it is closed. */
    interface Clearing extends AutoCloseable {
        /** Says which generation of the store begins. Called while nothing else changes: only takes note. */
        void complete(int newGeneration);

        @Override
        void close();
    }

    /**
     * What a read has found.
     *
     * @param known whether the tier has answered
     * @param entry the entry; null if there is none, or nobody knows
     */
    record Answer(boolean known, @Nullable Envelope entry) {
        /** There is no entry. */
        public static final Answer ABSENT = new Answer(true, null);

        /** There was no answer. */
        public static final Answer UNKNOWN = new Answer(false, null);
    }

    /**
     * What became of a write.
     *
     * @param accepted whether it took effect
     * @param newer if it did not: the version of the entry that is newer
     */
    record Outcome(boolean accepted, long newer) {
        /** It took effect. */
        public static final Outcome ACCEPTED = new Outcome(true, 0);
    }

    /**
     * What is known of a tier without asking it.
     *
     * @param available whether it answered when it was last called
     * @param awaySince when it was found not to answer; null while it does
     * @param required whether calls that need it fail without it
     * @param unanswered calls that had no answer in time, or were not made as there would have been none
     * @param refused calls that were answered with an error
     * @param lost writes that gave way to newer ones
     * @param owed writes that are acknowledged, and not there yet
     */
    record Report(
            boolean available,
            @Nullable Instant awaySince,
            boolean required,
            long unanswered,
            long refused,
            long lost,
            long owed) {}
}
