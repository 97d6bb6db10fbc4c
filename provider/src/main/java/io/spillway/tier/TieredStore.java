package io.spillway.tier;

import io.spillway.CacheTiers;
import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.KeyCodec;
import io.spillway.codec.ValueForm;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tiers of one cache as one store: what the heap evicts spills to the lower tier, what a read finds there is restored.
 *
 * <p>Methods that take a {@link Located} are called under that key's ticket, so that of one key there is at most one change
 * under way, beside what needs no ticket: evictions and the lower tier's own housekeeping. Every change happens inside the
 * heap's atomic section for its key; so does every eviction. Therefore, at each instant,
 *
 * <ul>
 *   <li>an entry is visible in the heap, or below, or in both with the same version; never nowhere;
 *   <li>an entry in the heap that is not marked {@code below} has no visible entry below it.
 * </ul>
 *
 * <p>{@link #clear} makes a new generation. Entries carry the generation in which their operation began, those of an older
 * one are as good as gone, and an operation that began before the clear changes nothing after it.
 */
public final class TieredStore<K> {
    /** No encoding of an immutable object takes more than this many bytes for each that the object takes in the heap, */
    private static final int PAYLOAD_PER_WEIGHT = 3;
    /** beside what Java serialization says of its classes. */
    private static final int CLASS_DESCRIPTIONS = 4_096;

    private final GuardedHeap<K> guarded;
    private final UpperTier<K> heap;
    private final LowerTier lower;
    private final KeyCodec keys;
    private final ValueForm form;
    private final InstantSource clock;
    private final Versions versions;
    private final int node;
    private final TierCounters counters;
    private final Spiller<K> spiller;
    private final Deadlines<K> deadlines;

    /** Creates the heap of a store, given what becomes of the entries that it evicts. */
    public interface HeapFactory<K> {
        /** Creates the heap. */
        UpperTier<K> create(UpperTier.EvictionHandler<K> handler);
    }

    /** Told of entries that leave the cache on their own. Called inside locks: implementations only take note. */
    public interface Departures<K> {
        /** An entry left the heap because its time was over. */
        void expired(K key, Object held);
    }

    /** Creates a store; {@code lower} is a {@link NoLowerTier} if the cache lives in the heap alone. */
    public TieredStore(
            String name,
            HeapFactory<K> heap,
            LowerTier lower,
            KeyCodec keys,
            ValueForm form,
            InstantSource clock,
            int node,
            TierCounters counters,
            Departures<? super K> departures) {
        this.counters = counters;
        this.lower = lower;
        this.keys = keys;
        this.form = form;
        this.clock = clock;
        this.node = node;
        this.versions = new Versions(clock, lower.highestVersion());
        this.spiller = new Spiller<>(lower, keys, form, clock, node, counters, departures);
        this.guarded = new GuardedHeap<>(name, heap, spiller, entry -> lower.giveBack(entry.takeReserved()));
        this.heap = guarded.heap();
        this.deadlines = new Deadlines<>(guarded, lower, keys, spiller, clock);
        lower.attach(above(departures));
    }

    @SuppressWarnings("unchecked") // the keys of this store are the only ones that were ever encoded for it
    private LowerTier.Above above(Departures<? super K> departures) {
        return new LowerTier.Above() {
            @Override
            public boolean holds(EncodedKey key) {
                return guarded.peek((K) key.key()) != null;
            }

            @Override
            public void expired(EncodedKey key, byte[] payload) {
                counters.expirations.increment();
                departures.expired((K) key.key(), form.holdPayload(payload));
            }
        };
    }

    // Looking

    /** The entry in the heap, expired or not, or null. Needs no ticket, takes no lock. */
    public @Nullable HeapEntry inHeap(K key) {
        return guarded.get(key);
    }

    /** Looks for the entry of a key in every tier, without reading its payload. */
    public Located<K> locate(K key) {
        return guarded.undisturbed(() -> look(key, false));
    }

    /** Looks for the entry of a key in every tier, and reads its payload in the same step. */
    public Located<K> locateToRead(K key) {
        return guarded.undisturbed(() -> look(key, true));
    }

    private Located<K> look(K key, boolean toRead) {
        int now = guarded.generation();
        HeapEntry entry = guarded.get(key);
        if (entry != null) {
            return Located.inHeap(key, now, entry);
        }
        if (lower.isUntouched()) {
            return lastLook(key, now, null);
        }
        EncodedKey encoded = keys.encode(key);
        Located<K> below = toRead ? readBelow(key, now, encoded) : peekBelow(key, now, encoded);
        return below != null ? below : lastLook(key, now, encoded);
    }

    private @Nullable Located<K> peekBelow(K key, int now, EncodedKey encoded) {
        LowerTier.Glimpse glimpse = lower.peek(encoded);
        return glimpse == null ? null : Located.below(key, now, encoded, glimpse);
    }

    private @Nullable Located<K> readBelow(K key, int now, EncodedKey encoded) {
        LowerTier.Held found = lower.read(encoded);
        if (found == null) {
            return null;
        }
        Located<K> located = Located.below(key, now, encoded, found.glimpse());
        located.held(form.holdPayload(found.entry().payload()));
        return located;
    }

    /** The last look at the heap before the answer is "absent". */
    private Located<K> lastLook(K key, int now, @Nullable EncodedKey encoded) {
        HeapEntry entry = guarded.peek(key);
        return entry != null ? Located.inHeap(key, now, entry) : Located.nowhere(key, now, encoded);
    }

    /** The held value of a located entry; null if it has left the lower tier since. */
    public @Nullable Object held(Located<K> located) {
        Object held = located.held();
        if (held != null || !located.isBelow()) {
            return held;
        }
        LowerTier.Held found = lower.read(located.encoded(keys));
        if (found == null) {
            return null;
        }
        Object read = form.holdPayload(found.entry().payload());
        located.held(read);
        return read;
    }

    /** Counts a lookup of a user, by the tier that answered it. */
    public void countLookup(Located<K> located) {
        if (!located.isPresent()) {
            countMiss();
        } else if (located.isBelow()) {
            counters.lowerHits.increment();
        } else {
            countHeapHit();
        }
    }

    /** Counts a lookup that {@link #inHeap} answered. */
    public void countHeapHit() {
        counters.heapHits.increment();
    }

    /** Counts a lookup that no tier answered. */
    public void countMiss() {
        counters.misses.increment();
    }

    /** Whether what comes from below may have been written by an earlier run, with classes that have changed since. */
    public boolean mayBeOfEarlierRuns() {
        return lower.survivesRestart();
    }

    // Changing

    /**
     * Puts an entry in place of what was located.
     *
     * @throws TierFullException if there is no room on the lower tier and that rejects; nothing has changed then
     */
    public void put(Located<K> located, K key, Object held, long deadline) throws TierFullException {
        put(located, key, held, clock.millis(), deadline);
    }

    /**
     * Puts an entry of an earlier time where none was located.
     *
     * @param entry its version is not used: what is put now is newer than what was removed meanwhile
     * @throws TierFullException as {@link #put} does
     * @throws io.spillway.codec.CodecException if its value is to be held by reference and can't be decoded
     */
    public void fill(Located<K> located, K key, Envelope entry) throws TierFullException {
        put(located, key, form.holdPayload(entry.payload()), entry.created(), entry.deadline());
    }

    private void put(Located<K> located, K key, Object held, long created, long deadline) throws TierFullException {
        try {
            putIfRoom(located, key, held, created, deadline);
        } catch (TierFullException e) {
            if (lower.rejectsWhenFull()) {
                counters.refusals.increment();
                throw e;
            }
            evictAtOnce(located);
        }
    }

    private void putIfRoom(Located<K> located, K key, Object held, long created, long deadline)
            throws TierFullException {
        long weight = heap.weigh(key, held);
        boolean fits = heap.fits(weight);
        if (!fits && lower instanceof NoLowerTier) {
            evictAtOnce(located);
            return;
        }
        HeapEntry entry =
                new HeapEntry(held, versions.next(), created, deadline, fits ? (int) weight : 0, located.generation());
        if (fits && !lower.survivesCrash() && !writesAhead(held, weight)) {
            putAbove(located, key, entry);
        } else {
            putBelow(located, key, entry, fits);
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

    private void evictAtOnce(Located<K> located) {
        takeOut(located);
        counters.evictions.increment();
    }

    /** The payload of an immutable object is not known before it spills; where it could be large, it is made to see. */
    private boolean writesAhead(Object held, long weight) {
        if (held instanceof byte[] payload) {
            return lower.writesAhead(payload.length);
        }
        return lower.writesAhead((int) Math.min(Integer.MAX_VALUE, weight * PAYLOAD_PER_WEIGHT + CLASS_DESCRIPTIONS))
                && lower.writesAhead(form.payload(held).length);
    }

    private void putBelow(Located<K> located, K key, HeapEntry entry, boolean fits) throws TierFullException {
        EncodedKey encoded = located.encoded(keys);
        long lasting = deadlines.lasting(entry.deadline());
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

    /**
     * Removes the located entry because somebody wants it gone.
     *
     * @throws TierFullException if a removal must be written below and there is no room, not even in the reserve
     */
    public void remove(Located<K> located) throws TierFullException {
        if (lower.survivesCrash() && located.isPresent()) {
            lower.bury(located.encoded(keys), versions.next(), node);
        }
        takeOut(located);
        lower.settle();
    }

    /**
     * Removes the located entry because its time is over; no start would bring it back.
     *
     * @return false if somebody moved its deadline meanwhile, and it is still there; or if it has left on its own, and what
     *     there is to say of that was said
     */
    public boolean expire(Located<K> located) {
        boolean[] removed = new boolean[1];
        guarded.change(located, located.key(), 0, present -> {
            if (present != null) {
                // In this order, so that a reader that moves the deadline just now either is seen here, or sees it
                // gone.
                present.leave();
                if (present.deadline() > clock.millis()) {
                    return present.again();
                }
            }
            boolean wasBelow = isBelow(present) && lower.remove(located.encoded(keys));
            removed[0] = present != null || wasBelow;
            return null;
        });
        if (removed[0]) {
            counters.expirations.increment();
        }
        return removed[0];
    }

    /** Removes the located entry because its time is declared to be over. */
    public void expireNow(Located<K> located) {
        takeOut(located);
        counters.expirations.increment();
    }

    /** Removes the located entry from this run, silently: a later one may find it again. */
    public void takeOut(Located<K> located) {
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
    private boolean isBelow(@Nullable HeapEntry present) {
        return (present == null || present.below()) && !lower.isUntouched();
    }

    /** Moves the deadline of the located entry, in whichever tier it is by now. */
    public void touch(Located<K> located, long deadline) {
        deadlines.move(located, deadline);
        lower.settle();
    }

    /**
     * Moves the deadline of an entry in the heap, without ticket or lock.
     *
     * @return false if that was not enough, and {@link #touch} must be called under the key's ticket
     */
    public boolean touchInHeap(HeapEntry entry, long deadline) {
        return deadlines.moveInHeap(entry, deadline);
    }

    /** Brings the located entry, whose payload was read, back to the heap, if it is still the one below. */
    public void restore(Located<K> located) {
        LowerTier.Glimpse glimpse = located.glimpse();
        Object held = located.held();
        if (glimpse == null || held == null || !lower.takesMore()) {
            return;
        }
        K key = located.key();
        long weight = heap.weigh(key, held);
        if (!heap.fits(weight)) {
            return;
        }
        HeapEntry entry = new HeapEntry(
                held, glimpse.version(), glimpse.created(), glimpse.deadline(), (int) weight, located.generation());
        entry.nowBelow(glimpse.deadline());
        guarded.change(located, key, entry.weight(), present -> {
            if (present != null || !lower.names(located.encoded(keys), glimpse.place())) {
                return present;
            }
            counters.restores.increment();
            return entry;
        });
    }

    // The whole store

    /**
     * Steps through the keys of every tier: each that is in the cache throughout exactly once, others at most once.
     * Nothing is restored.
     */
    public StoreCursor<K> cursor() {
        // The lower tier's cursor first: it must know of whatever leaves that tier while the heap's keys go by. Not in
        // the middle of a change: the entry may have left the lower tier, and not be seen in the heap yet.
        LowerTier.KeyCursor below = guarded.betweenChanges(lower::keys);
        return new StoreCursor<>(heap.keys(), below, !(lower instanceof NoLowerTier));
    }

    /** A copy of each entry of every tier; to be closed. Takes no ticket, and changes and restores nothing. */
    public StoreSnapshot<K> snapshot() {
        LowerTier.KeyCursor below = lower.keys();
        StoreCursor<K> cursor = new StoreCursor<>(heap.keys(), below, true);
        return new StoreSnapshot<>(cursor, heap, lower, keys, clock, guarded::generation, spiller::envelope);
    }

    /** What the lower tier knows of an earlier run; for whoever has just opened the store. */
    public LowerTier.Recollection recollection() {
        return lower.recollection();
    }

    /** The codec of the keys. */
    public KeyCodec keys() {
        return keys;
    }

    /** Hands over the keys of entries whose time is over; on the lower tier in bounded steps. */
    @SuppressWarnings("unchecked") // the keys of this store are the only ones that were ever encoded for it
    public void sweep(Consumer<K> visitor) {
        long now = clock.millis();
        guarded.expired(now, visitor);
        lower.sweep(now, encoded -> visitor.accept((K) encoded.key()));
    }

    /** Has the lower tier try again what failed a while ago; to be called now and then. */
    public void tend() {
        lower.settle();
    }

    /** Removes every entry, silently. */
    public void clear() {
        guarded.renew(lower::prepareClear, lower::clear);
    }

    /** Closes the store; what survives is handed down first. Idempotent. */
    public void close() {
        guarded.close(lower.survivesRestart(), this::awaitRoomToSpill, lower::close);
    }

    /** Closes the store and deletes what it holds, unless it is closed already. */
    public void destroy() {
        guarded.close(false, () -> {}, lower::destroy);
    }

    private void awaitRoomToSpill() {
        try {
            lower.awaitRoom();
        } catch (TierFullException e) {
            // It may do for some of them still; what does not spill is counted.
            return;
        }
    }

    /** What sits where, now; the limit is the most bytes of the lower tier. */
    public CacheTiers tiers(long lowerLimit) {
        return counters.snapshot(heap, lower, lowerLimit);
    }
}
