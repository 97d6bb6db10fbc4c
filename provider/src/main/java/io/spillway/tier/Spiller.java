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

    private final LowerTier lower;
    private final KeyCodec keys;
    private final ValueForm form;
    private final InstantSource clock;
    private final int node;
    private final TierCounters counters;
    private final TieredStore.Departures<? super K> departures;
    private final AtomicBoolean failureLogged = new AtomicBoolean();

    Spiller(
            LowerTier lower,
            KeyCodec keys,
            ValueForm form,
            InstantSource clock,
            int node,
            TierCounters counters,
            TieredStore.Departures<? super K> departures) {
        this.lower = lower;
        this.keys = keys;
        this.form = form;
        this.clock = clock;
        this.node = node;
        this.counters = counters;
        this.departures = departures;
    }

    @Override
    public void evicted(K key, HeapEntry entry) {
        try {
            depart(key, entry, entry.deadline());
        } catch (RuntimeException | Error e) {
            // Nobody is there to be told, and the heap must go on.
            counters.evictions.increment();
            if (failureLogged.compareAndSet(false, true)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "An entry can't spill and is evicted; this is said once a cache",
                        e);
            }
        }
    }

    private void depart(K key, HeapEntry entry, long deadline) {
        if (deadline <= clock.millis()) {
            if (entry.below()) {
                lower.remove(keys.encode(key));
            }
            counters.expirations.increment();
            departures.expired(key, entry.held());
        } else if (!(lower instanceof NoLowerTier) && handDown(keys.encode(key), entry, deadline)) {
            counters.spills.increment();
        } else {
            counters.evictions.increment();
        }
    }

    private boolean handDown(EncodedKey key, HeapEntry entry, long deadline) {
        if (entry.below() && moveDeadline(key, entry, deadline)) {
            return true;
        }
        Envelope envelope = envelope(entry, deadline);
        return lower.writesAhead(envelope.payload().length) ? writeLate(key, envelope) : lower.spill(key, envelope);
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
     * @return false if it isn't below any more
     */
    boolean moveDeadline(EncodedKey key, HeapEntry entry, long deadline) {
        // The tier's housekeeping may move the entry between the two calls.
        for (LowerTier.Glimpse glimpse = lower.peek(key); glimpse != null; glimpse = lower.peek(key)) {
            if (glimpse.version() != entry.version()) {
                return false;
            }
            if (glimpse.deadline() == deadline || lower.touch(key, glimpse.place(), deadline)) {
                return true;
            }
        }
        return false;
    }

    Envelope envelope(HeapEntry entry, long deadline) {
        return new Envelope(entry.version(), node, entry.created(), deadline, form.payload(entry.held()));
    }
}
