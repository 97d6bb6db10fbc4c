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
    private final IdentityHashMap<ClassLoader, Map<URI, SpillwayCacheManager>> managers = new IdentityHashMap<>();

    private final InstantSource clock;

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
     * @throws io.spillway.ConfigurationException if its configuration can't be read or says something that can't be
     */
    @Override
    public CacheManager getCacheManager(
            @Nullable URI uri, @Nullable ClassLoader classLoader, @Nullable Properties properties) {
        URI name = uri == null ? getDefaultURI() : uri;
        ClassLoader loader = classLoader == null ? getDefaultClassLoader() : classLoader;
        lock.lock();
        try {
            SpillwayCacheManager present =
                    managers.computeIfAbsent(loader, key -> new HashMap<>()).get(name);
            if (present != null) {
                return present;
            }
            SpillwayCacheManager created = SpillwayCacheManager.open(
                    this,
                    name,
                    loader,
                    properties == null ? getDefaultProperties() : properties,
                    ConfigurationSource.load(name, loader),
                    clock);
            managers.computeIfAbsent(loader, key -> new HashMap<>()).put(name, created);
            return created;
        } finally {
            lock.unlock();
        }
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
    public void close(ClassLoader classLoader) {
        closeAll(loader -> loader == classLoader, uri -> true);
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
            managers.forEach((loader, byUri) -> byUri.forEach((uri, manager) -> {
                if (loaders.test(loader) && uris.test(uri)) {
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
            managers.values().forEach(byUri -> byUri.values().removeIf(present -> present == manager));
            managers.values().removeIf(Map::isEmpty);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isSupported(OptionalFeature feature) {
        return Objects.requireNonNull(feature, "feature") == OptionalFeature.STORE_BY_REFERENCE;
    }
}
