package io.spillway.cache;

import io.spillway.codec.Envelope;
import io.spillway.codec.ValueForm;
import io.spillway.tier.HeapEntry;
import io.spillway.tier.Located;
import io.spillway.tier.TierFullException;
import io.spillway.tier.TieredStore;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs every operation of one cache. Safe for use by any thread.
 *
 * <p>A read that the heap answers takes no ticket. Everything else runs under its key's ticket, and its events are delivered
 * after the ticket was given back.
 */
final class Engine<K, V> {
    final String name;
    final TieredStore<K> store;
    final Statistics statistics;
    final ExpiryRule expiry;
    final Loading<K, V> loading;
    final Writing<K, V> writing;
    private final EventDispatcher<K, V> events;
    private final ValueForm form;
    private final UnaryOperator<K> keyCopier;
    private final InstantSource clock;
    private final Tickets<K> tickets = new Tickets<>();
    /** How many threads are inside a loader, writer or processor: while there are none, no read can be one of theirs. */
    private final AtomicInteger inUserCode = new AtomicInteger();

    Engine(
            String name,
            TieredStore<K> store,
            Statistics statistics,
            ExpiryRule expiry,
            Loading<K, V> loading,
            Writing<K, V> writing,
            EventDispatcher<K, V> events,
            ValueForm form,
            UnaryOperator<K> keyCopier,
            InstantSource clock) {
        this.name = name;
        this.store = store;
        this.statistics = statistics;
        this.expiry = expiry;
        this.loading = loading;
        this.writing = writing;
        this.events = events;
        this.form = form;
        this.keyCopier = keyCopier;
        this.clock = clock;
    }

    long now() {
        return clock.millis();
    }

    Object hold(V value) {
        return form.hold(value);
    }

    /** Whether an entry that comes from below may count as missing, as an earlier run wrote what this one can't read. */
    boolean hidesUnreadable() {
        return form.hidesUnreadable() && store.mayBeOfEarlierRuns();
    }

    @SuppressWarnings("unchecked") // what this cache holds was put as a V
    @Nullable V reveal(Object held) {
        return (V) form.reveal(held);
    }

    /** The key as the cache keeps it: a copy, if the caller could change it. */
    K keep(K key) {
        return keyCopier.apply(key);
    }

    /** What the heap holds under a key, counted and touched as a get; null if the answer takes a ticket. */
    @Nullable Object heldInHeap(K key) {
        if (inUserCode.get() != 0) {
            tickets.checkNotHeld(key);
        }
        HeapEntry entry = store.inHeap(key);
        if (entry == null || !isFresh(entry)) {
            return null;
        }
        store.countHeapHit();
        statistics.countHit();
        return entry.held();
    }

    private boolean isFresh(HeapEntry entry) {
        long deadline = entry.deadline();
        if (!expiry.movesOnAccess()) {
            return deadline == Envelope.ETERNAL || deadline > now();
        }
        long now = now();
        if (deadline <= now) {
            return false;
        }
        long moved = expiry.onAccess(now);
        return moved == ExpiryRule.UNCHANGED || (moved > now && store.touchInHeap(entry, moved));
    }

    /** Runs an operation on one key. */
    <R extends @Nullable Object> R run(K key, Operation<K, V, R> operation) {
        return delivering((batch, tally) -> {
            Tickets.Ticket<K> ticket = tickets.take(key);
            try {
                EntryAction<K, V> action = new EntryAction<>(this, ticket, batch, tally);
                R result = operation.on(action);
                action.commit();
                return result;
            } finally {
                tickets.giveBack(ticket);
            }
        });
    }

    /** Runs one piece of work on several keys, which must be distinct, under all their tickets. */
    <R extends @Nullable Object> R runAll(Collection<? extends K> keys, Function<Map<K, EntryAction<K, V>>, R> work) {
        return delivering((batch, tally) -> {
            List<Tickets.Ticket<K>> taken = tickets.takeAll(keys);
            try {
                Map<K, EntryAction<K, V>> actions = new LinkedHashMap<>();
                for (Tickets.Ticket<K> ticket : taken) {
                    actions.put(ticket.key(), new EntryAction<>(this, ticket, batch, tally));
                }
                return work.apply(actions);
            } finally {
                taken.forEach(tickets::giveBack);
            }
        });
    }

    private <R extends @Nullable Object> R delivering(BiFunction<EventBatch<K, V>, Tally, R> work) {
        Tally tally = statistics.begin();
        try {
            return Deliveries.after(putOff -> {
                EventBatch<K, V> batch = new EventBatch<>(events, turn -> putOff.accept(() -> events.deliver(turn)));
                R result = work.apply(batch, tally);
                if (events.isFull()) {
                    putOff.accept(events::awaitRoom);
                }
                return result;
            });
        } finally {
            tally.end();
        }
    }

    /** Runs code of the user's that might, wrongly, call the cache on the key that it is called for. */
    <R extends @Nullable Object> R callingUser(Supplier<R> code) {
        inUserCode.incrementAndGet();
        try {
            return code.get();
        } finally {
            inUserCode.decrementAndGet();
        }
    }

    void callingUser(Runnable code) {
        callingUser(() -> {
            code.run();
            return null;
        });
    }

    /**
     * Puts an entry of an earlier time under a key that has none; nobody is told.
     *
     * @param wanted asked once it is determined which content the entry goes into: a clear after that wins
     * @return whether it was put
     */
    boolean fill(K key, Envelope entry, BooleanSupplier wanted) throws TierFullException {
        Tickets.Ticket<K> ticket = tickets.take(key);
        try {
            Located<K> located = store.locate(key);
            if (located.isPresent() || located.isUncertain() || !wanted.getAsBoolean()) {
                return false;
            }
            store.fill(located, key, entry);
            return true;
        } finally {
            tickets.giveBack(ticket);
        }
    }

    /**
     * Lets go of what has expired. A key that somebody is busy with is left to them, or to the next sweep; so
     * is what there are too many events of.
     */
    void sweep() {
        store.sweep(this::expireIfFree);
    }

    private void expireIfFree(K key) {
        if (events.isFull()) {
            return;
        }
        Tickets.Ticket<K> ticket = tickets.tryTake(key);
        if (ticket == null) {
            return;
        }
        try {
            EventBatch<K, V> batch = new EventBatch<>(events, events::deliverLater);
            new EntryAction<>(this, ticket, batch, statistics.begin()).exists();
        } finally {
            tickets.giveBack(ticket);
        }
    }
}
