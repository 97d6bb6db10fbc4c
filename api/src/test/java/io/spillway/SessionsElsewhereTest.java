package io.spillway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sessions in the caches of another provider, which knows nothing of when they expire. */
class SessionsElsewhereTest {
    private static final SessionMetadata METADATA = new SessionMetadata("192.0.2.7", "curl", "api", Map.of("a", "b"));

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-02T03:04:05Z"));
    private final InstantSource clock = now::get;
    private final CacheManager manager = Caching.getCachingProvider(
                    "com.github.benmanes.caffeine.jcache.spi.CaffeineCachingProvider")
            .getCacheManager();
    private final Cache<String, Session> cache = manager.createCache(
            "sessions", new MutableConfiguration<String, Session>().setTypes(String.class, Session.class));
    private final Sessions sessions = Sessions.of(
            cache,
            manager.createCache(
                    "sessions-by-user",
                    new MutableConfiguration<String, String>().setTypes(String.class, String.class)),
            Duration.ofMinutes(5),
            clock);

    @AfterEach
    void close() {
        manager.destroyCache("sessions");
        manager.destroyCache("sessions-by-user");
    }

    private void advance(Duration duration) {
        now.updateAndGet(instant -> instant.plus(duration));
    }

    @Test
    void areMadeChangedListedAndEnded() {
        Session session = sessions.create("alice", METADATA);
        Session changed = sessions.update(session.id(), "cart", List.of(Map.of("sku", "apples", "count", 3)));
        assertThat(sessions.get(session.id())).contains(changed);
        assertThat(changed.metadata()).isEqualTo(METADATA);
        assertThat(sessions.active()).containsExactly(changed);
        assertThat(sessions.byUser("alice")).containsExactly(changed);
        assertThat(sessions.terminate(session.id())).isTrue();
        assertThat(sessions.terminate(session.id())).isFalse();
        assertThat(sessions.count()).isZero();
        assertThat(sessions.byUser("alice")).isEmpty();
        assertThatExceptionOfType(SessionNotFoundException.class)
                .isThrownBy(() -> sessions.update(session.id(), "a", 1));
    }

    @Test
    void theirOwnTimeIsTheTruth() {
        Session brief = sessions.create("alice", METADATA, Duration.ofSeconds(10));
        Session lasting = sessions.create("alice", METADATA);
        advance(Duration.ofSeconds(10));
        assertThat(cache.containsKey(brief.id())).isTrue();
        assertThat(sessions.active()).containsExactly(lasting);
        assertThat(sessions.count()).isEqualTo(1);
        assertThat(sessions.byUser("alice")).containsExactly(lasting);
        assertThat(sessions.get(brief.id())).isEmpty();
        assertThat(sessions.touch(brief.id())).isFalse();
        assertThat(cache.containsKey(brief.id())).isFalse();
        advance(Duration.ofMinutes(4));
        assertThat(sessions.touch(lasting.id())).isTrue();
        advance(Duration.ofMinutes(4));
        assertThat(sessions.get(lasting.id())).isPresent();
    }

    @Test
    void listenersHearWhetherOneExpiredOrWasEnded() {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        sessions.addListener(new SessionListener() {
            @Override
            public void created(Session session) {
                heard.add("created " + session.userId());
            }

            @Override
            public void expired(Session session) {
                heard.add("expired " + session.userId());
            }

            @Override
            public void terminated(Session session) {
                heard.add("terminated " + session.userId());
            }
        });
        Session left = sessions.create("left", METADATA);
        sessions.terminate(sessions.create("ended", METADATA).id());
        advance(Duration.ofMinutes(5));
        assertThat(sessions.get(left.id())).isEmpty();
        await().atMost(Duration.ofSeconds(60)).until(() -> heard.size() >= 4);
        assertThat(heard)
                .containsExactlyInAnyOrder("created left", "created ended", "terminated ended", "expired left");
    }

    @Test
    void concurrentChangesLoseNothing() throws Exception {
        Session shared = sessions.create("alice", METADATA);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> work = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                work.add(pool.submit(() -> {
                    for (int i = 0; i < 500; i++) {
                        sessions.update(
                                shared.id(),
                                old -> old.with("count", old.get("count") instanceof Long count ? count + 1 : 1));
                    }
                }));
            }
            for (Future<?> done : work) {
                done.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(sessions.get(shared.id()).orElseThrow().get("count")).isEqualTo(2_000L);
    }
}
