package io.spillway.spring.boot;

import io.spillway.CacheTiers;
import io.spillway.ConfigurationInForce;
import io.spillway.Health;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** {@code /actuator/spillway}: what sits where in each cache, how it is, and the configuration in force. */
@Endpoint(id = "spillway")
public final class SpillwayEndpoint {
    private final SpillwayManagers managers;

    SpillwayEndpoint(SpillwayManagers managers) {
        this.managers = managers;
    }

    /** Everything there is to tell, by cache manager and cache. */
    @ReadOperation
    public Map<String, Object> spillway() {
        Map<String, Object> all = new LinkedHashMap<>();
        managers.all().forEach((name, manager) -> all.put(name, describe(manager)));
        return Map.of("cacheManagers", all);
    }

    private static Map<String, Object> describe(CacheManager manager) {
        Map<String, Object> caches = new LinkedHashMap<>();
        SpillwayManagers.cachesOf(manager).forEach((name, cache) -> caches.put(name, describe(cache)));
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("uri", manager.getURI().toString());
        description.put("health", manager.unwrap(Health.class));
        description.put("caches", caches);
        description.put("configuration", manager.unwrap(ConfigurationInForce.class));
        return description;
    }

    private static Object describe(Cache<?, ?> cache) {
        return cache.unwrap(CacheTiers.class);
    }
}
