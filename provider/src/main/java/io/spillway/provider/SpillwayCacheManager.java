package io.spillway.provider;

import io.spillway.CacheWatch;
import io.spillway.ConfigurationInForce;
import io.spillway.Health;
import io.spillway.SpillwayConfiguration;
import io.spillway.cache.CacheParts;
import io.spillway.cache.SpillwayCache;
import io.spillway.cache.SpillwayCacheOwner;
import io.spillway.config.CacheSettings;
import io.spillway.config.ConfigurationSource;
import io.spillway.config.LoadedConfiguration;
import io.spillway.config.ManagerSettings;
import io.spillway.config.SettingChange;
import io.spillway.config.TierSettings;
import io.spillway.tier.Failures;
import io.spillway.tier.heap.HeapBudget;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/**
 * The caches of one URI and class loader. Safe for use by any thread.
 *
 * <p>Caches that the configuration declares by their exact name exist from the start; the settings of others are those of
 * the longest pattern that their name matches, or the defaults. {@code unwrap(ConfigurationInForce.class)} tells all of
 * them.
 */
public final class SpillwayCacheManager implements CacheManager, SpillwayCacheOwner {
    private static final String CONFIGURATION_IN_FORCE = "Configuration";
    private static final String HEALTH = "Health";
    private static final long SWEEP_PAUSE_MILLIS = 1_000;

    private final SpillwayCachingProvider provider;
    private final URI uri;
    private final ClassLoader loader;
    private final Properties properties;
    private final SettingsInForce settings;
    private final ManagerThreads threads = new ManagerThreads();
    private final RemoteConnection redis;
    private final CacheFactory factory;
    private final ManagementBeans beans;
    private final CacheViews views;
    private final HealthBean healthBean = new HealthBean(this::health);
    private final ConfigurationBean configurationBean = new ConfigurationBean(this::configurationInForce);
    private final ConcurrentMap<String, SpillwayCache<?, ?>> caches = new ConcurrentHashMap<>();
    /** Held while caches are created, their factories included, and while the manager closes. */
    private final ReentrantLock changing = new ReentrantLock();
    /** The caches that are just being created, one inside the other; guarded by the lock. */
    private final Set<String> inCreation = new HashSet<>();

    private volatile @Nullable HotReload reload;
    private volatile @Nullable ShutdownHook hook;
    /** Until when what survives may be saved, once that has begun. */
    private volatile @Nullable Long closeBy;

    private volatile boolean closed;

    private SpillwayCacheManager(
            SpillwayCachingProvider provider,
            URI uri,
            ClassLoader loader,
            Properties properties,
            LoadedConfiguration configuration,
            InstantSource clock) {
        this.provider = provider;
        this.uri = uri;
        this.loader = loader;
        this.properties = properties;
        ManagerSettings first = configuration.settings();
        this.redis = new RemoteConnection(first, loader, clock);
        HeapBudget heaps = new HeapBudget(first.heap() == null ? HeapBudget.NO_LIMIT : first.heap());
        this.factory = new CacheFactory(first.directory(), loader, threads, redis, heaps, clock);
        this.settings = new SettingsInForce(
                configuration, new HeapResizing(heaps, threads.resizing()), redis.longestDeadline());
        this.beans = new ManagementBeans(uri, this);
        this.views = new CacheViews(beans);
    }

    static SpillwayCacheManager open(
            SpillwayCachingProvider provider,
            URI uri,
            ClassLoader loader,
            Properties properties,
            ConfigurationSource source,
            InstantSource clock) {
        LoadedConfiguration configuration = source.read();
        ManagerSettings settings = configuration.settings();
        SpillwayCacheManager manager =
                new SpillwayCacheManager(provider, uri, loader, properties, configuration, clock);
        try {
            manager.redis.check();
            for (String name : settings.declaredCaches()) {
                manager.create(
                        name, new DeclaredCache(settings.forCache(name).standard(), loader).configuration(), Map.of());
            }
            manager.beans.register(CONFIGURATION_IN_FORCE, manager.configurationBean);
            manager.beans.register(HEALTH, manager.healthBean);
            if (settings.shutdownHook()) {
                manager.hook = new ShutdownHook(manager);
            }
            if (settings.hotReload()) {
                manager.watch(source, configuration.files());
            }
        } catch (RuntimeException | Error e) {
            closeAfter(e, manager::close);
            throw e;
        }
        manager.threads.repeat(manager::sweep, SWEEP_PAUSE_MILLIS);
        return manager;
    }

    @Override
    public <K, V, C extends Configuration<K, V>> Cache<K, V> createCache(String cacheName, C configuration) {
        requireOpen();
        Objects.requireNonNull(cacheName, "cacheName");
        Objects.requireNonNull(configuration, "configuration");
        Map<String, String> options =
                configuration instanceof SpillwayConfiguration<K, V> ours ? ours.options() : Map.of();
        return create(cacheName, copyOf(configuration), options);
    }

