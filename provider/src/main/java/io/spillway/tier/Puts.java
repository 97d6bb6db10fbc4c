package io.spillway.tier;

import io.spillway.RedisUnavailableException;
import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.KeyCodec;
import io.spillway.codec.ValueForm;
import org.jspecify.annotations.Nullable;

/** Puts entries into the tiers: the remote one first, where it takes writes, then heap and lower tier. */
final class Puts<K> {
    /** No encoding of an immutable object takes more than this many bytes for each that the object takes in the heap, */
    private static final int PAYLOAD_PER_WEIGHT = 3;
    /** beside what Java serialization says of its classes. */
    private static final int CLASS_DESCRIPTIONS = 4_096;

    private final GuardedHeap<K> guarded;
    private final UpperTier<K> heap;
    private final LowerTier lower;
    private final RemoteJourney<K> remote;
    private final KeyCodec keys;
    private final ValueForm form;
    private final Spiller<K> spiller;
    private final Deadlines<K> deadlines;
    private final TierCounters counters;
    private final int node;
    private volatile boolean below;

    Puts(
            GuardedHeap<K> guarded,
            LowerTier lower,
            RemoteJourney<K> remote,
            KeyCodec keys,
            ValueForm form,
            Spiller<K> spiller,
            Deadlines<K> deadlines,
            TierCounters counters,
            int node) {
        this.guarded = guarded;
        this.heap = guarded.heap();
        this.lower = lower;
        this.remote = remote;
        this.keys = keys;
        this.form = form;
        this.spiller = spiller;
        this.deadlines = deadlines;
        this.counters = counters;
        this.node = node;
    }

    /** From now on, whatever is put is written to the lower tier before that returns. */
    void writeBelow() {
        below = true;
    }

    void put(Located<K> located, K key, Object held, long created, long deadline) throws TierFullException {
        long lasting = deadlines.lasting(deadline);
        long version = writeRemotely(located, held, created, lasting);
        remote.awaitRoom();
        try {
            putIfRoom(located, key, held, version, created, deadline, lasting);
        } catch (TierFullException e) {
            // What the remote tier has is not lost; what was here before must not stay.
            if (lower.rejectsWhenFull() && !remote.keepsAll()) {
                counters.refusals.increment();
                throw e;
            }
            evictAtOnce(located, held, version, created, deadline);
        }
        remote.replaced(located, version);
    }

    private long writeRemotely(Located<K> located, Object held, long created, long lasting) {
        try {
            return remote.write(located, held, created, lasting);
        } catch (RedisUnavailableException e) {
            if (e.mayHaveTakenEffect()) {
                // Which of the two values the key has, only the remote tier knows.
                takeOut(located);
            }
            throw e;
        }
    }

    private void putIfRoom(
            Located<K> located, K key, Object held, long version, long created, long deadline, long lasting)
            throws TierFullException {
        long weight = heap.weigh(key, held);
        boolean fits = heap.fits(weight);
        if (!fits && lower instanceof NoLowerTier) {
            evictAtOnce(located, held, version, created, deadline);
            return;
        }
        HeapEntry entry =
                new HeapEntry(held, version, created, deadline, fits ? (int) weight : 0, located.generation());
        entry.writtenWith(lasting);
        if (fits && !below && !lower.survivesCrash() && !writesAhead(held, weight)) {
            putAbove(located, key, entry);
        } else {
            putBelow(located, key, entry, fits, lasting);
            lower.settle();
        }
    }

    private void putAbove(Located<K> located, K key, HeapEntry entry) throws TierFullException {
        lower.awaitRoom();
        if (lower.rejectsWhenFull()) {
            // An acknowledged entry must find room when it spills; how much it needs, only its payload tells.
            int payloadBytes = form.payload(entry.held()).length;
            entry.reserved(lower.reserve(located.encoded(keys), payloadBytes, located.reserved()));
        }
        boolean made = false;
        try {
            made = guarded.change(located, key, entry.weight(), present -> {
                if (isBelow(present)) {
                    lower.supersede(located.encoded(keys));
                }
                return entry;
            });
        } finally {
            if (!made) {
                lower.giveBack(entry.takeReserved());
            }
        }
    }

    private void evictAtOnce(Located<K> located, Object held, long version, long created, long deadline) {
        takeOut(located);
        // Nobody needs the payload otherwise, and not every object that is held by reference has one.
        boolean overflows = spiller.takesOverflow()
                && spiller.overflows(
                        located.generation(),
                        located.encoded(keys),
                        new Envelope(version, node, created, deadline, form.payload(held)));
        if (!overflows && !remote.keepsAll()) {
            counters.evictions.increment();
        }
    }

    /** The payload of an immutable object is not known before it spills; where it could be large, it is made to see. */
    private boolean writesAhead(Object held, long weight) {
        if (held instanceof byte[] payload) {
            return lower.writesAhead(payload.length);
        }
        return lower.writesAhead((int) Math.min(Integer.MAX_VALUE, weight * PAYLOAD_PER_WEIGHT + CLASS_DESCRIPTIONS))
                && lower.writesAhead(form.payload(held).length);
    }

    private void putBelow(Located<K> located, K key, HeapEntry entry, boolean fits, long lasting)
            throws TierFullException {
        EncodedKey encoded = located.encoded(keys);
        Envelope envelope = spiller.envelope(entry, lasting);
        boolean there = false;
        boolean made = true;
        // What was written can be dropped, for want of room, before it is published: then it is written anew.
        while (made && !there) {
            LowerTier.Receipt receipt = lower.write(encoded, envelope);
            boolean[] published = new boolean[2];
            try {
                made = guarded.change(located, key, entry.weight(), present -> {
                    published[0] = true;
                    published[1] = lower.publish(encoded, new LowerTier.Receipt(receipt.place(), entry.deadline()));
                    if (published[1]) {
                        entry.nowBelow(lasting);
                    }
                    return fits ? entry : null;
                });
            } finally {
                if (!published[0]) {
                    lower.release(receipt);
                }
            }
            there = published[1];
        }
        if (there && !fits) {
            counters.spills.increment();
        }
    }

    /** Removes the located entry from this run, silently: a later one may find it again. */
    void takeOut(Located<K> located) {
        guarded.change(located, located.key(), 0, present -> {
            if (isBelow(present)) {
                lower.remove(located.encoded(keys));
            }
            if (present != null) {
                present.leave();
            }
            return null;
        });
    }

    /** Whether there may be a visible entry on the lower tier, given what is in the heap. */
    boolean isBelow(@Nullable HeapEntry present) {
        return (present == null || present.below()) && !lower.isUntouched();
    }
}
