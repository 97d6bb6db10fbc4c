package io.spillway.tier;

import io.spillway.codec.KeyCodec;
import java.time.InstantSource;

/**
 * Moves the deadlines of entries, in the heap and below. Safe for use by any thread.
 *
 * <p>Below, where a crash is survived, and on the remote tier, each move is a write; so what is written is rounded up, and
 * written again only when it is far behind.
 */
final class Deadlines<K> {
    private final GuardedHeap<K> guarded;
    private final LowerTier lower;
    private final KeyCodec keys;
    private final Spiller<K> spiller;
    private final RemoteJourney<K> remote;
    private final InstantSource clock;
    /** Whether there is a tier below where each move is a write. */
    private final boolean written;
    /** Whether entries get another deadline when they are used: then what is written is rounded up. */
    private volatile boolean everMoved;

    Deadlines(
            GuardedHeap<K> guarded,
            LowerTier lower,
            KeyCodec keys,
            Spiller<K> spiller,
            RemoteJourney<K> remote,
            InstantSource clock) {
        this.guarded = guarded;
        this.lower = lower;
        this.keys = keys;
        this.spiller = spiller;
        this.remote = remote;
        this.clock = clock;
        this.written = lower.survivesCrash() || remote.keepsDeadlines();
    }

    /** What is written below as the deadline of a new entry. */
    long lasting(long deadline) {
        return everMoved ? LowerTier.lasting(deadline, clock.millis()) : deadline;
    }

    /** Moves the deadline of the located entry, in whichever tier it is by now. */
    void move(Located<K> located, long deadline) {
        guarded.change(located, located.key(), 0, present -> {
            if (present != null) {
                moveAbove(located, present, deadline);
            } else {
                moveBelow(located, deadline);
            }
            return present;
        });
    }

    private void moveAbove(Located<K> located, HeapEntry present, long deadline) {
        present.deadline(deadline);
        if (isFarBehind(present, deadline)) {
            long lasting = spiller.moveDeadline(located.encoded(keys), present, deadline);
            if (lasting != Spiller.NOT_BELOW) {
                present.nowBelow(lasting);
            }
            if (remote.keepsDeadlines()) {
                long lastingThere = LowerTier.lasting(deadline, clock.millis());
                remote.touch(located, present.version(), lastingThere);
                present.writtenWith(lastingThere);
            }
        }
    }

    private void moveBelow(Located<K> located, long deadline) {
        LowerTier.Glimpse glimpse = lower.peek(located.encoded(keys));
        long lasting = LowerTier.lasting(deadline, clock.millis());
        // The tier's housekeeping may move the entry between the two calls.
        while (glimpse != null && !lower.touch(located.encoded(keys), glimpse.place(), deadline, lasting)) {
            glimpse = lower.peek(located.encoded(keys));
        }
        if (glimpse != null) {
            remote.touch(located, glimpse.version(), lasting);
        } else if (located.isRemote()) {
            remote.touch(located, located.version(), lasting);
        }
    }

    /** An entry has expired below; the remote tier would keep it a little longer if its deadline was rounded up there. */
    void endRemotely(Located<K> located) {
        if (everMoved) {
            remote.touch(located, located.version(), located.deadline());
        }
    }

    /**
     * Moves the deadline of an entry in the heap, without ticket or lock.
     *
     * @return false if that was not enough, and {@link #move} must be called under the key's ticket
     */
    boolean moveInHeap(HeapEntry entry, long deadline) {
        entry.deadline(deadline);
        return !entry.gone() && !isFarBehind(entry, deadline);
    }

    private boolean isFarBehind(HeapEntry entry, long deadline) {
        if (!written) {
            return false;
        }
        if (!everMoved) {
            everMoved = true;
        }
        long below = entry.deadlineBelow();
        return deadline > below || below > LowerTier.lasting(deadline, clock.millis());
    }
}
