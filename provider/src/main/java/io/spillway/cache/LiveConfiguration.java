package io.spillway.cache;

import java.util.List;
import java.util.function.Consumer;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.management.CacheMXBean;

/** The configuration of an open cache, of which the listeners and the two management switches change. Thread-safe. */
final class LiveConfiguration<K, V> {
    private final MutableConfiguration<K, V> configuration;
    private final CacheMXBean bean;

    LiveConfiguration(MutableConfiguration<K, V> configuration) {
        this.configuration = configuration;
        this.bean = new ConfigurationView(configuration);
    }

    synchronized void change(Consumer<MutableConfiguration<K, V>> change) {
        change.accept(configuration);
    }

    /**
     * Registers a listener with the dispatcher, and notes it here; closes it if either is not to be.
     *
     * @return false if the dispatcher is closed
     * @throws IllegalArgumentException if there is such a listener already
     */
    boolean register(ListenerRegistration<K, V> registration, EventDispatcher<K, V> events) {
        boolean registered = false;
        try {
            synchronized (this) {
                configuration.addCacheEntryListenerConfiguration(registration.configuration());
                registered = events.register(registration);
            }
            return registered;
        } finally {
            if (!registered) {
                registration.discard();
            }
        }
    }

    /** Takes out a listener, if it is there, and closes it. */
    void deregister(CacheEntryListenerConfiguration<K, V> listener, EventDispatcher<K, V> events) {
        List<ListenerRegistration<K, V>> leaving;
        synchronized (this) {
            configuration.removeCacheEntryListenerConfiguration(listener);
            leaving = events.deregister(listener);
        }
        leaving.forEach(ListenerRegistration::close);
    }

    private synchronized MutableConfiguration<K, V> copy() {
        return new MutableConfiguration<>(configuration);
    }

    /** A copy, which no later change touches. */
    <C extends Configuration<K, V>> C as(Class<C> type, String cacheName) {
        MutableConfiguration<K, V> copy = copy();
        if (type.isInstance(copy)) {
            return type.cast(copy);
        }
        throw new IllegalArgumentException("The configuration of cache '" + cacheName + "' isn't a " + type.getName());
    }

    CacheMXBean bean() {
        return bean;
    }

    /** Closes what the user's factories hold, where they can be closed. */
    void closeFactories() {
        Closing.quietly(configuration.getCacheLoaderFactory());
        Closing.quietly(configuration.getCacheWriterFactory());
        Closing.quietly(configuration.getExpiryPolicyFactory());
    }
}