    private static <K, V> MutableConfiguration<K, V> copyOf(Configuration<K, V> configuration) {
        if (configuration instanceof CompleteConfiguration<K, V> complete) {
            return new MutableConfiguration<>(complete);
        }
        return new MutableConfiguration<K, V>()
                .setTypes(configuration.getKeyType(), configuration.getValueType())
                .setStoreByValue(configuration.isStoreByValue());
    }

    private <K, V> SpillwayCache<K, V> create(
            String name, MutableConfiguration<K, V> cacheConfiguration, Map<String, String> options) {
        while (true) {
            awaitEndOf(name);
            SpillwayCache<K, V> created = createIfGone(name, cacheConfiguration, options);
            if (created != null) {
                return created;
            }
        }
    }

    /** A cache that somebody is closing or destroying has its name until its files are free. */
    private void awaitEndOf(String name) {
        SpillwayCache<?, ?> present = caches.get(name);
        if (present != null && present.isClosed()) {
            present.close();
            if (caches.get(name) == present) {
                throw new CacheException("Cache '" + name + "' can't be created by what is closing one of that name");
            }
        }
    }

    private <K, V> @Nullable SpillwayCache<K, V> createIfGone(
            String name, MutableConfiguration<K, V> cacheConfiguration, Map<String, String> options) {
        changing.lock();
        try {
            requireOpen();
            SpillwayCache<?, ?> present = caches.get(name);
            if (present != null && present.isClosed()) {
                return null;
            }
            if (present != null) {
                throw new CacheException("There is a cache '" + name + "' already in the cache manager " + uri
                        + (isDeclared(name)
                                ? ": " + settings.configuration().settings().source() + " declares it"
                                : "")
                        + ". Use getCache, or destroyCache first");
            }
            if (!inCreation.add(name)) {
                throw new CacheException(
                        "Cache '" + name + "' can't be created by one of the factories that it is being created with");
            }
            try {
                return make(name, cacheConfiguration, options);
            } finally {
                inCreation.remove(name);
            }
        } finally {
            changing.unlock();
        }
    }

    private <K, V> SpillwayCache<K, V> make(
            String name, MutableConfiguration<K, V> cacheConfiguration, Map<String, String> options) {
        CacheSettings cacheSettings = settings.opening(name, options);
        CacheParts<K> parts = factory.parts(name, cacheConfiguration, cacheSettings.tiers());
        SpillwayCache<K, V> cache = new SpillwayCache<>(this, name, cacheConfiguration, parts);
        try {
            // A factory may have closed the manager.
            requireOpen();
            caches.put(name, cache);
            views.show(cache, () -> {});
        } catch (RuntimeException | Error e) {
            closeAfter(e, cache::close);
            throw e;
        }
        return cache;
    }

    private boolean isDeclared(String name) {
        return settings.configuration().settings().declaredCaches().contains(name);
    }

