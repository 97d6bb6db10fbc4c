package io.spillway.cache;

import java.util.List;
import javax.cache.CacheException;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryListener;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/** A listener with its filter, and what it wants to hear of. */
final class ListenerRegistration<K, V> {
    private final CacheEntryListenerConfiguration<K, V> configuration;
    private final CacheEntryListener<? super K, ? super V> listener;
    private final @Nullable CacheEntryEventFilter<? super K, ? super V> filter;

    private volatile boolean gone;

    private ListenerRegistration(
            CacheEntryListenerConfiguration<K, V> configuration,
            CacheEntryListener<? super K, ? super V> listener,
            @Nullable CacheEntryEventFilter<? super K, ? super V> filter) {
        this.configuration = configuration;
        this.listener = listener;
        this.filter = filter;
    }

    /**
     * Has the factories make a listener and its filter.
     *
     * @throws CacheException if one of them fails; what the other made is closed then
     */
    static <K, V> ListenerRegistration<K, V> make(String cache, CacheEntryListenerConfiguration<K, V> configuration) {
        CacheEntryListener<? super K, ? super V> listener =
                make(cache, "CacheEntryListener", configuration.getCacheEntryListenerFactory());
        if (listener == null) {
            throw new CacheException("The factory of a CacheEntryListener of cache '" + cache + "' made none");
        }
        try {
            return new ListenerRegistration<>(
                    configuration,
                    listener,
                    make(cache, "CacheEntryEventFilter", configuration.getCacheEntryEventFilterFactory()));
        } catch (RuntimeException | Error e) {
            Closing.quietly(listener);
            throw e;
        }
    }

    private static <T> @Nullable T make(String cache, String what, @Nullable Factory<T> factory) {
        try {
            return factory == null ? null : factory.create();
        } catch (CacheException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CacheException("The factory of a " + what + " of cache '" + cache + "' threw " + e, e);
        }
    }

    CacheEntryListenerConfiguration<K, V> configuration() {
        return configuration;
    }

    boolean isSynchronous() {
        return configuration.isSynchronous();
    }

    boolean needsOldValue() {
        return configuration.isOldValueRequired();
    }

    boolean listensTo(EventType type) {
        return switch (type) {
            case CREATED -> listener instanceof CacheEntryCreatedListener;
            case UPDATED -> listener instanceof CacheEntryUpdatedListener;
            case REMOVED -> listener instanceof CacheEntryRemovedListener;
            case EXPIRED -> listener instanceof CacheEntryExpiredListener;
        };
    }

    /** From now on the listener hears of nothing more. */
    void leave() {
        gone = true;
    }

    /** Calls the listener, if it is still registered and its filter lets the event pass. */
    @SuppressWarnings("unchecked") // a listener of supertypes of K and V can take events of K and V
    void deliver(CacheEntryEvent<K, V> event) {
        try {
            if (gone) {
                return;
            }
            if (filter != null && !((CacheEntryEventFilter<K, V>) filter).evaluate(event)) {
                return;
            }
            List<CacheEntryEvent<? extends K, ? extends V>> events = List.of(event);
            switch (event.getEventType()) {
                case CREATED -> ((CacheEntryCreatedListener<K, V>) listener).onCreated(events);
                case UPDATED -> ((CacheEntryUpdatedListener<K, V>) listener).onUpdated(events);
                case REMOVED -> ((CacheEntryRemovedListener<K, V>) listener).onRemoved(events);
                case EXPIRED -> ((CacheEntryExpiredListener<K, V>) listener).onExpired(events);
            }
        } catch (CacheEntryListenerException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CacheEntryListenerException(
                    "The listener " + listener.getClass().getName() + " threw", e);
        }
    }

    /** Closes what the factories made, but not the factories, which belong to another registration as well. */
    void discard() {
        leave();
        Closing.quietly(listener);
        Closing.quietly(filter);
    }

    void close() {
        discard();
        Closing.quietly(configuration.getCacheEntryListenerFactory());
        Closing.quietly(configuration.getCacheEntryEventFilterFactory());
    }
}
