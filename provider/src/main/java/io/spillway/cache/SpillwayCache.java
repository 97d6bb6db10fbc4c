package io.spillway.cache;

import io.spillway.CacheScan;
import io.spillway.CacheTiers;
import io.spillway.Checkpoints;
import io.spillway.Health;
import io.spillway.tier.Failures;
import io.spillway.tier.TieredStore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CompletionListener;
import javax.cache.management.CacheMXBean;
import javax.cache.management.CacheStatisticsMXBean;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;

/**
 * A cache whose content is the union of its tiers. Safe for use by any thread.
 *
 * <p>{@code unwrap(CacheTiers.class)} gives a snapshot of what sits on which tier, {@code unwrap(Health.class)} of what is
 * wrong, {@code unwrap(CacheStatisticsMXBean.class)} the statistics whether or not they are enabled, and {@code
 * unwrap(Checkpoints.class)} the checkpoints, where the configuration has a directory for them, {@code
 * unwrap(CacheScan.class)} a way through its entries that is no access.
 */
@SuppressWarnings("NullAway") // javax.cache is unannotated: many of its methods return null for "absent"
public final class SpillwayCache<K, V> implements Cache<K, V> {
    private final SpillwayCacheOwner owner;
    private final String name;
    private final LiveConfiguration<K, V> configuration;
    private final TypeCheck types;
    private final TieredStore<K> store;
    private final Statistics statistics;
    private final UserParts<K, V> user;
    private final EventDispatcher<K, V> events;
    private final Engine<K, V> engine;
    private final BulkOperations<K, V> bulk;
    private final CacheCheckpoints<K> checkpoints;
    private final Processing<K, V> processing;
    private final Executor loaderThreads;
    private final long diskLimit;
    /** Whoever closes a cache that is being closed waits until it is. */
    private final ReentrantLock ending = new ReentrantLock();

    private volatile boolean closed;

    /** Creates an open cache; its owner is asked to let go of it when it closes. */
    public SpillwayCache(
            SpillwayCacheOwner owner, String name, MutableConfiguration<K, V> configuration, CacheParts<K> parts) {
        this.owner = owner;
        this.name = name;
        this.configuration = new LiveConfiguration<>(configuration);
        this.types = new TypeCheck(name, configuration.getKeyType(), configuration.getValueType());
        this.loaderThreads = parts.loaderThreads();
        this.diskLimit = parts.diskLimit();
        this.events = new EventDispatcher<>(this, parts.form(), parts.listenerThreads());
        this.user = UserParts.make(name, configuration, types);
        this.store = openStore(name, configuration, events, user, parts);
        this.statistics = new Statistics(configuration.isStatisticsEnabled(), store::evictions);
        this.engine = new Engine<>(
                name,
                store,
                statistics,
                user.expiry(),
                user.loading(),
                user.writing(),
                events,
                parts.form(),
                parts.keyCopier(),
                parts.clock());
        this.bulk = new BulkOperations<>(engine);
        this.processing = new Processing<>(engine, types);
        this.checkpoints = new CacheCheckpoints<>(engine, store, parts.checkpoints(), parts.clock());
        checkpoints.fillAtOpening();
    }

    /** The store is made last of what can fail, because it may hold files. */
    private static <K, V> TieredStore<K> openStore(
            String name,
            MutableConfiguration<K, V> configuration,
            EventDispatcher<K, V> events,
            UserParts<K, V> user,
            CacheParts<K> parts) {
        try {
            configuration
                    .getCacheEntryListenerConfigurations()
                    .forEach(listener -> events.register(ListenerRegistration.make(name, listener)));
            return parts.store().create(events::expiredUnseen);
        } catch (RuntimeException | Error e) {
            events.close();
            user.close();
            throw e;
        }
    }

    // Reading

    @Override
    public V get(K key) {
        long start = statistics.start();
        // A key in the heap is of the right type, and the heap of a closed cache is empty: both are checked on a miss
        // only.
        Object held = key == null ? null : engine.heldInHeap(key);
        V value = held == null ? null : engine.reveal(held);
        if (value == null) {
            return getBelow(key);
        }
        if (start != 0) {
            statistics.endGet(start);
        }
        return value;
    }

    private @Nullable V getBelow(K key) {
        requireOpen();
        types.checkKey(key);
        return engine.run(key, Operations.get());
    }

