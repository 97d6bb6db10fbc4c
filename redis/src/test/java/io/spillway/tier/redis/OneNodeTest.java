package io.spillway.tier.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.CacheTiers;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.integration.CacheLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** A cache with all its tiers, and what of it is found when nothing but Redis is left. */
class OneNodeTest extends RedisTest {
    private static final String HEAP_ONLY = "heap: 100KB, disk: none";
    private static final String NOTHING_ABOVE = "heap: 1, disk: none";

    @Test
    void whatWasPutIsFoundByTheNextManager() {
        Cache<String, String> cache = open(HEAP_ONLY);
        cache.put("a", "1");
        cache.put("b", "2");
        cache.remove("b");
        assertThat(cache.get("a")).isEqualTo("1");
        assertThat(tiers(cache).heap().hits()).isEqualTo(1);
        cache.close();

        Cache<String, String> next = open(HEAP_ONLY);
        assertThat(next.get("a")).isEqualTo("1");
        assertThat(next.get("a")).isEqualTo("1");
        assertThat(next.get("b")).isNull();
        CacheTiers tiers = tiers(next);
        assertThat(tiers.redis().available()).isTrue();
        assertThat(tiers.redis().hits()).isEqualTo(1);
        assertThat(tiers.restores()).isEqualTo(1);
        assertThat(tiers.heap().hits()).isEqualTo(1);
        assertThat(tiers.misses()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {NOTHING_ABOVE, "heap: 4KB, disk: none", "heap: 4KB, disk: 1MB", HEAP_ONLY})
    void everyOperationSeesWhatIsInRedis(String tiers) {
        Cache<String, String> cache = open(tiers);
        for (int i = 0; i < 200; i++) {
            cache.put("k" + i, "v" + i);
        }
        for (int i = 0; i < 200; i++) {
            assertThat(cache.get("k" + i)).isEqualTo("v" + i);
        }
        assertThat(cache.containsKey("k1")).isTrue();
        assertThat(cache.putIfAbsent("k1", "other")).isFalse();
        assertThat(cache.getAndPut("k1", "w1")).isEqualTo("v1");
        assertThat(cache.getAndReplace("k2", "w2")).isEqualTo("v2");
        assertThat(cache.replace("k3", "no", "w3")).isFalse();
        assertThat(cache.replace("k3", "v3", "w3")).isTrue();
        assertThat(cache.replace("gone", "x")).isFalse();
        assertThat(cache.getAndRemove("k4")).isEqualTo("v4");
        assertThat(cache.remove("k5")).isTrue();
        assertThat(cache.remove("k5")).isFalse();
        assertThat(cache.remove("k6", "no")).isFalse();
        assertThat(cache.remove("k6", "v6")).isTrue();
        assertThat(cache.<String>invoke("k7", (entry, arguments) -> {
                    String old = entry.getValue();
                    entry.setValue("w7");
                    return old;
                }))
                .isEqualTo("v7");
        cache.putAll(Map.of("k8", "w8", "new", "n"));
        cache.removeAll(Set.of("k9", "k10"));

        Map<String, String> expected = new HashMap<>();
        IntStream.range(11, 200).forEach(i -> expected.put("k" + i, "v" + i));
        expected.putAll(Map.of("k0", "v0", "k1", "w1", "k2", "w2", "k3", "w3", "k7", "w7", "k8", "w8", "new", "n"));
        assertThat(content(cache)).isEqualTo(expected);
        assertThat(cache.getAll(Set.of("k1", "k4", "k11"))).isEqualTo(Map.of("k1", "w1", "k11", "v11"));
        assertThat(tiers(cache).evictions()).isZero();
        cache.close();
        assertThat(content(open(tiers))).isEqualTo(expected);
    }

    @Test
    void iterationSeesWhatMovesUpMeanwhileOnce() {
        Cache<String, String> cache = open("heap: 100KB, disk: 1MB");
        for (int i = 0; i < 2_000; i++) {
            cache.put("k" + i, "v".repeat(200));
        }
        cache.close();
        Cache<String, String> next = open("heap: 100KB, disk: 1MB");
        Set<String> seen = new HashSet<>();
        int i = 0;
        for (Cache.Entry<String, String> entry : next) {
            assertThat(seen.add(entry.getKey())).isTrue();
            next.get("k" + (i * 7) % 2_000);
            next.get("k" + (i * 13) % 2_000);
            i++;
        }
        assertThat(seen).hasSize(2_000);
    }

    @ParameterizedTest
    @CsvSource({"idle, 0", "updated, 0", "created, 1000", "accessed, 1000"})
    void aPutAsksRedisOnlyIfItMatters(String expiry, int asked) {
        RedisUnderTest server = closing(RedisUnderTest.own());
        Cache<String, String> cache = open(server, cache(NOTHING_ABOVE + ", expiry: { " + expiry + ": 1h }"))
                .getCache("c");
        long before = server.calls("get");
        for (int i = 0; i < 1_000; i++) {
            cache.put("k" + i, "v");
        }
        // In the background it looks at the meta key once a second.
        assertThat(server.calls("get") - before).isBetween((long) asked, asked + 200L);
        cache.put("k1", "w");
        assertThat(cache.get("k1")).isEqualTo("w");
        assertThat(namesInRedis(server)).hasSize(1_000);
    }

    @Test
    void removeAllRemovesWhatIsInRedisAlone() {
        Cache<String, String> cache = open(NOTHING_ABOVE);
        for (int i = 0; i < 1_500; i++) {
            cache.put("k" + i, "v");
        }
        cache.removeAll();
        assertThat(cache.iterator().hasNext()).isFalse();
        cache.close();
        assertThat(open(HEAP_ONLY).iterator().hasNext()).isFalse();
    }

    @Test
    void clearLeavesNothingBehind() {
        Cache<String, String> cache = open("heap: 4KB, disk: none");
        for (int i = 0; i < 1_500; i++) {
            cache.put("k" + i, "v");
        }
        cache.clear();
        assertThat(cache.get("k1")).isNull();
        cache.put("k1", "w");
        await().untilAsserted(() -> assertThat(namesInRedis(redis())).hasSize(1));
        assertThat(cache.get("k1")).isEqualTo("w");
        cache.close();
        assertThat(content(open(HEAP_ONLY))).isEqualTo(Map.of("k1", "w"));
    }

    @Test
    void destroyCacheRemovesWhatRedisHas() {
        CacheManager manager = open(redis(), cache(HEAP_ONLY));
        manager.getCache("c").put("k", "v");
        manager.destroyCache("c");
        manager.close();
        assertThat(namesInRedis(redis())).isEmpty();
        assertThat(open(HEAP_ONLY).get("k")).isNull();
    }

    @Test
    void cachesWithSimilarNamesDoNotMix() {
        List<String> names = List.of("a", "a:b", "a*", "A", "a%3Ab", "ä", "", "meta");
        CacheManager manager = open(redis(), "defaults: { heap: 4KB, disk: none, redis: { deadline: 20s } }");
        for (String name : names) {
            Cache<String, String> cache = manager.createCache(
                    name, new MutableConfiguration<String, String>().setTypes(String.class, String.class));
            for (int i = 0; i < 50; i++) {
                cache.put("k" + i, name);
            }
        }
        for (String name : names) {
            Cache<String, String> cache = manager.getCache(name, String.class, String.class);
            assertThat(content(cache)).hasSize(50);
            assertThat(new HashSet<>(content(cache).values())).containsExactly(name);
            cache.clear();
            assertThat(content(cache)).isEmpty();
        }
        await().untilAsserted(() -> assertThat(namesInRedis(redis())).isEmpty());
    }

    @Test
    void aPutOverWhatIsInRedisAloneIsAnUpdate() {
        Cache<String, String> cache = open(NOTHING_ABOVE);
        List<String> events = new ArrayList<>();
        class Listener
                implements CacheEntryCreatedListener<String, String>,
                        CacheEntryUpdatedListener<String, String>,
                        Serializable {
            private static final long serialVersionUID = 1L;

            @Override
            public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends String>> created) {
                created.forEach(event -> events.add("created " + event.getValue()));
            }

            @Override
            public void onUpdated(Iterable<CacheEntryEvent<? extends String, ? extends String>> updated) {
                updated.forEach(event -> events.add(event.getOldValue() + " became " + event.getValue()));
            }
        }
        cache.registerCacheEntryListener(new MutableCacheEntryListenerConfiguration<>(
                FactoryBuilder.factoryOf(new Listener()), null, true, true));
        cache.put("k", "1");
        cache.put("k", "2");
        assertThat(events).containsExactly("created 1", "1 became 2");
    }

