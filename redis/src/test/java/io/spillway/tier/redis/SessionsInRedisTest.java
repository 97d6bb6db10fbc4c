package io.spillway.tier.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.spillway.CacheTiers;
import io.spillway.Session;
import io.spillway.SessionMetadata;
import io.spillway.SessionNotFoundException;
import io.spillway.Sessions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Sessions with a heap that holds a few of them, a disk tier, and Redis. Whoever opens them anew has nothing but Redis. */
class SessionsInRedisTest extends RedisTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final SessionMetadata METADATA =
            new SessionMetadata("192.0.2.7", "curl/8 \u00e9\ud83d\ude00", "api", Map.of()).with("campaign", "spring");

    private CacheManager manager;

    private Sessions openSessions() {
        manager = open(redis(), """
            caches:
              sessions:
                { key: java.lang.String, value: io.spillway.Session, heap: 4KB, disk: 16MB, redis: { deadline: 20s } }
              sessions-by-user:
                { key: java.lang.String, value: java.lang.String, disk: none, redis: { deadline: 20s } }
            """);
        return Sessions.open(manager, "sessions");
    }

    private Cache<String, Session> cache() {
        return manager.getCache("sessions", String.class, Session.class);
    }

    private static List<Session> createAll(Sessions sessions, int number) {
        List<Session> all = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            Session session = sessions.create("user" + i % 4, METADATA, Duration.ofHours(1));
            all.add(sessions.update(session.id(), "cart", List.of(Map.of("sku", "s" + i, "price", 1.25))));
        }
        return all;
    }

    @Test
    void allComeBackFromRedisAsTheyWereAndLandAbove() {
        List<Session> all = createAll(openSessions(), 100);
        manager.close();

        Sessions next = openSessions();
        assertThat(tiers(cache()).heap().entries() + tiers(cache()).disk().entries())
                .isZero();
        for (Session session : all) {
            assertThat(next.get(session.id())).contains(session);
        }
        CacheTiers tiers = tiers(cache());
        assertThat(tiers.redis().hits()).isEqualTo(100);
        assertThat(tiers.restores()).isEqualTo(100);
        assertThat(tiers.heap().entries()).isPositive();
        assertThat(tiers.disk().entries()).isPositive();
        for (Session session : all) {
            assertThat(next.get(session.id())).contains(session);
        }
        assertThat(tiers(cache()).redis().hits()).isEqualTo(100);
        assertThat(next.byUser("user1")).hasSize(25);
        assertThat(next.active()).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void whatIsTerminatedIsGoneFromRedisToo() {
        Sessions sessions = openSessions();
        List<Session> all = createAll(sessions, 20);
        for (Session session : all) {
            assertThat(sessions.terminate(session.id())).isTrue();
            assertThat(sessions.terminate(session.id())).isFalse();
        }
        CacheTiers tiers = tiers(cache());
        assertThat(tiers.heap().entries() + tiers.disk().entries()).isZero();
        manager.close();

        Sessions next = openSessions();
        for (Session session : all) {
            assertThat(next.get(session.id())).isEmpty();
            assertThat(next.terminate(session.id())).isFalse();
        }
        assertThat(next.byUser("user0")).isEmpty();
        assertThat(next.count()).isZero();
    }

    @Test
    void whatIsTerminatedOnOneNodeIsNotFoundByANewOne() {
        Sessions one = openSessions();
        Session session = one.create("alice", METADATA);
        Sessions two = openSessions();
        assertThat(two.terminate(session.id())).isTrue();
        Sessions three = openSessions();
        assertThat(three.get(session.id())).isEmpty();
        assertThatExceptionOfType(SessionNotFoundException.class).isThrownBy(() -> three.update(session.id(), "a", 1));
    }

    @Test
    void expireInRedisWhenTheirOwnTimeIsOver() {
        Sessions sessions = openSessions();
        Session brief = sessions.create("alice", METADATA, Duration.ofSeconds(2));
        Session lasting = sessions.create("alice", METADATA, Duration.ofMinutes(10));
        assertThat(ttl(lasting)).isBetween(TimeUnit.MINUTES.toMillis(9), TimeUnit.MINUTES.toMillis(10));
        assertThat(ttl(brief)).isLessThanOrEqualTo(2_000);
        manager.close();

        await().atMost(PATIENCE).until(() -> Instant.now().isAfter(brief.expires()));
        Sessions next = openSessions();
        assertThat(next.get(brief.id())).isEmpty();
        assertThat(next.get(lasting.id())).contains(lasting);
        assertThat(next.byUser("alice")).containsExactly(lasting);
    }

    @Test
    void toTouchIsToMoveTheDeadlineInRedis() {
        Sessions sessions = openSessions();
        Session session = sessions.create("alice", METADATA, Duration.ofMinutes(10));
        try (Jedis jedis = redis().jedis()) {
            jedis.pexpire(name(jedis, session), TimeUnit.MINUTES.toMillis(1));
        }
        assertThat(sessions.touch(session.id())).isTrue();
        assertThat(ttl(session)).isGreaterThan(TimeUnit.MINUTES.toMillis(5));
    }

    @Test
    void isJsonBehindTheHeader() {
        Sessions sessions = openSessions();
        Session session = sessions.create("alice", METADATA);
        sessions.update(session.id(), "cart", List.of("apples"));
        try (Jedis jedis = redis().jedis()) {
            String stored = new String(
                    jedis.get(name(jedis, session).getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
            assertThat(stored).contains("\"userId\":\"alice\"", "\"data\":{\"cart\":[\"apples\"]}", "curl/8 \u00e9");
        }
    }

    @Test
    void concurrentChangesOnOneNodeLoseNothing() throws Exception {
        Sessions sessions = openSessions();
        Session shared = sessions.create("alice", METADATA);
        int threads = 4;
        int rounds = 100;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> work = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                work.add(pool.submit(() -> {
                    for (int i = 0; i < rounds; i++) {
                        sessions.update(
                                shared.id(),
                                old -> old.with("count", old.get("count") instanceof Long count ? count + 1 : 1));
                        sessions.create("bob", METADATA);
                    }
                }));
            }
            for (Future<?> done : work) {
                done.get();
            }
        } finally {
            pool.shutdownNow();
        }
        manager.close();

        Sessions next = openSessions();
        assertThat(next.get(shared.id()).orElseThrow().get("count")).isEqualTo((long) threads * rounds);
        assertThat(next.byUser("bob")).hasSize(threads * rounds);
    }

    private long ttl(Session session) {
        try (Jedis jedis = redis().jedis()) {
            return jedis.pttl(name(jedis, session));
        }
    }

    private String name(Jedis jedis, Session session) {
        return jedis.keys(namespace + ":sessions:*" + session.id()).stream()
                .findAny()
                .orElseThrow();
    }
}
