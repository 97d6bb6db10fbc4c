package io.spillway.tier.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.RedisUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/** Redis is not there, stops, comes back, or refuses. */
class OutageTest extends RedisTest {
    private static final String MISSING = "heap: 100KB, disk: none, redis: { deadline: 200ms }";
    private static final String FAILING = "heap: 100KB, disk: none, redis: { deadline: 200ms, when-unavailable: fail }";

    private static void refused(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(RedisUnavailableException.class);
    }

    @Test
    void aCacheOpensWithoutRedisAndFindsItLater() {
        RedisUnderTest server = closing(RedisUnderTest.absent());
        Cache<String, String> cache = open(server, cache(MISSING)).getCache("c");
        assertThat(cache.get("k")).isNull();
        assertThat(cache.containsKey("k")).isFalse();
        assertThat(tiers(cache).redis().available()).isFalse();
        assertThat(tiers(cache).redis().unanswered()).isPositive();
        cache.put("k", "1");
        assertThat(tiers(cache).redis().owed()).isEqualTo(1);
        assertThat(cache.get("k")).isEqualTo("1");
        server.start();
        await().until(() ->
                tiers(cache).redis().available() && tiers(cache).redis().owed() == 0);
        assertThat(another(server).get("k")).isEqualTo("1");
    }

    private Cache<String, String> another(RedisUnderTest server) {
        return open(server, cache("heap: 100KB, disk: none")).getCache("c");
    }

