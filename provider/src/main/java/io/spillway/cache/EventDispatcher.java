package io.spillway.cache;

import io.spillway.codec.ValueForm;
import io.spillway.tier.Failures;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * Calls listeners. Safe for use by any thread.
 *
 * <ul>
 *   <li>No lock of the cache is held while a listener runs.
 *   <li>Of one key, each listener hears of events in the order in which they happened: a turn is taken under the key's
 *       ticket, and its synchronous listeners are called by the caller once the turn before it is over. A synchronous
 *       listener that itself changes the cache does not wait for turns, so that it can't wait for itself.
 *   <li>Asynchronous listeners are called one event after the other by a background thread. So are all listeners for what
 *       expires while nobody calls.
 *   <li>Callers wait a moment when more than {@value SerialExecutor#CAPACITY} events wait for that thread.
 *   <li>An exception of a synchronous listener reaches the caller, whose operation has taken place all the same.
 * </ul>
 */
final class EventDispatcher<K, V> {
    /** Whether this thread is inside a synchronous listener; a static one, but of the JDK's types only. */
    private static final ThreadLocal<@Nullable Boolean> DELIVERING = new ThreadLocal<>();

    private final Cache<K, V> cache;
    private final ValueForm form;
    private final SerialExecutor background;
    private final List<ListenerRegistration<K, V>> registrations = new CopyOnWriteArrayList<>();
    private final ConcurrentMap<K, Turn<K, V>> lastTurns = new ConcurrentHashMap<>();

    EventDispatcher(Cache<K, V> cache, ValueForm form, Executor threads) {
        this.cache = cache;
        this.form = form;
        this.background = new SerialExecutor("cache '" + cache.getName() + "'", threads);
    }

    void register(CacheEntryListenerConfiguration<K, V> configuration) {
        registrations.add(new ListenerRegistration<>(configuration));
    }

    void deregister(CacheEntryListenerConfiguration<K, V> configuration) {
        List.copyOf(registrations).stream()
                .filter(registration -> registration.configuration().equals(configuration))
                .filter(registrations::remove)
                .forEach(ListenerRegistration::close);
    }

    void close() {
        for (ListenerRegistration<K, V> registration : registrations) {
            registration.close();
        }
        registrations.clear();
    }

    boolean listensTo(EventType type) {
        for (ListenerRegistration<K, V> registration : registrations) {
            if (registration.listensTo(type)) {
                return true;
            }
        }
        return false;
    }

    boolean needsOldValue(EventType type) {
        for (ListenerRegistration<K, V> registration : registrations) {
            if (registration.needsOldValue() && registration.listensTo(type)) {
                return true;
            }
        }
        return false;
    }

    /** Called under the key's ticket; each turn must be {@linkplain #deliver delivered}. */
    Turn<K, V> takeTurn(EventType type, K key, @Nullable Object newHeld, @Nullable Object oldHeld) {
        Turn<K, V> turn = new Turn<>(type, key, newHeld, oldHeld);
        if (hasListener(type, true)) {
            turn.before = lastTurns.put(key, turn);
        }
        if (hasListener(type, false)) {
            background.execute(() -> callAll(turn, false));
        }
        return turn;
    }

    /** Reports what expired while nobody called; takes note only. */
    void expiredUnseen(K key, Object held) {
        if (listensTo(EventType.EXPIRED)) {
            Turn<K, V> turn = new Turn<>(EventType.EXPIRED, key, null, held);
            background.execute(() -> callAll(turn, false));
            background.execute(() -> callAll(turn, true));
        }
    }

    /** Whether so many events wait for a background thread that no more should come. */
    boolean isFull() {
        return background.isFull();
    }

    /**
     * Makes a caller wait a moment while too many events wait for a background thread. A synchronous listener doesn't: the
     * background may be waiting for it.
     */
    void awaitRoom() {
        if (DELIVERING.get() == null) {
            background.awaitRoom();
        }
    }

    /** Delivers turns that nobody waits for. */
    void deliverLater(List<Turn<K, V>> turns) {
        background.execute(() -> deliver(turns));
    }

    /** Calls the synchronous listeners. Throws what one of them threw, after all have been called. */
    void deliver(List<Turn<K, V>> turns) {
        Failures failures = new Failures();
        for (Turn<K, V> turn : turns) {
            failures.attempt(() -> deliver(turn));
        }
        failures.rethrow();
    }

    private void deliver(Turn<K, V> turn) {
        boolean nested = DELIVERING.get() != null;
        try {
            if (!nested) {
                turn.awaitTurnBefore();
                DELIVERING.set(true);
            }
            callAll(turn, true);
        } finally {
            if (!nested) {
                DELIVERING.remove();
            }
            turn.isOver.countDown();
            lastTurns.remove(turn.key, turn);
        }
    }

    private boolean hasListener(EventType type, boolean synchronous) {
        for (ListenerRegistration<K, V> registration : registrations) {
            if (registration.isSynchronous() == synchronous && registration.listensTo(type)) {
                return true;
            }
        }
        return false;
    }

    private void callAll(Turn<K, V> turn, boolean synchronous) {
        Failures failures = new Failures();
        for (ListenerRegistration<K, V> registration : registrations) {
            if (registration.isSynchronous() == synchronous && registration.listensTo(turn.type)) {
                failures.attempt(() -> registration.deliver(event(turn, registration)));
            }
        }
        failures.rethrow();
    }

    private SpillwayEntryEvent<K, V> event(Turn<K, V> turn, ListenerRegistration<K, V> registration) {
        return new SpillwayEntryEvent<>(
                cache,
                turn.type,
                turn.key,
                reveal(turn.newHeld),
                registration.needsOldValue() ? reveal(turn.oldHeld) : null);
    }

    @SuppressWarnings("unchecked") // what this cache holds was put as a V
    private @Nullable V reveal(@Nullable Object held) {
        return held == null ? null : (V) form.reveal(held);
    }

    /** One event, and its place in the order of the key's events. */
    static final class Turn<K, V> {
        private final EventType type;
        private final K key;
        private final @Nullable Object newHeld;
        private final @Nullable Object oldHeld;
        private final CountDownLatch isOver = new CountDownLatch(1);
        private @Nullable Turn<K, V> before;

        Turn(EventType type, K key, @Nullable Object newHeld, @Nullable Object oldHeld) {
            this.type = type;
            this.key = key;
            this.newHeld = newHeld;
            this.oldHeld = oldHeld;
        }

        /** An interrupt doesn't cut the wait short, as the turn before may be an event of this very call's past. */
        private void awaitTurnBefore() {
            Turn<K, V> previous = before;
            before = null;
            if (previous == null) {
                return;
            }
            boolean interrupted = false;
            while (true) {
                try {
                    previous.isOver.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