    @Override
    public Map<K, V> getAll(Set<? extends K> keys) {
        requireOpen();
        return bulk.getAll(copyOf(keys));
    }

    @Override
    public boolean containsKey(K key) {
        requireOpen();
        types.checkKey(key);
        return engine.run(key, Operations.containsKey());
    }

    @Override
    public Iterator<Entry<K, V>> iterator() {
        requireOpen();
        return new CacheIterator<>(this, engine);
    }

    @Override
    public void loadAll(Set<? extends K> keys, boolean replaceExistingValues, CompletionListener listener) {
        requireOpen();
        Set<K> wanted = new HashSet<>();
        copyOf(keys).forEach(key -> wanted.add(engine.keep(key)));
        if (!user.loading().hasLoader() || wanted.isEmpty()) {
            if (listener != null) {
                listener.onCompletion();
            }
            return;
        }
        loaderThreads.execute(() -> loadThenTell(wanted, replaceExistingValues, listener));
    }

    private void loadThenTell(Set<K> keys, boolean replaceExistingValues, @Nullable CompletionListener listener) {
        try {
            requireOpen();
            bulk.loadAll(keys, replaceExistingValues);
        } catch (RuntimeException e) {
            if (listener != null) {
                listener.onException(e);
            }
            return;
        } catch (Error e) {
            if (listener != null) {
                listener.onException(new CacheLoaderException("Loading failed with " + e, e));
            }
            throw e;
        }
        if (listener != null) {
            listener.onCompletion();
        }
    }

    // Writing

    @Override
    public void put(K key, V value) {
        requireOpen();
        types.check(key, value);
        engine.run(key, Operations.put(value));
    }

    @Override
    public V getAndPut(K key, V value) {
        requireOpen();
        types.check(key, value);
        return engine.run(key, Operations.getAndPut(value));
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> entries) {
        requireOpen();
        Map<K, V> copy = new HashMap<>();
        for (Map.Entry<? extends K, ? extends V> entry : entries.entrySet()) {
            types.check(entry.getKey(), entry.getValue());
            copy.put(entry.getKey(), entry.getValue());
        }
        bulk.putAll(copy);
    }

    @Override
    public boolean putIfAbsent(K key, V value) {
        requireOpen();
        types.check(key, value);
        return engine.run(key, Operations.putIfAbsent(value));
    }

    @Override
    public boolean replace(K key, V oldValue, V newValue) {
        requireOpen();
        types.check(key, oldValue);
        types.check(key, newValue);
        return engine.run(key, Operations.replace(oldValue, newValue));
    }

    @Override
    public boolean replace(K key, V value) {
        requireOpen();
        types.check(key, value);
        return engine.run(key, Operations.replace(value));
    }

    @Override
    public V getAndReplace(K key, V value) {
        requireOpen();
        types.check(key, value);
        return engine.run(key, Operations.getAndReplace(value));
    }

    // Removing

    @Override
    public boolean remove(K key) {
        requireOpen();
        types.checkKey(key);
        return engine.run(key, Operations.remove());
    }

    @Override
    public boolean remove(K key, V oldValue) {
        requireOpen();
        types.check(key, oldValue);
        return engine.run(key, Operations.remove(oldValue));
    }

    @Override
    public V getAndRemove(K key) {
        requireOpen();
        types.checkKey(key);
        return engine.run(key, Operations.getAndRemove());
    }

    @Override
    public void removeAll(Set<? extends K> keys) {
        requireOpen();
        bulk.removeAll(copyOf(keys));
    }

    @Override
    public void removeAll() {
        requireOpen();
        bulk.removeAll();
    }

    @Override
    public void clear() {
        requireOpen();
        checkpoints.clearing(store::clear);
    }

    /** A copy that nobody changes meanwhile, made without asking the caller's collection for null. */
    private Set<K> copyOf(Set<? extends K> keys) {
        Set<K> copy = new HashSet<>();
        for (K key : keys) {
            types.checkKey(key);
            copy.add(key);
        }
        return copy;
    }

    // Processing

    @Override
    public <T> T invoke(K key, EntryProcessor<K, V, T> processor, Object... arguments) {
        requireOpen();
        types.checkKey(key);
        Objects.requireNonNull(processor, "processor");
        return processing.invoke(key, processor, arguments);
    }

    @Override
    public <T> Map<K, EntryProcessorResult<T>> invokeAll(
            Set<? extends K> keys, EntryProcessor<K, V, T> processor, Object... arguments) {
        requireOpen();
        Objects.requireNonNull(processor, "processor");
        return processing.invokeAll(copyOf(keys), processor, arguments);
    }