    @Test
    void readsFailWhereThatIsWanted() {
        RedisUnderTest server = closing(RedisUnderTest.absent());
        Cache<String, String> cache = open(server, cache(FAILING)).getCache("c");
        refused(() -> cache.get("k"));
        refused(() -> cache.containsKey("k"));
        refused(() -> cache.iterator().hasNext());
        refused(() -> cache.put("k", "1"));
        server.start();
        await().until(() -> tiers(cache).redis().available());
        assertThat(cache.get("k")).isNull();
        cache.put("k", "1");
        server.kill();
        assertThat(cache.get("k")).as("what the heap has is there").isEqualTo("1");
        refused(() -> cache.get("l"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itIsFoundAgainWhenItComesBack(boolean killed) {
        RedisUnderTest server = closing(RedisUnderTest.own());
        Cache<String, String> cache = open(server, cache(MISSING)).getCache("c");
        cache.put("k", "1");
        for (int round = 0; round < 2; round++) {
            if (killed) {
                server.kill();
            } else {
                server.pause();
            }
            await().until(() -> {
                assertThat(cache.get("absent")).isNull();
                return !tiers(cache).redis().available();
            });
            cache.put("l", "owed" + round);
            if (killed) {
                server.start();
            } else {
                server.resume();
            }
            await().until(() ->
                    tiers(cache).redis().available() && tiers(cache).redis().owed() == 0);
            assertThat(another(server).get("l")).isEqualTo("owed" + round);
            cache.put("l", "2");
            assertThat(cache.get("l")).isEqualTo("2");
        }
    }

    @Test
    void aWriteThatMayHaveBeenDoneIsNotTakenForUndone() {
        RedisUnderTest server = closing(RedisUnderTest.own());
        Cache<String, String> cache = open(server, cache(FAILING)).getCache("c");
        cache.put("k", "1");
        server.pause();
        assertThatThrownBy(() -> cache.put("k", "2"))
                .isInstanceOfSatisfying(
                        RedisUnavailableException.class,
                        e -> assertThat(e.mayHaveTakenEffect()).isTrue());
        server.resume();
        await().until(() -> tiers(cache).redis().available());
        String now = cache.get("k");
        assertThat(now).isIn("1", "2");
        cache.close();
        assertThat(open(server, cache(MISSING)).<String, String>getCache("c").get("k"))
                .isEqualTo(now);
    }

    @Test
    void aWrongPasswordIsNoAnswer() {
        RedisUnderTest server = RedisUnderTest.absent("--requirepass", "right");
        closing(server);
        // It answers a connection, which is what starting waits for.
        server.start();
        Cache<String, String> wrong = openAt(server.address().replace("redis://", "redis://:wrong@"), cache(MISSING))
                .getCache("c");
        assertThat(wrong.get("k")).isNull();
        wrong.put("k", "wrong");
        assertThat(wrong.get("k")).isEqualTo("wrong");
        Cache<String, String> right = openAt(server.address().replace("redis://", "redis://:right@"), cache(MISSING))
                .getCache("c");
        right.put("k", "1");
        assertThat(right.get("k")).isEqualTo("1");
    }

    @Test
    void aFullServerRefusesWritesAndAnswersReads() {
        RedisUnderTest server = closing(RedisUnderTest.own());
        Cache<String, String> cache = open(server, cache("heap: 1, disk: none, redis: { deadline: 20s }"))
                .getCache("c");
        cache.put("k", "1");
        try (Jedis jedis = server.jedis()) {
            jedis.configSet("maxmemory", "1");
            for (int i = 0; i < 40; i++) {
                cache.put("l" + i, "2");
                assertThat(cache.get("l" + i)).isEqualTo("2");
                assertThat(cache.get("k")).isEqualTo("1");
            }
            assertThat(tiers(cache).redis().refused()).isEqualTo(40);
            assertThat(tiers(cache).redis().owed()).isEqualTo(40);
            assertThat(tiers(cache).redis().available()).isTrue();
            jedis.configSet("maxmemory", "0");
        }
        await().until(() -> tiers(cache).redis().owed() == 0);
        assertThat(another(server).get("l7")).isEqualTo("2");
    }

    @Test
    void aReadOnlyReplicaRefusesWritesAndAnswersReads() {
        RedisUnderTest server = closing(RedisUnderTest.own());
        Cache<String, String> cache = open(server, cache("heap: 1, disk: none, redis: { deadline: 20s }"))
                .getCache("c");
        cache.put("k", "1");
        cache.put("l", "1");
        try (Jedis jedis = server.jedis()) {
            jedis.slaveof("127.0.0.1", 1);
            cache.put("k", "2");
            assertThat(tiers(cache).redis().owed()).isEqualTo(1);
            assertThat(cache.get("k")).isEqualTo("2");
            assertThat(cache.get("l")).isEqualTo("1");
            jedis.slaveofNoOne();
        }
        await().until(() -> tiers(cache).redis().owed() == 0);
        assertThat(another(server).get("k")).isEqualTo("2");
    }

    @Test
    void cutConnectionsAreMadeAnew() {
        RedisUnderTest server = closing(RedisUnderTest.own());
        Cache<String, String> cache = open(server, cache("heap: 1, disk: none, redis: { deadline: 20s }"))
                .getCache("c");
        try (Jedis jedis = server.jedis()) {
            for (int i = 0; i < 20; i++) {
                int round = i;
                await().ignoreExceptionsInstanceOf(RedisUnavailableException.class)
                        .until(() -> {
                            cache.put("k", "v" + round);
                            return true;
                        });
                await().until(() -> ("v" + round).equals(cache.get("k")));
                jedis.clientKill(new ClientKillParams().type(ClientType.NORMAL));
            }
        }
    }

    @Test
    void anAddressThatCanNotBeIsRefusedAtOnce() {
        assertThatThrownBy(() -> openAt("redis://localhost/first", cache("heap: 1MB")))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("number of a database");
        assertThatThrownBy(() -> openFile("redis: { file: 'nowhere.yaml' }\n" + cache("heap: 1MB")))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("nowhere.yaml");
    }

    @Test
    void redissonsOwnFileIsTaken() throws Exception {
        RedisUnderTest server = closing(RedisUnderTest.own("--requirepass", "secret"));
        Path file = folder.resolve("redisson.yaml");
        Files.writeString(file, """
                singleServerConfig:
                  address: "%s"
                  password: secret
                  database: 3
                codec: !<org.redisson.client.codec.StringCodec> {}
                """.formatted(server.address()));
        CacheManager manager = openFile("redis: { file: '" + file + "' }\nnamespace: app\n"
                + cache("heap: 1, disk: none, redis: { deadline: 20s }"));
        Cache<String, String> cache = manager.getCache("c");
        cache.putAll(Map.of("k", "1"));
        assertThat(cache.get("k")).isEqualTo("1");
        try (Jedis jedis = server.jedis()) {
            jedis.auth("secret");
            jedis.select(3);
            assertThat(jedis.keys("app:c:*")).hasSize(2);
        }
    }
}
