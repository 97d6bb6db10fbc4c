package io.spillway.tier.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.cache.Cache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** What is acknowledged while Redis is gone is here meanwhile, and there afterwards. */
class OwedTest extends RedisTest {
    private static final String REDIS = ", redis: { deadline: 200ms }";
    private static final String NOTHING_ABOVE = "heap: 1, disk: none" + REDIS;

    private Map<String, String> inRedis(RedisUnderTest server) {
        return content(open(server, cache("heap: 1MB, disk: none")).getCache("c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {NOTHING_ABOVE, "heap: 4KB, disk: 1MB" + REDIS, "heap: 1MB, disk: none" + REDIS})
    void everyOperationGoesOnWithoutRedis(String tiers) {
        RedisUnderTest server = closing(RedisUnderTest.own());
        Cache<String, String> cache = open(server, cache(tiers)).getCache("c");
        for (int i = 0; i < 100; i++) {
            cache.put("k" + i, "v" + i);
        }
        server.pause();
        Map<String, String> expected = new HashMap<>();
        for (int i = 0; i < 50; i++) {
            cache.put("k" + i, "w" + i);
            expected.put("k" + i, "w" + i);
        }
        for (int i = 50; i < 60; i++) {
            // Whether there is anything to remove nobody can say, but it must be gone.
            cache.remove("k" + i);
        }
        for (int i = 0; i < 50; i++) {
            assertThat(cache.get("k" + i)).isEqualTo("w" + i);
        }
        for (int i = 50; i < 60; i++) {
            assertThat(cache.get("k" + i)).isNull();
        }
        assertThat(cache.getAndReplace("k1", "x")).isEqualTo("w1");
        assertThat(cache.getAndRemove("k2")).isEqualTo("w2");
        assertThat(cache.putIfAbsent("k3", "x")).isFalse();
        expected.put("k1", "x");
        expected.remove("k2");
        server.resume();
        awaitPaid(cache);
        for (int i = 60; i < 100; i++) {
            expected.put("k" + i, "v" + i);
        }
        assertThat(content(cache)).isEqualTo(expected);
        assertThat(inRedis(server)).isEqualTo(expected);
        assertThat(tiers(cache).redis().lost()).isZero();
    }

    @Test
    void aClearWithoutRedisTakesEffectThereLater() {
        RedisUnderTest server = closing(RedisUnderTest.own());
        Cache<String, String> cache = open(server, cache(NOTHING_ABOVE)).getCache("c");
        cache.put("a", "1");
        server.pause();
        cache.put("b", "1");
        cache.clear();
        assertThat(cache.get("a")).isNull();
        assertThat(cache.get("b")).isNull();
        cache.put("c", "2");
        assertThat(content(cache)).isEqualTo(Map.of("c", "2"));
        server.resume();
        awaitPaid(cache);
        assertThat(content(cache)).isEqualTo(Map.of("c", "2"));
        assertThat(inRedis(server)).isEqualTo(Map.of("c", "2"));
        await().until(() -> namesInRedis(server).size() == 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap: 1MB, disk: none" + REDIS, "heap: 4KB, disk: 8MB" + REDIS})
    void aServerThatWasEmptiedGetsBackWhatIsHere(String tiers) {
        RedisUnderTest server = closing(RedisUnderTest.own());
        Cache<String, String> cache = open(server, cache(tiers)).getCache("c");
        Map<String, String> expected = new HashMap<>();
        for (int i = 0; i < 1_200; i++) {
            cache.put("k" + i, "v" + i);
            expected.put("k" + i, "v" + i);
        }
        cache.remove("k0");
        expected.remove("k0");
        server.kill();
        cache.put("k1", "w");
        cache.remove("k2");
        expected.put("k1", "w");
        expected.remove("k2");
        server.start();
        await().untilAsserted(() -> assertThat(inRedis(server)).isEqualTo(expected));
        try (Jedis jedis = server.jedis()) {
            jedis.flushAll();
        }
        await().untilAsserted(() -> assertThat(inRedis(server)).isEqualTo(expected));
        assertThat(content(cache)).isEqualTo(expected);
    }

    @Test
    void theNewerWriteOfAnotherNodeWinsAndTheLoserIsCounted() {
        RedisUnderTest server = closing(RedisUnderTest.own());
        RedisUnderTest.Gate gate = closing(server.gate());
        Cache<String, String> cut =
                openAt(gate.address(), cache("heap: 1MB, disk: 1MB" + REDIS)).getCache("c");
        Cache<String, String> other =
                open(server, cache("heap: 1MB, disk: none")).getCache("c");
        cut.put("k", "0");
        gate.close();
        cut.put("k", "older");
        // Of two writes in one millisecond, either may count as the newer one.
        long then = System.currentTimeMillis();
        await().pollDelay(Duration.ZERO).until(() -> System.currentTimeMillis() > then);
        other.put("k", "newer");
        assertThat(cut.get("k")).isEqualTo("older");
        gate.open();
        awaitPaid(cut);
        assertThat(tiers(cut).redis().lost()).isEqualTo(1);
        assertThat(cut.get("k")).isEqualTo("newer");
    }

    @Test
    void anEntryThatIsUsedOutlivesItsTimeInRedis() {
        RedisUnderTest server = closing(RedisUnderTest.own());
        Cache<String, String> cache = open(server, cache("heap: 1MB, disk: none, expiry: { idle: 1h }" + REDIS))
                .getCache("c");
        cache.put("k", "v");
        try (Jedis jedis = server.jedis()) {
            jedis.unlink(namesInRedis(server).get(0));
        }
        await().until(() -> {
            assertThat(cache.get("k")).isEqualTo("v");
            return namesInRedis(server).size() == 1;
        });
    }

    @Test
    void nothingAcknowledgedIsLostWhileRedisComesAndGoes() throws Exception {
        long seed = System.nanoTime();
        System.out.println("OwedTest seed " + seed);
        RedisUnderTest server = closing(RedisUnderTest.own());
        Cache<String, String> cache =
                open(server, cache("heap: 20KB, disk: none" + REDIS)).getCache("c");
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        List<Future<Map<String, String>>> models = new ArrayList<>();
        try {
            for (int t = 0; t < 3; t++) {
                int thread = t;
                models.add(threads.submit(() -> play(cache, "t" + thread + "-", new Random(seed + thread), stop)));
            }
            Random random = new Random(seed);
            for (int round = 0; round < 12; round++) {
                Thread.sleep(random.nextInt(200));
                server.pause();
                Thread.sleep(random.nextInt(500));
                server.resume();
            }
        } finally {
            stop.set(true);
            threads.shutdown();
        }
        Map<String, String> expected = new HashMap<>();
        for (Future<Map<String, String>> model : models) {
            expected.putAll(model.get());
        }
        awaitPaid(cache);
        assertThat(content(cache)).as("seed %s", seed).isEqualTo(expected);
        assertThat(inRedis(server)).as("seed %s", seed).isEqualTo(expected);
        assertThat(tiers(cache).redis().lost()).isZero();
    }

    /** Changes keys that nobody else does; what they have is always what was acknowledged, or unknown to be in Redis. */
    private static Map<String, String> play(
            Cache<String, String> cache, String prefix, Random random, AtomicBoolean stop) {
        Map<String, String> model = new HashMap<>();
        for (int i = 0; !stop.get(); i++) {
            String key = prefix + random.nextInt(200);
            change(cache, model, key, i, random);
        }
        return model;
    }
}
