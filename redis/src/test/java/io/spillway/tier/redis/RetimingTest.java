package io.spillway.tier.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.ConfigurationInForce;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.junit.jupiter.api.Test;

/** The times of a Redis tier, changed while it is in use. */
class RetimingTest extends RedisTest {
    private CacheManager reloading(String times) {
        return open(redis(), "hot-reload: true\n" + cache("redis: { writes: behind, " + times + " }"));
    }

    private static void edit(CacheManager manager, String before, String after) throws IOException {
        Path file = Path.of(manager.getURI());
        Files.writeString(file, Files.readString(file).replace(before, after));
    }

    @Test
    void whatIsOwedGoesByTheNewPace() throws IOException {
        CacheManager manager = reloading("deadline: 1s, drain: { every: 10h }");
        Cache<String, String> cache = manager.getCache("c");
        cache.put("a", "1");
        assertThat(tiers(cache).redis().owed()).isEqualTo(1);
        assertThat(namesInRedis(redis())).isEmpty();

        edit(manager, "10h", "10ms");

        await().until(() -> tiers(cache).redis().owed() == 0);
        assertThat(namesInRedis(redis())).hasSize(1);
        cache.put("b", "2");
        await().until(() -> namesInRedis(redis()).size() == 2);
    }

    @Test
    void whatTheConnectionWasNotMadeForIsRefused() throws IOException {
        CacheManager manager = reloading("deadline: 50ms");

        edit(manager, "50ms", "5s");
        await().until(() -> manager.unwrap(ConfigurationInForce.class).refusals() == 1);
        assertThat(manager.unwrap(ConfigurationInForce.class).lastRefusal())
                .contains("caches.c.redis: a deadline of more than 1s takes another connection to Redis; restart the"
                        + " application, or undo this edit");

        edit(manager, "5s", "1s");
        await().until(() -> manager.unwrap(ConfigurationInForce.class).changes() == 1);

        edit(manager, "behind", "through");
        await().until(() -> manager.unwrap(ConfigurationInForce.class).refusals() == 2);
        assertThat(manager.unwrap(ConfigurationInForce.class).lastRefusal())
                .contains(
                        "caches.c.redis: this can't change while the application runs (caches.c.redis: { writes: behind,");
    }
}