    /** Closes what did not come to be; what went wrong first is what its maker is to hear. */
    private static void closeAfter(Throwable failure, Runnable close) {
        try {
            close.run();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    @SuppressWarnings("unchecked") // the types are compared first
    public <K, V> @Nullable Cache<K, V> getCache(String cacheName, Class<K> keyType, Class<V> valueType) {
        requireOpen();
        Objects.requireNonNull(keyType, "keyType");
        Objects.requireNonNull(valueType, "valueType");
        SpillwayCache<?, ?> cache = open(cacheName);
        if (cache == null) {
            return null;
        }
        Configuration<?, ?> configuration = cache.getConfiguration(Configuration.class);
        requireSame(cacheName, "key", configuration.getKeyType(), keyType);
        requireSame(cacheName, "value", configuration.getValueType(), valueType);
        return (Cache<K, V>) cache;
    }

    private static void requireSame(String cache, String what, Class<?> declared, Class<?> asked) {
        if (!declared.equals(asked)) {
            throw new ClassCastException("Cache '" + cache + "' has the " + what + " type " + declared.getName()
                    + ", not " + asked.getName());
        }
    }

    @Override
    @SuppressWarnings("unchecked") // the caller says which types it expects
    public <K, V> @Nullable Cache<K, V> getCache(String cacheName) {
        requireOpen();
        return (Cache<K, V>) open(cacheName);
    }

    private @Nullable SpillwayCache<?, ?> open(String cacheName) {
        SpillwayCache<?, ?> cache = caches.get(Objects.requireNonNull(cacheName, "cacheName"));
        return cache == null || cache.isClosed() ? null : cache;
    }

    @Override
    public Iterable<String> getCacheNames() {
        requireOpen();
        return caches.values().stream()
                .filter(cache -> !cache.isClosed())
                .map(SpillwayCache::getName)
                .toList();
    }

    @Override
    public void destroyCache(String cacheName) {
        ifPresent(cacheName, SpillwayCache::destroy);
    }

    @Override
    public void enableManagement(String cacheName, boolean enabled) {
        ifPresent(cacheName, cache -> views.show(cache, () -> cache.enableManagement(enabled)));
    }

    @Override
    public void enableStatistics(String cacheName, boolean enabled) {
        ifPresent(cacheName, cache -> views.show(cache, () -> cache.enableStatistics(enabled)));
    }

    private void ifPresent(String cacheName, Consumer<SpillwayCache<?, ?>> action) {
        requireOpen();
        SpillwayCache<?, ?> cache = open(cacheName);
        if (cache != null) {
            action.accept(cache);
        }
    }

    @Override
    public CacheManager manager() {
        return this;
    }

    @Override
    public void release(SpillwayCache<?, ?> cache) {
        // In this order: what is shown under the name afterwards is of the next cache.
        Failures failures = new Failures();
        failures.attempt(() -> views.show(cache, () -> {}));
        settings.closed(cache.getName());
        caches.remove(cache.getName(), cache);
        failures.rethrow();
    }

    private void watch(ConfigurationSource source, List<Path> files) {
        if (files.isEmpty()) {
            System.getLogger(SpillwayCacheManager.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "`hot-reload` is on, but the configuration of the cache manager {0} is in no file; name one in"
                                    + " `watch`, or as the manager''s URI",
                            uri);
        } else {
            reload = new HotReload(source, files, this::change, settings::refused);
        }
    }

    private List<SettingChange> change(LoadedConfiguration next) {
        changing.lock();
        try {
            return closed ? List.of() : settings.change(next, openCaches());
        } finally {
            changing.unlock();
        }
    }

    private List<SpillwayCache<?, ?>> openCaches() {
        return caches.values().stream().filter(cache -> !cache.isClosed()).toList();
    }

    private Health health() {
        if (closed) {
            return Health.of(List.of(new Health.Problem(
                    Health.Kind.CLOSED, Health.Status.DOWN, null, "the cache manager " + uri + " is closed")));
        }
        return Health.of(caches.values().stream()
                .map(cache -> cache.unwrap(Health.class))
                .flatMap(health -> health.problems().stream())
                .toList());
    }

    private ConfigurationInForce configurationInForce() {
        return settings.describe(openCaches());
    }

    private void sweep() {
        for (SpillwayCache<?, ?> cache : caches.values()) {
            try {
                cache.checkpointIfDue();
                cache.sweep();
            } catch (RuntimeException | Error e) {
                // An exception that got out of here would end all sweeps to come.
                if (!cache.isClosed()) {
                    System.getLogger(SpillwayCacheManager.class.getName())
                            .log(System.Logger.Level.WARNING, "Looking for expired entries of " + cache + " failed", e);
                }
            }
        }
    }

    /** What the configuration says of the tiers of a cache of this name, whether or not there is one; not what code says. */
    public TierSettings tierSettings(String cacheName) {
        return settings.configuration()
                .cache(Objects.requireNonNull(cacheName, "cacheName"), Map.of())
                .tiers();
    }

    @Override
    public CachingProvider getCachingProvider() {
        return provider;
    }

    @Override
    public URI getURI() {
        return uri;
    }

    @Override
    public ClassLoader getClassLoader() {
        return loader;
    }

    @Override
    public Properties getProperties() {
        return properties;
    }

    @Override
    public void close() {
        changing.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            Failures failures = new Failures();
            HotReload watching = reload;
            if (watching != null) {
                watching.close();
            }
            ShutdownHook registered = hook;
            if (registered != null) {
                registered.close();
            }
            beginClosing();
            failures.attempt(() -> beans.unregister(CONFIGURATION_IN_FORCE, configurationBean));
            failures.attempt(() -> beans.unregister(HEALTH, healthBean));
            caches.values().forEach(cache -> failures.attempt(cache::close));
            failures.attempt(redis::close);
            failures.attempt(threads::close);
            failures.attempt(() -> provider.release(this));
            failures.rethrow();
        } finally {
            changing.unlock();
        }
    }

    /** Saves what survives while the caches go on, and closes them then: the JVM is about to end. */
    void shutDown() {
        long until = beginClosing();
        List<SpillwayCache<?, ?>> open = openCaches();
        open.forEach(SpillwayCache::writeBelow);
        open.forEach(cache -> cache.handDown(until));
        close();
    }

    private long beginClosing() {
        Long begun = closeBy;
        if (begun == null) {
            begun = System.nanoTime() + closeWithin().toNanos();
            closeBy = begun;
        }
        return begun;
    }

    Duration closeWithin() {
        return settings.configuration().settings().closeWithin();
    }

    @Override
    public long closeBy() {
        Long begun = closeBy;
        return begun == null ? System.nanoTime() + closeWithin().toNanos() : begun;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        if (type == ConfigurationInForce.class) {
            return type.cast(configurationInForce());
        }
        if (type == Health.class) {
            return type.cast(health());
        }
        if (type == CacheWatch.class) {
            return type.cast(views);
        }
        throw new IllegalArgumentException("A SpillwayCacheManager can't be unwrapped to " + type.getName());
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The cache manager " + uri + " is closed");
        }
    }

    @Override
    public String toString() {
        return "SpillwayCacheManager " + uri;
    }
}
