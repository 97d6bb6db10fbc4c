package io.spillway.provider;

import io.spillway.config.ConfigurationSource;
import io.spillway.tier.Failures;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.OptionalFeature;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/**
 * Spillway's entry point for {@code javax.cache.Caching}, which finds it on the class path. Safe for use by any thread.
 *
 * <p>A cache manager's URI is its configuration file: {@code file:} or {@code classpath:}, or any that ends in {@code .yaml}
 * or {@code .yml}. Any other URI is no more than a name; such a manager, and the default one, is configured by {@code
 * spillway.yaml} on the class path if there is one.
 */
public final class SpillwayCachingProvider implements CachingProvider {
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by the lock. */
    private final IdentityHashMap<ClassLoader, Map<URI, Slot>> slots = new IdentityHashMap<>();

    private final InstantSource clock;

    /** Where the manager of one URI and class loader is, or will be: opening one keeps only those waiting who want it. */
    private static final class Slot {
        final ReentrantLock opening = new ReentrantLock();
        volatile @Nullable SpillwayCacheManager manager;
        /** Guarded by the provider's lock. */
        int wanted;
    }

    /** Creates a provider without cache managers. */
    public SpillwayCachingProvider() {
        this(InstantSource.system());
    }

    SpillwayCachingProvider(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public CacheManager getCacheManager() {
        return getCacheManager(getDefaultURI(), getDefaultClassLoader(), null);
    }

    @Override
    public CacheManager getCacheManager(@Nullable URI uri, @Nullable ClassLoader classLoader) {
        return getCacheManager(uri, classLoader, null);
    }

    /**
     * The cache manager of a URI and class loader, opened if need be.
     *
     * @param properties what lies over the configuration that the URI means: keys after {@code spillway.}, such as {@code
     *     spillway.caches.sessions.heap}. Without effect if the manager is open
     * @throws io.spillway.ConfigurationException if its configuration can't be read or says something that can't be
     * @throws CacheException if one of its declared caches can't be made, or if it is what makes one of them that asks
     */
    @Override
    public CacheManager getCacheManager(
            @Nullable URI uri, @Nullable ClassLoader classLoader, @Nullable Properties properties) {
        URI name = uri == null ? getDefaultURI() : uri;
        ClassLoader loader = classLoader == null ? getDefaultClassLoader() : classLoader;
        Slot slot = enter(loader, name);
        boolean nested = slot.opening.isHeldByCurrentThread();
        slot.opening.lock();
        try {
            if (nested) {
                throw new CacheException("The cache manager " + name
                        + " is just being opened; what its declared caches are made with can't ask for it");
            }
            SpillwayCacheManager present = slot.manager;
            if (present != null && !present.isClosed()) {
                return present;
            }
            if (present != null) {
                // Somebody is closing it: this waits until it has given back its files.
                present.close();
            }
            Properties own = properties == null ? getDefaultProperties() : properties;
            ConfigurationSource source = ConfigurationSource.of(name, loader, own);
            SpillwayCacheManager created = SpillwayCacheManager.open(this, name, loader, own, source, clock);
            slot.manager = created;
            return created;
        } finally {
            slot.opening.unlock();
            leave(slot);
        }
    }

    private Slot enter(ClassLoader loader, URI name) {
        lock.lock();
        try {
            Slot slot = slots.computeIfAbsent(loader, key -> new HashMap<>()).computeIfAbsent(name, key -> new Slot());
            slot.wanted++;
            return slot;
        } finally {
            lock.unlock();
        }
    }

    private void leave(Slot slot) {
        lock.lock();
        try {
            slot.wanted--;
            removeEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Class loaders without a manager must not be held. */
    private void removeEmpty() {
        slots.values().forEach(byUri -> byUri.values().removeIf(slot -> slot.manager == null && slot.wanted == 0));
        slots.values().removeIf(Map::isEmpty);
    }

    @Override
    public ClassLoader getDefaultClassLoader() {
        return getClass().getClassLoader();
    }

    @Override
    public URI getDefaultURI() {
        return URI.create(SpillwayCachingProvider.class.getName());
    }

    @Override
    public Properties getDefaultProperties() {
        return new Properties();
    }

    @Override
    public void close() {
        closeAll(loader -> true, uri -> true);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // class loaders are told apart by identity
    public void close(@Nullable ClassLoader classLoader) {
        ClassLoader wanted = classLoader == null ? getDefaultClassLoader() : classLoader;
        closeAll(loader -> loader == wanted, uri -> true);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // class loaders are told apart by identity
    public void close(@Nullable URI uri, @Nullable ClassLoader classLoader) {
        URI name = uri == null ? getDefaultURI() : uri;
        ClassLoader wanted = classLoader == null ? getDefaultClassLoader() : classLoader;
        closeAll(loader -> loader == wanted, name::equals);
    }

    /** Closes outside the lock: closing saves what survives, which can take its time. */
    private void closeAll(Predicate<ClassLoader> loaders, Predicate<URI> uris) {
        List<SpillwayCacheManager> toClose = new ArrayList<>();
        lock.lock();
        try {
            slots.forEach((loader, byUri) -> byUri.forEach((uri, slot) -> {
                SpillwayCacheManager manager = slot.manager;
                if (manager != null && loaders.test(loader) && uris.test(uri)) {
                    toClose.add(manager);
                }
            }));
        } finally {
            lock.unlock();
        }
        Failures failures = new Failures();
        toClose.forEach(manager -> failures.attempt(manager::close));
        failures.rethrow();
    }

    void release(SpillwayCacheManager manager) {
        lock.lock();
        try {
            for (Map<URI, Slot> byUri : slots.values()) {
                byUri.values().stream().filter(slot -> slot.manager == manager).forEach(slot -> slot.manager = null);
            }
            removeEmpty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isSupported(OptionalFeature feature) {
        return Objects.requireNonNull(feature, "feature") == OptionalFeature.STORE_BY_REFERENCE;
    }
}
