package io.spillway.provider;

import io.spillway.config.ClassReference;
import io.spillway.config.ExpirySettings;
import io.spillway.config.StandardSettings;
import java.util.concurrent.TimeUnit;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryListener;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import org.jspecify.annotations.Nullable;

/** Turns what a configuration file says of a declared cache into JSR-107's own configuration. */
final class DeclaredCache {
    private final StandardSettings settings;
    private final ClassLoader loader;

    DeclaredCache(StandardSettings settings, ClassLoader loader) {
        this.settings = settings;
        this.loader = loader;
    }

    MutableConfiguration<Object, Object> configuration() {
        MutableConfiguration<Object, Object> configuration = new MutableConfiguration<>();
        configuration
                .setTypes(type(settings.key()), type(settings.value()))
                .setStoreByValue(settings.storeByValue())
                .setStatisticsEnabled(settings.statistics())
                .setManagementEnabled(settings.management())
                .setExpiryPolicyFactory(expiry(settings.expiry()));
        if (settings.readThrough() != null) {
            configuration.setReadThrough(true);
            configuration.setCacheLoaderFactory(loaders(settings.readThrough()));
        }
        if (settings.writeThrough() != null) {
            configuration.setWriteThrough(true);
            configuration.setCacheWriterFactory(writers(settings.writeThrough()));
        }
        for (ClassReference listener : settings.listeners()) {
            configuration.addCacheEntryListenerConfiguration(
                    new MutableCacheEntryListenerConfiguration<>(listeners(listener), null, true, true));
        }
        return configuration;
    }

    @SuppressWarnings("unchecked") // what the cache is declared to hold is checked at run time
    private Class<Object> type(@Nullable ClassReference reference) {
        return reference == null ? Object.class : (Class<Object>) reference.load(loader);
    }

    /** The policy for what a file says. */
    static Factory<? extends ExpiryPolicy> expiry(ExpirySettings expiry) {
        Duration duration =
                new Duration(TimeUnit.MILLISECONDS, expiry.duration().toMillis());
        return switch (expiry.kind()) {
            case ETERNAL -> EternalExpiryPolicy.factoryOf();
            case CREATED -> CreatedExpiryPolicy.factoryOf(duration);
            case UPDATED -> ModifiedExpiryPolicy.factoryOf(duration);
            case ACCESSED -> AccessedExpiryPolicy.factoryOf(duration);
            case IDLE -> TouchedExpiryPolicy.factoryOf(duration);
        };
    }

    @SuppressWarnings("unchecked") // a loader of a declared cache takes the keys that the cache takes
    private Factory<? extends CacheLoader<Object, Object>> loaders(ClassReference reference) {
        return () -> (CacheLoader<Object, Object>) make(reference, CacheLoader.class);
    }

    @SuppressWarnings("unchecked") // a writer of a declared cache takes the entries that the cache takes
    private Factory<? extends CacheWriter<Object, Object>> writers(ClassReference reference) {
        return () -> (CacheWriter<Object, Object>) make(reference, CacheWriter.class);
    }

    @SuppressWarnings("unchecked") // a listener of a declared cache takes the entries that the cache takes
    private Factory<CacheEntryListener<Object, Object>> listeners(ClassReference reference) {
        return () -> (CacheEntryListener<Object, Object>) make(reference, CacheEntryListener.class);
    }

    /** An instance of the class, or what it makes if it is a factory. */
    private Object make(ClassReference reference, Class<?> wanted) {
        Object made = reference.instantiate(loader);
        if (made instanceof Factory<?> factory) {
            made = factory.create();
        }
        if (!wanted.isInstance(made)) {
            throw reference.problem(
                    reference.name() + " must be a " + wanted.getName()
                            + ", or a javax.cache.configuration.Factory of one",
                    null);
        }
        return made;
    }
}
