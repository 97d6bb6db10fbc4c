package io.spillway.cache;

import io.spillway.codec.ValueForm;
import io.spillway.tier.Failures;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
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
 *   <li>Who hears of an operation is settled when it begins; a listener that was deregistered hears of nothing more.
 *   <li>Asynchronous listeners are called one event after the other by a background thread. What expires while nobody calls
 *       is delivered by another one, since it may have to be heard before an asynchronous listener can go on.
 *   <li>Callers wait a moment when more than {@value SerialExecutor#CAPACITY} events wait for such a thread.
 *   <li>An exception of a synchronous listener reaches the caller, whose operation has taken place all the same.
 * </ul>
 */
final class EventDispatcher<K, V> {
    /** Whether this thread is inside a synchronous listener; a static one, but of the JDK's types only. */
    private static final ThreadLocal<@Nullable Boolean> DELIVERING = new ThreadLocal<>();

    private static final int CLOSING_PATIENCE_SECONDS = 10;

    private final Cache<K, V> cache;
    private final ValueForm form;
    /** Calls asynchronous listeners. */
    private final SerialExecutor background;
    /** Delivers the turns that no caller waits for. */
    private final SerialExecutor unattended;
    /** Guards who joins and who leaves. */
    private final ReentrantLock changing = new ReentrantLock();

    private volatile Audience<K, V> audience = Audience.none();
    /** Guarded by the lock. */
    private boolean closed;

    private final ConcurrentMap<K, Turn<K, V>> lastTurns = new ConcurrentHashMap<>();

    EventDispatcher(Cache<K, V> cache, ValueForm form, Executor threads) {
        this.cache = cache;
        this.form = form;
        this.background = new SerialExecutor("cache '" + cache.getName() + "'", threads);
        this.unattended = new SerialExecutor("cache '" + cache.getName() + "'", threads);
    }

    /** Adds a listener, which hears of what begins from now on; false if this is closed. */
    boolean register(ListenerRegistration<K, V> registration) {
        changing.lock();
        try {
            if (!closed) {
                audience = audience.with(registration);
            }
            return !closed;
        } finally {
            changing.unlock();
        }
    }

    /** Takes a listener out, which hears of nothing more, not even of what has happened, and is the caller's to close. */
    List<ListenerRegistration<K, V>> deregister(CacheEntryListenerConfiguration<K, V> configuration) {
        changing.lock();
        try {
            List<ListenerRegistration<K, V>> leaving = audience.listeners().stream()
                    .filter(registration -> registration.configuration().equals(configuration))
                    .toList();
            audience = audience.without(leaving);
            leaving.forEach(ListenerRegistration::leave);
            return leaving;
        } finally {
            changing.unlock();
        }
    }

    /** Who hears of an operation that begins now. */
    Audience<K, V> audience() {
        return audience;
    }

    private List<ListenerRegistration<K, V>> closeToNewcomers() {
        changing.lock();
        try {
            closed = true;
            return audience.listeners();
        } finally {
            changing.unlock();
        }
    }

    /**
     * Closes the listeners when they have heard of all that happened; waits for that, but not forever, and not if it is a
     * listener that asks.
     */
    void close() {
        List<ListenerRegistration<K, V>> leaving = closeToNewcomers();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        unattended.execute(() -> background.execute(() -> {
            leaving.forEach(ListenerRegistration::close);
            closed.complete(null);
        }));
        runIfStalled();
        if (!isCallingListener()) {
            closed.completeOnTimeout(null, CLOSING_PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .join();
        }
    }

    /** Whether this thread is inside a listener, which must not wait for what may wait for listeners. */
    static boolean isCallingListener() {
        return DELIVERING.get() != null || SerialExecutor.isRunningTasks();
    }

    /**
     * Called under the key's ticket, or inside the heap's section for it; each turn must be {@linkplain #deliver delivered},
     * and those that a thread has taken in the order in which it took them.
     */
    Turn<K, V> takeTurn(
            Audience<K, V> listening, EventType type, K key, @Nullable Object newHeld, @Nullable Object oldHeld) {
        Turn<K, V> turn = new Turn<>(listening, type, key, newHeld, oldHeld);
        if (listening.listensTo(type, true)) {
            turn.before = lastTurns.put(key, turn);
        }
        if (listening.listensTo(type, false)) {
            background.execute(() -> callAll(turn, false));
        }
        return turn;
    }

    /** Reports what expired while nobody called; takes note only. */
    void expiredUnseen(K key, Object held) {
        Audience<K, V> listening = audience;
        if (listening.listensTo(EventType.EXPIRED)) {
            deliverLater(takeTurn(listening, EventType.EXPIRED, key, null, held));
        }
    }

    /** Whether so many events wait for a background thread that no more should come. */
    boolean isFull() {
        return background.isFull() || unattended.isFull();
    }

    /**
     * Makes a caller wait a moment while too many events wait for a background thread. A synchronous listener doesn't: the
     * background may be waiting for it.
     */
    void awaitRoom() {
        if (DELIVERING.get() == null) {
            runIfStalled();
            background.awaitRoom();
            unattended.awaitRoom();
        }
    }

    /** What no thread can be had for, callers do: they may be about to wait for it. */
    private void runIfStalled() {
        unattended.runIfStalled();
        background.runIfStalled();
    }

    /** Has a turn that no caller waits for delivered, when the one before it is over. */
    @SuppressWarnings("FutureReturnValueIgnored") // delivering sees to its own failures
    void deliverLater(Turn<K, V> turn) {
        turn.turnBefore().thenRun(() -> unattended.execute(() -> deliver(turn)));
    }

    /** Calls the synchronous listeners. Throws what one of them threw, after all have been called. */
    void deliver(Turn<K, V> turn) {
        boolean nested = DELIVERING.get() != null;
        try {
            if (!nested) {
                runIfStalled();
                turn.awaitTurnBefore();
                DELIVERING.set(true);
            }
            callAll(turn, true);
        } finally {
            if (!nested) {
                DELIVERING.remove();
            }
            lastTurns.remove(turn.key, turn);
            turn.isOver.complete(null);
        }
    }

    private void callAll(Turn<K, V> turn, boolean synchronous) {
        Failures failures = new Failures();
        for (ListenerRegistration<K, V> registration : turn.audience.listeners()) {
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
        private final Audience<K, V> audience;
        private final EventType type;
        private final K key;
        private final @Nullable Object newHeld;
        private final @Nullable Object oldHeld;
        private final CompletableFuture<Void> isOver = new CompletableFuture<>();
        private @Nullable Turn<K, V> before;

        Turn(Audience<K, V> audience, EventType type, K key, @Nullable Object newHeld, @Nullable Object oldHeld) {
            this.audience = audience;
            this.type = type;
            this.key = key;
            this.newHeld = newHeld;
            this.oldHeld = oldHeld;
        }

        /** An interrupt doesn't cut the wait short, as the turn before may be an event of this very call's past. */
        private void awaitTurnBefore() {
            turnBefore().join();
        }

        /** Done when the turn before is over, which is let go of: the chain of those before it must not be kept. */
        private CompletableFuture<Void> turnBefore() {
            Turn<K, V> previous = before;
            before = null;
            return previous == null ? CompletableFuture.completedFuture(null) : previous.isOver;
        }
    }
}
