package io.spillway.cache;

import io.spillway.codec.Envelope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One ticket for each key that an operation is under way on: operations on one key go one after the other, those on
 * different keys don't wait for each other.
 *
 * <p>Several tickets are taken in the order of the keys' hash codes, so that two bulk operations can't wait for each other.
 * Where two keys of one operation have the same hash code, a lock over all such operations replaces the missing order: these,
 * and only these, wait for each other whatever their keys are.
 */
final class Tickets<K> {
    private final ConcurrentMap<K, Ticket<K>> tickets = new ConcurrentHashMap<>();
    private final ReentrantLock ties = new ReentrantLock();

    /**
     * Waits for the key's ticket.
     *
     * @throws IllegalStateException if this thread has it already, which is so when a loader, writer or entry processor
     *     calls the cache on the key that it is called for
     */
    Ticket<K> take(K key) {
        Ticket<K> ticket = tickets.compute(key, (k, present) -> {
            Ticket<K> t = present == null ? new Ticket<>(k) : present;
            t.users++;
            return t;
        });
        if (ticket.isHeldByCurrentThread()) {
            leave(ticket);
            throw ownKey(key);
        }
        int loadsBefore = ticket.loads;
        ticket.lock();
        ticket.loadsOnArrival = loadsBefore;
        return ticket;
    }

    private static IllegalStateException ownKey(Object key) {
        return new IllegalStateException(
                "A CacheLoader, CacheWriter or EntryProcessor called the cache on the key that it" + " was called for ("
                        + key.getClass().getName() + "); use the arguments that it is given instead");
    }

    /** The key's ticket if nobody has it, else null. */
    @Nullable Ticket<K> tryTake(K key) {
        Ticket<K> ticket = new Ticket<>(key);
        ticket.users = 1;
        ticket.lock();
        return tickets.putIfAbsent(key, ticket) == null ? ticket : null;
    }

    /** Throws as {@link #take} does, without taking. */
    void checkNotHeld(K key) {
        Ticket<K> ticket = tickets.get(key);
        if (ticket != null && ticket.isHeldByCurrentThread()) {
            throw ownKey(key);
        }
    }

    void giveBack(Ticket<K> ticket) {
        ticket.unlock();
        leave(ticket);
    }

    private void leave(Ticket<K> ticket) {
        tickets.compute(ticket.key, (k, present) -> --ticket.users == 0 ? null : ticket);
    }

    /** Takes the tickets of all keys, which must be distinct; gives back those taken if one can't be. */
    List<Ticket<K>> takeAll(Collection<? extends K> keys) {
        List<K> ordered = new ArrayList<>(keys);
        ordered.sort(Comparator.comparingInt(Object::hashCode));
        boolean tied = hasTie(ordered);
        if (tied) {
            ties.lock();
        }
        Deque<Ticket<K>> taken = new ArrayDeque<>(ordered.size());
        boolean complete = false;
        try {
            for (K key : ordered) {
                taken.add(take(key));
            }
            complete = true;
            return new ArrayList<>(taken);
        } finally {
            if (!complete) {
                taken.forEach(this::giveBack);
            }
            if (tied) {
                ties.unlock();
            }
        }
    }

    private static boolean hasTie(List<?> ordered) {
        for (int i = 1; i < ordered.size(); i++) {
            if (ordered.get(i).hashCode() == ordered.get(i - 1).hashCode()) {
                return true;
            }
        }
        return false;
    }

    /**
     * The right to change one key's entry. Remembers how the last load of the key ended, so that those who waited for it
     * share its outcome instead of asking the loader one after the other.
     */
    static final class Ticket<K> extends ReentrantLock {
        private static final long serialVersionUID = 1L;

        private final transient K key;
        /** Guarded by the map's section for the key. */
        private int users;

        private volatile int loads;
        private int loadsOnArrival;
        /** The cache's generation when that load began. */
        private int loadGeneration;

        private boolean loadStands;
        /** Until when what was loaded may be handed on, in milliseconds since the epoch. */
        private long loadDeadline;

        private transient LoadOutcome lastLoad = LoadOutcome.NOTHING;

        private Ticket(K key) {
            this.key = key;
        }

        K key() {
            return key;
        }

        /**
         * Whether a load of this key, in this generation, ended while the holder waited for the ticket, and nobody has
         * changed the entry since, nor is its time over.
         */
        boolean wasLoadedMeanwhile(int generation, long now) {
            return loads != loadsOnArrival && loadStands && loadGeneration == generation && now < loadDeadline;
        }

        /** What was loaded became an entry with a deadline: afterwards, not even those who waited get it. */
        void loadLastsUntil(long deadline) {
            loadDeadline = deadline;
        }

        /** What was loaded is no longer what the key has, or had last. */
        void forgetLoad() {
            loadStands = false;
        }

        LoadOutcome lastLoad() {
            return lastLoad;
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // written by the holder only
        void loaded(LoadOutcome outcome, int generation) {
            lastLoad = outcome;
            loadGeneration = generation;
            loadStands = true;
            loadDeadline = Envelope.ETERNAL;
            loads++;
            loadsOnArrival = loads;
        }
    }
}
