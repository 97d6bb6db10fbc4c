package io.spillway.spring.boot;

import io.spillway.Health;
import io.spillway.provider.SpillwayCacheManager;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.springframework.beans.factory.ListableBeanFactory;

/** The cache managers of an application that are Spillway's. Safe for use by any thread. */
public final class SpillwayManagers {
    private final ListableBeanFactory beans;

    /** Looks for them in {@code beans} each time that it is asked. */
    public SpillwayManagers(ListableBeanFactory beans) {
        this.beans = beans;
    }

    /** All of them, by the names of their beans. */
    Map<String, CacheManager> all() {
        Map<String, CacheManager> managers = new LinkedHashMap<>(beans.getBeansOfType(CacheManager.class));
        managers.values().removeIf(manager -> !(manager instanceof SpillwayCacheManager));
        return managers;
    }

    /** How each of them is, by the names of their beans. */
    public Map<String, Health> health() {
        Map<String, Health> found = new LinkedHashMap<>();
        all().forEach((name, manager) -> found.put(name, manager.unwrap(Health.class)));
        return found;
    }

    /**
     * Whether no call fails. A cache that is degraded, with no room on disk or without Redis, serves still: who asks whether
     * the application can serve is not to hear that it can't.
     */
    public static boolean serve(Map<String, Health> found) {
        return found.values().stream().noneMatch(health -> health.status() == Health.Status.DOWN);
    }

    /** The open caches of a manager, in the order of their names. */
    static Map<String, Cache<?, ?>> cachesOf(CacheManager manager) {
        Map<String, Cache<?, ?>> caches = new TreeMap<>();
        if (!manager.isClosed()) {
            for (String name : manager.getCacheNames()) {
                Cache<?, ?> cache = manager.getCache(name);
                if (cache != null) {
                    caches.put(name, cache);
                }
            }
        }
        return caches;
    }
}