    /** Loads nothing but shouts. */
    public static final class Loader implements CacheLoader<String, String> {
        @Override
        public String load(String key) {
            return "loaded " + key;
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> keys) {
            Map<String, String> loaded = new HashMap<>();
            keys.forEach(key -> loaded.put(key, load(key)));
            return loaded;
        }
    }

    @Test
    void theLoaderIsAskedAfterRedisAndWhatItGivesGoesThere() {
        Cache<String, String> cache = open(HEAP_ONLY);
        cache.put("k", "put");
        cache.close();
        Cache<String, String> loading = open(HEAP_ONLY + ", read-through: " + Loader.class.getName());
        assertThat(loading.get("k")).isEqualTo("put");
        assertThat(loading.get("l")).isEqualTo("loaded l");
        assertThat(loading.getAll(Set.of("k", "m"))).isEqualTo(Map.of("k", "put", "m", "loaded m"));
        loading.close();
        assertThat(content(open(HEAP_ONLY))).isEqualTo(Map.of("k", "put", "l", "loaded l", "m", "loaded m"));
    }

    @Test
    void redisOnlyReadIsNotWritten() {
        Cache<String, String> cache = open(HEAP_ONLY);
        cache.put("k", "1");
        cache.close();
        Cache<String, String> reading = open(HEAP_ONLY + ", redis: { writes: none, deadline: 20s }");
        assertThat(reading.get("k")).isEqualTo("1");
        reading.put("k", "2");
        reading.put("l", "2");
        reading.remove("k");
        reading.clear();
        reading.close();
        assertThat(content(open(HEAP_ONLY))).isEqualTo(Map.of("k", "1"));
    }