    // Configuration and management

    @Override
    public String getName() {
        return name;
    }

    @Override
    public CacheManager getCacheManager() {
        return owner.manager();
    }

    @Override
    public <C extends Configuration<K, V>> C getConfiguration(Class<C> type) {
        return configuration.as(type, name);
    }

    @Override
    public void registerCacheEntryListener(CacheEntryListenerConfiguration<K, V> listener) {
        requireOpen();
        if (!configuration.register(ListenerRegistration.make(name, listener), events)) {
            requireOpen();
        }
    }

    @Override
    public void deregisterCacheEntryListener(CacheEntryListenerConfiguration<K, V> listener) {
        requireOpen();
        configuration.deregister(listener, events);
    }

    /** Starts or stops counting. */
    public void enableStatistics(boolean enabled) {
        configuration.change(c -> c.setStatisticsEnabled(enabled));
        statistics.enable(enabled);
    }

    /** Notes that the cache is, or is not, to be seen through JMX. */
    public void enableManagement(boolean enabled) {
        configuration.change(c -> c.setManagementEnabled(enabled));
    }

    /** The statistics, for JMX. */
    public CacheStatisticsMXBean statisticsBean() {
        return statistics;
    }

    /** The configuration, for JMX. */
    public CacheMXBean configurationBean() {
        return configuration.bean();
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type == CacheTiers.class) {
            return type.cast(tiers());
        }
        if (type == Health.class) {
            return type.cast(Health.of(CacheHealth.problems(this, store)));
        }
        if (type == CacheStatisticsMXBean.class) {
            return type.cast(statistics);
        }
        if (type == CacheScan.class) {
            return type.cast(new Scan<>(this, engine));
        }
        if (type == Checkpoints.class) {
            return type.cast(requireCheckpoints());
        }
        return SpillwayEntry.unwrap(this, type);
    }

    /** What sits where, now. */
    public CacheTiers tiers() {
        return store.tiers(diskLimit, checkpoints.statistics());
    }

    private Checkpoints requireCheckpoints() {
        Checkpoints present = checkpoints.forUsers();
        if (present == null) {
            throw new IllegalArgumentException("Cache '" + name
                    + "' has no place for checkpoints; add `directory` to the configuration of its cache manager");
        }
        return present;
    }

    /** What can be changed while it is open. */
    public CacheControls controls() {
        return new CacheControls(store, configuration, user.expiry(), checkpoints);
    }

    // Life

    /** Makes a checkpoint in the background, if it is time. */
    public void checkpointIfDue() {
        if (!closed) {
            checkpoints.tick();
        }
    }

    /** Lets go of entries whose time is over, with their events, and sees to what must be seen to now and then. */
    public void sweep() {
        if (!closed) {
            store.tend();
            if (!user.expiry().isEternal()) {
                engine.sweep();
            }
        }
    }

    /** The JVM is about to end: from now on, what is put is on disk before that returns, where the disk is kept. */
    public void writeBelow() {
        store.writeBelow();
    }

    /** Writes to disk what a close would have to, while the cache goes on; until a moment of {@link System#nanoTime()}. */
    public void handDown(long until) {
        store.handDown(until);
    }

    @Override
    public void close() {
        end(() -> new LastWords(name, store, checkpoints).close(owner.closeBy()));
    }

    /** Closes the cache and deletes all that it holds, in every tier. */
    public void destroy() {
        end(() -> checkpoints.destroying(store::destroy));
    }

    private void end(Runnable endStore) {
        if (!ending.tryLock()) {
            if (EventDispatcher.isCallingListener()) {
                // Whoever closes it waits for the listeners.
                return;
            }
            ending.lock();
        }
        try {
            if (closed) {
                return;
            }
            closed = true;
            Failures failures = new Failures();
            failures.attempt(endStore);
            failures.attempt(this::closeParts);
            // Last, as another cache may have the name from then on.
            failures.attempt(() -> owner.release(this));
            failures.rethrow();
        } finally {
            ending.unlock();
        }
    }

    private void closeParts() {
        events.close();
        user.close();
        configuration.closeFactories();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("Cache '" + name + "' is closed");
        }
    }

    @Override
    public String toString() {
        return "SpillwayCache '" + name + "'";
    }
}
