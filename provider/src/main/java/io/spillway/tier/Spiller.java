package io.spillway.tier;

import io.spillway.codec.CodecException;
import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.KeyCodec;
import io.spillway.codec.ValueForm;
import java.time.InstantSource;
import java.util.function.IntSupplier;

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
    private final IntSupplier generation;
    private final TierCounters counters;
    private final TieredStore.Departures<? super K> departures;

    Spiller(
            LowerTier lower,
            KeyCodec keys,
            ValueForm form,
            InstantSource clock,
            int node,
            IntSupplier generation,
            TierCounters counters,
            TieredStore.Departures<? super K> departures) {
        this.lower = lower;
        this.keys = keys;
        this.form = form;
        this.clock = clock;
        this.node = node;
        this.generation = generation;
        this.counters = counters;
        this.departures = departures;
    }

    @Override
    public void evicted(K key, HeapEntry entry) {
        entry.leave();
        if (entry.generation() != generation.getAsInt()) {
            return;
        }
        long deadline = entry.deadline();
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
        Envelope envelope;
        try {
            envelope = envelope(entry, deadline);
        } catch (CodecException e) {
            // Only a value held by reference is encoded so late; nobody is there to be told.
            LOG.log(System.Logger.Level.WARNING, "An entry can't spill and is evicted", e);
            return false;
        }
        return lower.spill(key, envelope);
    }

    /**
     * Moves the deadline of an entry that was handed down before.
     *
     * @return false if it isn't below any more
     */
    boolean moveDeadline(EncodedKey key, HeapEntry entry, long deadline) {
        LowerTier.Glimpse glimpse = lower.peek(key);
        if (glimpse == null || glimpse.version() != entry.version()) {
            return false;
        }
        return glimpse.deadline() == deadline || lower.touch(key, glimpse.place(), deadline);
    }

    Envelope envelope(HeapEntry entry, long deadline) {
        return new Envelope(entry.version(), node, entry.created(), deadline, form.payload(entry.held()));
    }
}
