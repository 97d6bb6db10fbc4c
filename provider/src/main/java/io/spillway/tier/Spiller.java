package io.spillway.tier;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.KeyCodec;
import io.spillway.codec.ValueForm;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Hands down what the heap evicts. Runs inside the heap's atomic section for the key, so it does memory operations only.
 *
 * <p>An entry that was restored and not changed since is below already; only its deadline may have to move. An entry whose
 * time is over goes nowhere.
 */
final class Spiller<K> implements UpperTier.EvictionHandler<K> {
    private static final System.Logger LOG = System.getLogger(Spiller.class.getName());

    /** Says that an entry is not on the lower tier. */
    static final long NOT_BELOW = Long.MIN_VALUE;

    private final LowerTier lower;
    private final KeyCodec keys;
    private final ValueForm form;
    private final InstantSource clock;
    private final int node;
    private final TierCounters counters;
    private final TieredStore.Departures<? super K> departures;
    private final RemoteTier remote;
    private final AtomicBoolean failureLogged = new AtomicBoolean();

    Spiller(
            LowerTier lower,
            KeyCodec keys,
            ValueForm form,
            InstantSource clock,
            int node,
            TierCounters counters,
            TieredStore.Departures<? super K> departures,
            RemoteTier remote) {
        this.lower = lower;
        this.keys = keys;
        this.form = form;
        this.clock = clock;
        this.node = node;
        this.counters = counters;
        this.departures = departures;
        this.remote = remote;
    }

    @Override
    public void evicted(K key, HeapEntry entry) {
        try {
            depart(key, entry, entry.deadline());
        } catch (RuntimeException | Error e) {
            // Nobody is there to be told, and the heap must go on.
            failed();
            if (failureLogged.compareAndSet(false, true)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "An entry can't spill and is evicted; this is said once a cache",
                        e);
            }
        } finally {
            lower.giveBack(entry.takeReserved());
        }
    }

    /** Hands down an entry that stays in the heap. Inside the heap's section for its key, as evictions are; never throws. */
    void copyDown(K key, HeapEntry entry) {
        long deadline = entry.deadline();
        if (entry.below() || deadline <= clock.millis()) {
            return;
        }
        try {
            if (handDown(keys.encode(key), entry, deadline)) {
                entry.alsoBelow();
                lower.giveBack(entry.takeReserved());
            }
        } catch (RuntimeException e) {
            // It is tried again when the heap gives it up, which is also where it is said.
            LOG.log(System.Logger.Level.DEBUG, "An entry can't be handed down yet", e);
        }
    }

    /** There is no time left to hand down an entry, which the heap gives up. */
    void abandoned(HeapEntry entry) {
        if (!entry.below() && entry.deadline() > clock.millis() && !remote.takesWrites()) {
            counters.evictions.increment();
        }
    }

    @Override
    public void awaitRoom() {
        try {
            lower.awaitRoom();
        } catch (TierFullException e) {
            // It may do for some of them still; what does not spill is counted.
            return;
        }
    }

    private void depart(K key, HeapEntry entry, long deadline) {
        if (deadline <= clock.millis()) {
            if (entry.below()) {
                lower.remove(keys.encode(key));
            }
            endRemotely(key, entry, deadline);
            counters.expirations.increment();
            departures.expired(key, entry.held());
        } else if (lower instanceof NoLowerTier) {
            evictedHere(key, entry, deadline);
        } else if (spill(key, entry, deadline)) {
            counters.spills.increment();
        } else {
            counters.spillFailures.increment();
            evictedHere(key, entry, deadline);
        }
    }

    private boolean spill(K key, HeapEntry entry, long deadline) {
        Flight.Span span = Flight.spill();
        long start = SampledTimes.start();
        boolean done = handDown(keys.encode(key), entry, deadline);
        if (done) {
            counters.spillTimes.end(start);
        }
        span.end(counters.cache(), done ? "done" : "no room");
        return done;
    }

    private void failed() {
        counters.spillFailures.increment();
        evicted();
    }

    private void evictedHere(K key, HeapEntry entry, long deadline) {
        if (!takesOverflow() || !overflows(entry.generation(), keys.encode(key), envelope(entry, deadline))) {
            evicted();
        }
    }

    /** Whether what no other tier has room for goes to the remote one. */
    boolean takesOverflow() {
        return remote.takesOverflow();
    }

    /** Hands an entry to the remote tier for which no other one has room; false if that does not take it. */
    boolean overflows(int generation, EncodedKey key, Envelope entry) {
        boolean taken = remote.overflow(generation, key, entry);
        if (taken) {
            counters.overflows.increment();
        }
        return taken;
    }

    private void evicted() {
        if (!remote.takesWrites()) {
            counters.evictions.increment();
        }
    }

    /** The remote tier would keep an entry a little longer, whose deadline was rounded up there. */
    void endRemotely(K key, HeapEntry entry, long deadline) {
        if (remote.isTold() && entry.deadlineBelow() > deadline) {
            EncodedKey encoded = keys.encode(key);
            if (remote.mayHold(encoded)) {
                remote.touch(entry.generation(), encoded, entry.version(), deadline);
            }
        }
    }

    private boolean handDown(EncodedKey key, HeapEntry entry, long deadline) {
        if (entry.below() && moveDeadline(key, entry, deadline) != NOT_BELOW) {
            return true;
        }
        Envelope envelope = envelope(entry, deadline);
        if (!lower.writesAhead(envelope.payload().length)) {
            return lower.spill(key, envelope);
        }
        // A large one that came from the remote tier can go back there.
        return !remote.takesWrites() && writeLate(key, envelope);
    }

    /** Writes an entry of which nobody knew that it is large: one that was held by reference, and has grown. */
    private boolean writeLate(EncodedKey key, Envelope envelope) {
        try {
            return lower.publish(key, lower.write(key, envelope));
        } catch (TierFullException e) {
            lower.remove(key);
            return false;
        }
    }

    /**
     * Moves the deadline of an entry that was handed down before.
     *
     * @return the deadline that a crash leaves, at the least; {@link #NOT_BELOW} if it isn't below any more
     */
    long moveDeadline(EncodedKey key, HeapEntry entry, long deadline) {
        long lasting = LowerTier.lasting(deadline, clock.millis());
        // The tier's housekeeping may move the entry between the two calls.
        for (LowerTier.Glimpse glimpse = lower.peek(key); glimpse != null; glimpse = lower.peek(key)) {
            if (glimpse.version() != entry.version()) {
                return NOT_BELOW;
            }
            if (glimpse.deadline() == deadline) {
                return deadline;
            }
            if (lower.touch(key, glimpse.place(), deadline, lasting)) {
                return lasting;
            }
        }
        return NOT_BELOW;
    }

    Envelope envelope(HeapEntry entry, long deadline) {
        return new Envelope(entry.version(), node, entry.created(), deadline, form.payload(entry.held()));
    }
}
