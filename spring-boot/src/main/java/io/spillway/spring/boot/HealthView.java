package io.spillway.spring.boot;

import io.spillway.CacheTiers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.cache.CacheManager;

/**
 * How the caches of a manager are. A cache that has no room on disk, or no Redis, answers still, so that it is up: the details
 * tell. Who asks whether the application can serve is not to hear that it can't.
 *
 * @param up whether the manager is open
 * @param spillingStopped caches for whose files the file system has no room
 * @param withoutRedis caches whose Redis does not answer
 * @param owed writes that Redis does not have yet, over all caches
 */
public record HealthView(boolean up, List<String> spillingStopped, List<String> withoutRedis, long owed) {
    /** Copies the lists. */
    public HealthView {
        spillingStopped = List.copyOf(spillingStopped);
        withoutRedis = List.copyOf(withoutRedis);
    }

    static HealthView of(CacheManager manager) {
        List<String> stopped = new ArrayList<>();
        List<String> withoutRedis = new ArrayList<>();
        long[] owed = new long[1];
        SpillwayManagers.cachesOf(manager).forEach((name, cache) -> {
            CacheTiers tiers = cache.unwrap(CacheTiers.class);
            if (tiers.spillingStopped()) {
                stopped.add(name);
            }
            if (!tiers.redis().equals(CacheTiers.Redis.NONE) && !tiers.redis().available()) {
                withoutRedis.add(name);
            }
            owed[0] += tiers.redis().owed();
        });
        return new HealthView(!manager.isClosed(), stopped, withoutRedis, owed[0]);
    }

    /** How all managers of an application are, for an indicator of whichever version of Spring Boot. */
    public static Map<String, HealthView> of(SpillwayManagers managers) {
        Map<String, HealthView> views = new LinkedHashMap<>();
        managers.all().forEach((name, manager) -> views.put(name, of(manager)));
        return views;
    }
}