    @Test
    void aCacheByReferenceIsNotInRedisUnlessItAsks() {
        String byReference = HEAP_ONLY + ", store-by-value: false";
        Cache<String, String> cache = open(
                        redis(),
                        "caches: { c: { key: java.lang.String, value: java.lang.String, store-by-value: false } }")
                .getCache("c");
        cache.put("k", "1");
        assertThat(tiers(cache).redis()).isEqualTo(CacheTiers.Redis.NONE);
        cache.close();
        assertThat(namesInRedis(redis())).isEmpty();
        open(byReference + ", redis: { writes: through, deadline: 20s }").put("k", "1");
        assertThat(namesInRedis(redis())).hasSize(1);
    }

    @Test
    void aCacheWithoutRedisIsNotThere() {
        open(HEAP_ONLY + ", redis: none").put("k", "1");
        try (Jedis jedis = redis().jedis()) {
            assertThat(jedis.keys(namespace + "*")).isEmpty();
        }
    }

    @Test
    void anAcknowledgedEntryNeedsNoRoomOnDisk() {
        String full = "heap: 4KB, disk: 1MB, when-full: reject";
        Cache<String, String> cache = open(full);
        for (int i = 0; i < 2_000; i++) {
            cache.put("k" + i, "v".repeat(2_000));
        }
        for (int i = 0; i < 2_000; i++) {
            assertThat(cache.get("k" + i)).hasSize(2_000);
        }
        assertThat(tiers(cache).refusals()).isZero();
    }

    @Test
    void largeValuesComeBack() {
        Cache<String, String> cache = open("heap: 1MB, disk: 8MB");
        String large = "x".repeat(300_000);
        for (int i = 0; i < 10; i++) {
            cache.put("k" + i, large + i);
        }
        cache.close();
        Cache<String, String> next = open("heap: 1MB, disk: 8MB");
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 10; i++) {
                assertThat(next.get("k" + i)).isEqualTo(large + i);
            }
        }
    }

    @Test
    void whatSurvivesACrashIsInRedisToo() {
        String yaml = "directory: '" + folder.resolve("files") + "'\n" + cache("heap: 4KB, disk: 8MB, survives: crash");
        CacheManager manager = open(redis(), yaml);
        Cache<String, String> cache = manager.getCache("c");
        for (int i = 0; i < 300; i++) {
            cache.put("k" + i, "v" + i);
        }
        cache.remove("k0");
        manager.close();
        Cache<String, String> again = open(redis(), yaml).getCache("c");
        assertThat(again.get("k1")).isEqualTo("v1");
        assertThat(tiers(again).disk().hits()).isEqualTo(1);
        assertThat(content(again)).hasSize(299);
        assertThat(content(open(HEAP_ONLY))).hasSize(299);
    }

    @Test
    void anEmptiedServerIsGoneOnWith() {
        RedisUnderTest own = closing(RedisUnderTest.own());
        Cache<String, String> cache = open(own, cache(HEAP_ONLY)).getCache("c");
        cache.put("k", "1");
        try (Jedis jedis = own.jedis()) {
            jedis.flushAll();
        }
        assertThat(cache.get("k")).isEqualTo("1");
        assertThat(cache.get("l")).isNull();
        cache.put("l", "2");
        await().untilAsserted(() -> {
            try (Jedis jedis = own.jedis()) {
                assertThat(jedis.exists(namespace + ":c:meta")).isTrue();
            }
        });
        assertThat(open(own, cache(HEAP_ONLY)).<String, String>getCache("c").get("l"))
                .isEqualTo("2");
    }
}
