package io.spillway.tier.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import javax.cache.Cache;
import org.junit.jupiter.api.Test;

/** {@code writes: behind}. */
class BehindTest extends RedisTest {
    private static String behind(String drain) {
        return "heap: 1, disk: none, redis: { writes: behind, deadline: 20s, drain: " + drain + " }";
    }

    private Map<String, String> inRedis(RedisUnderTest server) {
        Map<String, String> content = new HashMap<>();
        Cache<String, String> cache =
                open(server, cache("heap: 1MB, disk: none")).getCache("c");
        cache.forEach(entry -> content.put(entry.getKey(), entry.getValue()));
        return content;
    }

    @Test
    void whatIsWrittenIsFoundAtOnceAndInRedisSoon() {
        Cache<String, String> cache = open(behind("{ every: 50ms }"));
        Map<String, String> expected = new HashMap<>();
        for (int i = 0; i < 3_000; i++) {
            cache.put("k" + i, "v" + i);
            assertThat(cache.get("k" + i)).isEqualTo("v" + i);
            expected.put("k" + i, "v" + i);
        }
        cache.remove("k0");
        expected.remove("k0");
        assertThat(cache.get("k0")).isNull();
        await().until(() -> tiers(cache).redis().owed() == 0);
        assertThat(inRedis(redis())).isEqualTo(expected);
    }

    @Test
    void writesOfOneKeyBecomeOne() {
        RedisUnderTest server = closing(RedisUnderTest.own());
        Cache<String, String> cache =
                open(server, cache(behind("{ every: 1h }"))).getCache("c");
        for (int i = 0; i < 1_000; i++) {
            cache.put("k", "v" + i);
        }
        assertThat(tiers(cache).redis().owed()).isEqualTo(1);
        assertThat(namesInRedis(server)).isEmpty();
        cache.close();
        assertThat(inRedis(server)).isEqualTo(Map.of("k", "v999"));
    }

    @Test
    void theLagIsBounded() {
        RedisUnderTest server = closing(RedisUnderTest.own());
        Cache<String, String> cache =
                open(server, cache(behind("{ every: 1h, batch: 10 }"))).getCache("c");
        for (int i = 0; i < 1_000; i++) {
            cache.put("k" + i, "v");
        }
        assertThat(tiers(cache).redis().owed()).isEqualTo(200);
        assertThat(namesInRedis(server)).hasSize(800);
        cache.close();
        assertThat(inRedis(server)).hasSize(1_000);
    }

    @Test
    void aClearTakesWhatIsOwedAlong() {
        Cache<String, String> cache = open(behind("{ every: 1h }"));
        cache.put("k", "v");
        cache.clear();
        assertThat(cache.get("k")).isNull();
        cache.put("l", "w");
        cache.close();
        assertThat(inRedis(redis())).isEqualTo(Map.of("l", "w"));
    }

    @Test
    void whatIsOwedOutlivesAnOutage() {
        RedisUnderTest server = closing(RedisUnderTest.own());
        Cache<String, String> cache = open(
                        server, cache(behind("{ every: 20ms }").replace("20s", "200ms")))
                .getCache("c");
        cache.put("a", "1");
        server.pause();
        for (int i = 0; i < 100; i++) {
            cache.put("k" + i, "v");
        }
        server.resume();
        await().until(() -> tiers(cache).redis().owed() == 0);
        assertThat(inRedis(server)).hasSize(101);
    }
}
