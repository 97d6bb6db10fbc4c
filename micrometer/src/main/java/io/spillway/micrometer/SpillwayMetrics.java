package io.spillway.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.spillway.CacheWatch;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.cache.Cache;
import javax.cache.CacheManager;

/**
 * Shows the numbers of all caches of a manager as meters {@code spillway.*}, tagged {@code cache} and {@code tier}: of those
 * that are open, and of those that open later. The meters of a cache go when it closes. {@code docs/metrics.md} says what
 * each means. The numbers of the tiers are counted whether or not the statistics of a cache are enabled, and can be seen
 * from the start; those of {@code spillway.cache.*}, which are JSR-107's, count while they are, whenever they are enabled.
 *
 * <p>Safe for use by any thread.
 */
public final class SpillwayMetrics implements MeterBinder, AutoCloseable {
    private final CacheManager manager;
    private final Tags tags;
    private final List<CacheWatch.Watching> watchings = new CopyOnWriteArrayList<>();
    private final List<Binding> bindings = new CopyOnWriteArrayList<>();

    /**
     * Creates a binder.
     *
     * @param manager one of Spillway's
     */
    public SpillwayMetrics(CacheManager manager) {
        this(manager, Tags.empty());
    }

    /**
     * Creates a binder.
     *
     * @param manager one of Spillway's
     * @param tags added to all meters: such as one that tells two managers apart that have caches of the same names
     */
    public SpillwayMetrics(CacheManager manager, Tags tags) {
        this.manager = manager;
        this.tags = tags;
    }

    /**
     * Shows the meters in a registry until this is closed.
     *
     * @throws IllegalArgumentException if the manager is none of Spillway's
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        Binding binding = new Binding(registry);
        bindings.add(binding);
        watchings.add(manager.unwrap(CacheWatch.class).watch(binding));
    }

    /** Takes the meters away; idempotent. */
    @Override
    public void close() {
        watchings.forEach(CacheWatch.Watching::close);
        bindings.forEach(Binding::removeAll);
    }

    private final class Binding implements CacheWatch.Watcher {
        private final MeterRegistry registry;
        /** Guarded by this object. */
        private final IdentityHashMap<Cache<?, ?>, CacheMeters> shown = new IdentityHashMap<>();

        Binding(MeterRegistry registry) {
            this.registry = registry;
        }

        @Override
        public synchronized void opened(Cache<?, ?> cache) {
            shown.put(cache, new CacheMeters(cache, registry, tags.and("cache", cache.getName())));
        }

        @Override
        public synchronized void closed(Cache<?, ?> cache) {
            CacheMeters meters = shown.remove(cache);
            if (meters != null) {
                meters.remove();
            }
        }

        synchronized void removeAll() {
            shown.values().forEach(CacheMeters::remove);
            shown.clear();
        }
    }
}
