package io.spillway.cache;

import java.util.function.Consumer;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.management.CacheMXBean;

/** The configuration of an open cache, of which the listeners and the two management switches change. Thread-safe. */
final class LiveConfiguration<K, V> {
    private final MutableConfiguration<K, V> configuration;

    LiveConfiguration(MutableConfiguration<K, V> configuration) {
        this.configuration = configuration;
    }

    synchronized void change(Consumer<MutableConfiguration<K, V>> change) {
        change.accept(configuration);
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
        return new ConfigurationView(configuration);
    }

    /** Closes what the user's factories hold, where they can be closed. */
    void closeFactories() {
        Closing.quietly(configuration.getCacheLoaderFactory());
        Closing.quietly(configuration.getCacheWriterFactory());
        Closing.quietly(configuration.getExpiryPolicyFactory());
    }
}
