package io.spillway.tier.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Times to live in Redis. */
class ExpiryTest extends RedisTest {
    private static final String NOTHING_ABOVE = "heap: 1, disk: none";
    private static final String HEAP_ONLY = "heap: 100KB, disk: none";

    private long ttl() {
        try (Jedis jedis = redis().jedis()) {
            return jedis.pttl(namesInRedis(redis()).get(0));
        }
    }

    @Test
    void whatNeverExpiresHasNone() {
        open(HEAP_ONLY).put("k", "v");
        assertThat(ttl()).isEqualTo(-1);
    }

    @Test
    void theDeadlineIsTheTimeToLive() {
        open(HEAP_ONLY + ", expiry: { created: 1h }").put("k", "v");
        assertThat(ttl()).isBetween(TimeUnit.MINUTES.toMillis(59), TimeUnit.MINUTES.toMillis(60));
    }

    @Test
    void aRestoredEntryExpiresWhenItWouldHave() {
        Cache<String, String> cache = open(HEAP_ONLY + ", expiry: { created: 2s }");
        long start = System.nanoTime();
        cache.put("k", "v");
        cache.close();
        Cache<String, String> next = open(HEAP_ONLY + ", expiry: { created: 1h }");
        assertThat(next.get("k")).isEqualTo("v");
        await().until(() -> next.get("k") == null);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(1_999));
    }

    @Test
    void aMovedDeadlineReachesRedisFromEveryTier() {
        for (String tiers : new String[] {HEAP_ONLY, NOTHING_ABOVE, "heap: 1, disk: 1MB"}) {
            Cache<String, String> cache = open(tiers + ", expiry: { idle: 1h }");
            cache.put("k", "v");
            try (Jedis jedis = redis().jedis()) {
                jedis.pexpire(namesInRedis(redis()).get(0), TimeUnit.MINUTES.toMillis(10));
                // A second access, as the first is of an entry whose deadline was never moved.
                await().until(() -> {
                    assertThat(cache.get("k")).isEqualTo("v");
                    return ttl() > TimeUnit.MINUTES.toMillis(60);
                });
            }
            cache.clear();
            await().until(() -> namesInRedis(redis()).isEmpty());
            cache.getCacheManager().close();
        }
    }

    @Test
    void whatHasExpiredHereDoesNotComeBackThoughRedisKeepsItALittleLonger() {
        Cache<String, String> cache = open(HEAP_ONLY + ", expiry: { idle: 1s }");
        cache.put("k", "v");
        for (int i = 0; i < 3; i++) {
            assertThat(cache.get("k")).isEqualTo("v");
            cache.put("k", "v");
        }
        long start = System.nanoTime();
        await().pollInterval(java.time.Duration.ofMillis(1)).until(() -> !cache.containsKey("k"));
        long gone = System.nanoTime();
        assertThat(gone - start).isLessThan(TimeUnit.MILLISECONDS.toNanos(1_060));
        while (System.nanoTime() - gone < TimeUnit.MILLISECONDS.toNanos(200)) {
            assertThat(cache.containsKey("k")).isFalse();
        }
    }
}
