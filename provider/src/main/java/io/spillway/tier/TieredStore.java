package io.spillway.tier;

import io.spillway.CacheTiers;
import io.spillway.CheckpointStatistics;
import io.spillway.RedisUnavailableException;
import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.KeyCodec;
import io.spillway.codec.ValueForm;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tiers of one cache as one store: what the heap evicts spills to the lower tier, what a read finds there, or else on the
 * remote tier, is restored.
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
    private final GuardedHeap<K> guarded;
    private final UpperTier<K> heap;
    private final LowerTier lower;
    private final RemoteTier remote;
    private final KeyCodec keys;
    private final ValueForm form;
    private final InstantSource clock;
    private final Versions versions;
    private final int node;
    private final TierCounters counters;
    private final Spiller<K> spiller;
    private final Deadlines<K> deadlines;
    private final RemoteJourney<K> journey;
    private final Lookups<K> lookups;
    private final Puts<K> puts;

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

    /**
     * Creates a store.
     *
     * @param lower a {@link NoLowerTier} if there is none
     * @param remote a {@link NoRemoteTier} if there is none
     */
    public TieredStore(
            String name,
            HeapFactory<K> heap,
            LowerTier lower,
            RemoteTier remote,
            KeyCodec keys,
            ValueForm form,
            InstantSource clock,
            int node,
            TierCounters counters,
            Departures<? super K> departures) {
        this.counters = counters;
        this.lower = lower;
        this.remote = remote;
        this.keys = keys;
        this.form = form;
        this.clock = clock;
        this.node = node;
        this.versions = new Versions(clock, Math.max(lower.highestVersion(), remote.highestVersion()));
        this.spiller = new Spiller<>(lower, keys, form, clock, node, counters, departures, remote);
        this.guarded = new GuardedHeap<>(name, heap, spiller, entry -> lower.giveBack(entry.takeReserved()));
        this.heap = guarded.heap();
        this.journey = new RemoteJourney<>(remote, keys, form, versions, node);
        this.deadlines = new Deadlines<>(guarded, lower, keys, spiller, journey, clock);
        this.lookups = new Lookups<>(guarded, lower, journey, keys, form, counters);
        this.puts = new Puts<>(guarded, lower, journey, keys, form, spiller, deadlines, counters, node);
        lower.attach(above(departures));
        remote.attach(new StoreAbove<>(this, guarded, lower, spiller, deadlines));
    }

    @SuppressWarnings("unchecked") // the keys of this store are the only ones that were ever encoded for it
    private LowerTier.Above above(Departures<? super K> departures) {
        LowerTier.Overflow overflow = new Overflowing(guarded, remote, spiller, node);
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

            @Override
            public LowerTier.Overflow overflow() {
                return overflow;
            }
        };
    }

    // Looking

    /** The entry in the heap, expired or not, or null. Needs no ticket, takes no lock. */
    public @Nullable HeapEntry inHeap(K key) {
        return guarded.get(key);
    }

    /**
     * Looks for the entry of a key in every tier, without reading its payload.
     *
     * @throws io.spillway.RedisUnavailableException if Redis has to be asked and does not answer, and that is to be an error
     */
    public Located<K> locate(K key) {
        return lookups.locate(key, false);
    }

    /** Looks for the entry of a key in heap and lower tier alone; for an entry that is put whatever the remote tier has. */
    public Located<K> locateHere(K key) {
        return lookups.locateHere(key);
    }

    /** Looks for the entry of a key in every tier, as {@link #locate} does, and reads its payload in the same step. */
    public Located<K> locateToRead(K key) {
        return lookups.locate(key, true);
    }

    /** The held value of a located entry; null if it has left the lower tier since. */
    public @Nullable Object held(Located<K> located) {
        return lookups.held(located);
    }

    /** Counts a lookup of a user, by the tier that answered it. */
    public void countLookup(Located<K> located) {
        if (!located.isPresent()) {
            countMiss();
        } else if (located.isRemote()) {
            counters.remoteHits.increment();
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
        return lower.survivesRestart() || remote.isThere();
    }

    // Changing

    /**
     * Puts an entry in place of what was located.
     *
     * @throws TierFullException if there is no room on the lower tier and that rejects; nothing has changed then
     * @throws io.spillway.RedisUnavailableException if Redis has to acknowledge it and does not
     */
    public void put(Located<K> located, K key, Object held, long deadline) throws TierFullException {
        puts.put(located, key, held, clock.millis(), deadline);
        lower.settle();
    }

    /**
     * Puts an entry of an earlier time where none was located.
     *
     * @param entry its version is not used: what is put now is newer than what was removed meanwhile
     * @throws TierFullException as {@link #put} does
     * @throws io.spillway.codec.CodecException if its value is to be held by reference and can't be decoded
     */
    public void fill(Located<K> located, K key, Envelope entry) throws TierFullException {
        puts.put(located, key, form.holdPayload(entry.payload()), entry.created(), entry.deadline());
    }

    /**
     * Removes the located entry because somebody wants it gone; or one that may be on the remote tier, which did not say.
     *
     * @throws TierFullException if a removal must be written below and there is no room, not even in the reserve
     * @throws io.spillway.RedisUnavailableException if Redis has to acknowledge it and does not
     */
    public void remove(Located<K> located) throws TierFullException {
        if (!located.isPresent() && !located.isUncertain()) {
            return;
        }
        buryRemotely(located);
        if (lower.survivesCrash() && located.isPresent()) {
            lower.bury(located.encoded(keys), versions.next(), node);
        }
        puts.takeOut(located);
        journey.removed(located);
        lower.settle();
    }

    private void buryRemotely(Located<K> located) {
        try {
            journey.bury(located);
        } catch (RedisUnavailableException e) {
            if (e.mayHaveTakenEffect()) {
                // Whether the key has an entry, only the remote tier knows.
                puts.takeOut(located);
            }
            throw e;
        }
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
            boolean wasBelow = puts.isBelow(present) && lower.remove(located.encoded(keys));
            removed[0] = present != null || wasBelow;
            if (present != null) {
                spiller.endRemotely(located.key(), present, present.deadline());
            } else if (wasBelow) {
                deadlines.endRemotely(located);
            }
            return null;
        });
        if (removed[0]) {
            counters.expirations.increment();
        }
        return removed[0];
    }

    /** Removes the located entry because its time is declared to be over. */
    public void expireNow(Located<K> located) {
        buryRemotely(located);
        puts.takeOut(located);
        journey.removed(located);
        lower.settle();
        counters.expirations.increment();
    }

    /** Removes the located entry from this run, silently: a later one may find it again. */
    public void takeOut(Located<K> located) {
        puts.takeOut(located);
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
        lookups.restore(located);
    }

    // The whole store

    /**
     * Steps through the keys of every tier: each that is in the cache throughout exactly once, others at most once.
     * Nothing is restored.
     */
    public StoreCursor<K> cursor() {
        // The lower tier's cursor first: it must know of whatever leaves that tier while the heap's keys go by. Not in
        // the middle of a change: the entry may have left the lower tier, and not be seen in the heap yet.
        if (!remote.isThere()) {
            LowerTier.KeyCursor below = guarded.betweenChanges(lower::keys);
            return new StoreCursor<>(heap.keys(), below, !(lower instanceof NoLowerTier));
        }
        LowerTier.KeyCursor farthest = remote.keys();
        LowerTier.KeyCursor below = guarded.betweenChanges(lower::keys);
        return new StoreCursor<>(heap.keys(), new CursorOverBoth(below, farthest, remote.takesOverflow()), true);
    }

    /** A copy of each entry of heap and lower tier; to be closed. Takes no ticket, and changes and restores nothing. */
    public StoreSnapshot<K> snapshot() {
        LowerTier.KeyCursor below = guarded.betweenChanges(lower::keys);
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

    /**
     * Removes every entry, silently.
     *
     * @throws io.spillway.RedisUnavailableException if Redis has to acknowledge it and does not; nothing has changed then
     */
    public void clear() {
        try (RemoteTier.Clearing clearing = remote.prepareClear()) {
            guarded.renew(lower::prepareClear, () -> {
                lower.clear();
                clearing.complete(guarded.generation());
            });
        }
    }

    /** From now on, what is put is on the lower tier before that returns, if that is where it is kept after a close. */
    public void writeBelow() {
        if (lower.survivesRestart()) {
            puts.writeBelow();
        }
    }

    /**
     * Hands down what a close would have to, while the store goes on: copies, until there is no time left.
     *
     * @param until when to end, by {@link System#nanoTime()}
     */
    public void handDown(long until) {
        if (!lower.survivesRestart() || lower.survivesCrash()) {
            return;
        }
        for (Iterator<K> i = heap.keys(); i.hasNext() && System.nanoTime() - until < 0; ) {
            K key = i.next();
            spiller.awaitRoom();
            guarded.changeAtOnce(key, present -> {
                if (present != null) {
                    spiller.copyDown(key, present);
                }
                return present;
            });
        }
    }

    /**
     * Closes the store; what survives is handed down first. Idempotent.
     *
     * @param until when to give up handing down, by {@link System#nanoTime()}
     * @return what became of its content
     */
    public Farewell close(long until) {
        long[] kept = new long[1];
        long lostBefore = counters.evictions.sum();
        Failures failures = new Failures();
        failures.attempt(() -> guarded.close(lower.survivesRestart() ? until : null, spiller::abandoned, () -> {
            kept[0] = lower.survivesRestart() ? lower.entries() : 0;
            lower.close();
        }));
        failures.attempt(remote::close);
        failures.rethrow();
        return new Farewell(
                kept[0],
                lower.survivesRestart() ? counters.evictions.sum() - lostBefore : 0,
                remote.report().owed());
    }

    /** Closes the store and deletes what it holds, unless it is closed already. */
    public void destroy() {
        Failures failures = new Failures();
        failures.attempt(() -> guarded.close(null, entry -> {}, lower::destroy));
        failures.attempt(remote::destroy);
        failures.rethrow();
    }

    /**
     * Comes a step nearer to another size of the heap, as {@link UpperTier#resize} has it.
     *
     * @return whether that was the last step, or the store is closed
     */
    public boolean resizeHeap(long budget, long mark, long step) {
        return heap.resize(budget, mark, step);
    }

    /** Has the remote tier go on at another pace. */
    public void retime(RemoteTierProvider.Times times) {
        remote.retime(times);
    }

    /** What sits where, now; the limit is the most bytes of the lower tier. */
    public CacheTiers tiers(long lowerLimit, @Nullable CheckpointStatistics checkpoints) {
        return counters.snapshot(heap, lower, lowerLimit, remote, checkpoints);
    }

    /** Entries that left the cache for want of room. */
    public long evictions() {
        return counters.evictions.sum();
    }

    /** Whether a write fails for which the lower tier has no room. */
    public boolean rejectsWhenFull() {
        return lower.rejectsWhenFull();
    }

    /** Files of the lower tier that were found damaged, and lie beside the others. */
    public List<Path> setAside() {
        return lower.setAside();
    }
}
