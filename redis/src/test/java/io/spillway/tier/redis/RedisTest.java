package io.spillway.tier.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.CacheTiers;
import io.spillway.provider.SpillwayCachingProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Opens cache managers with a Redis tier. */
abstract class RedisTest {
    final String namespace = UUID.randomUUID().toString();

    @TempDir
    Path folder;

    private final List<SpillwayCachingProvider> providers = new ArrayList<>();
    private final List<AutoCloseable> toClose = new ArrayList<>();

    /** A server that is closed after the test. */
    <T extends AutoCloseable> T closing(T closeable) {
        toClose.add(closeable);
        return closeable;
    }

    /** Waits for a condition, as long as it may take on a machine that has other things to do. */
    static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }

    RedisUnderTest redis() {
        return RedisUnderTest.shared();
    }

    /** A manager whose caches are in Redis; each call is another node. */
    CacheManager open(RedisUnderTest server, String yaml) {
        return openAt(server.address(), yaml);
    }

    CacheManager openAt(String address, String yaml) {
        return openFile("redis: { address: '" + address + "' }\nnamespace: " + namespace + "\n" + yaml);
    }

    CacheManager openFile(String yaml) {
        try {
            Path file = Files.createTempFile(folder, "spillway", ".yaml");
            Files.writeString(file, yaml);
            SpillwayCachingProvider provider = new SpillwayCachingProvider();
            providers.add(provider);
            return provider.getCacheManager(file.toUri(), RedisTest.class.getClassLoader());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A cache of strings, declared as {@code c}. */
    Cache<String, String> open(String settings) {
        return open(redis(), cache(settings)).getCache("c");
    }

    /** With a deadline that no busy machine exceeds, unless the settings have one. */
    static String cache(String settings) {
        return "caches: { c: { key: java.lang.String, value: java.lang.String, " + settings
                + (settings.contains("redis:") ? "" : ", redis: { deadline: 20s }") + " } }\n";
    }

    static CacheTiers tiers(Cache<?, ?> cache) {
        return cache.unwrap(CacheTiers.class);
    }

    /** All that a cache holds; each entry must come once. */
    static Map<String, String> content(Cache<String, String> cache) {
        Map<String, String> content = new HashMap<>();
        for (Cache.Entry<String, String> entry : cache) {
            assertThat(content.put(entry.getKey(), entry.getValue()))
                    .as(entry.getKey())
                    .isNull();
        }
        return content;
    }

    /** Waits until Redis has all that was acknowledged. */
    static void awaitPaid(Cache<?, ?> cache) {
        await().until(() ->
                tiers(cache).redis().available() && tiers(cache).redis().owed() == 0);
    }

    /** One change of a key that nobody else changes, or a look at it: what is found is what was acknowledged. */
    static void change(Cache<String, String> cache, Map<String, String> model, String key, int number, Random random) {
        switch (random.nextInt(4)) {
            case 0 -> {
                cache.remove(key);
                model.remove(key);
            }
            case 1 -> {
                String found = cache.get(key);
                // Without an answer of Redis, it is a miss.
                if (found != null) {
                    assertThat(found).isEqualTo(model.get(key));
                }
            }
            default -> {
                String value = "v" + number + "x".repeat(random.nextInt(300));
                cache.put(key, value);
                model.put(key, value);
            }
        }
    }

    /** The names of all keys of this test but the meta keys. */
    List<String> namesInRedis(RedisUnderTest server) {
        try (Jedis jedis = server.jedis()) {
            return jedis.keys(namespace + ":*").stream()
                    .filter(name -> !name.endsWith(":meta"))
                    .toList();
        }
    }

    @AfterEach
    void closeAll() throws Exception {
        providers.forEach(SpillwayCachingProvider::close);
        for (AutoCloseable closeable : toClose) {
            closeable.close();
        }
    }
}
