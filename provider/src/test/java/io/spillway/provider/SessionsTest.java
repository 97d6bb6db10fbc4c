package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.spillway.CacheScan;
import io.spillway.CacheTiers;
import io.spillway.Session;
import io.spillway.SessionListener;
import io.spillway.SessionMetadata;
import io.spillway.SessionNotFoundException;
import io.spillway.Sessions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.cache.Cache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions on a heap that holds a few of them, and a disk tier. */
class SessionsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final SessionMetadata METADATA =
            new SessionMetadata("192.0.2.7", "curl/8 \u00e9\ud83d\ude00", "api", Map.of()).with("campaign", "spring");

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private TestManager manager;
    private Sessions sessions;

    /** A heap for so many bytes of sessions, the rest on disk. */
    private void open(String heap, String survives) {
        open(heap, survives, "");
    }

    private void open(String heap, String survives, String more) {
        String yaml = """
            directory: %s
            caches:
              sessions: { key: java.lang.String, value: io.spillway.Session, heap: %s, disk: 64MB, survives: %s%s }
              sessions-by-user: { key: java.lang.String, value: java.lang.String, survives: %s }
            """.formatted(folder.resolve("data"), heap, survives, more, survives);
        manager = TestManager.open(folder, yaml, clock);
        sessions = Sessions.of(cache(), manager.manager().getCache("sessions-by-user"), Duration.ofMinutes(5), clock);
    }

    private Cache<String, Session> cache() {
        return manager.manager().getCache("sessions", String.class, Session.class);
    }

    private CacheTiers tiers() {
        return cache().unwrap(CacheTiers.class);
    }

    @AfterEach
    void close() {
        if (manager != null) {
            manager.close();
        }
    }

    private Session rich() {
        Session session = sessions.create("alice", METADATA, Duration.ofMinutes(30));
        sessions.update(session.id(), "cart", List.of(Map.of("sku", "apples", "count", 3, "price", 1.25)));
        return sessions.update(session.id(), "note", null);
    }

    // One by one, the behaviours of the store that this one follows

    @ParameterizedTest
    @ValueSource(strings = {"object", "json", "java"})
    void comesBackFromTheFilesAsItWas(String codec) {
        open("600", "restart", ", codec: " + codec);
        Session session = rich();
        close();
        open("600", "restart", ", codec: " + codec);
        assertThat(sessions.get(session.id())).contains(session);
        assertThat(tiers().disk().hits()).isEqualTo(1);
        assertThat(sessions.byUser("alice")).containsExactly(session);
    }

    @Test
    void twentyPastTheThresholdStayReachable() {
        open("4KB", "nothing");
        List<Session> all = createAll(20);
        assertThat(tiers().spills()).isPositive();
        for (Session session : all) {
            assertThat(sessions.get(session.id())).contains(session);
        }
        assertThat(sessions.count()).isEqualTo(20);
    }

    @Test
    void manyMorePastTheThresholdStayReachable() {
        open("1MB", "nothing");
        List<Session> all = createAll(20_000);
        assertThat(tiers().disk().entries()).isGreaterThan(15_000);
        for (Session session : all) {
            assertThat(sessions.get(session.id())).contains(session);
        }
        assertThat(tiers().evictions()).isZero();
    }

    @Test
    void recoveryComesFromDiskAndLandsInTheHeap() {
        open("1MB", "restart");
        Session session = rich();
        close();
        open("1MB", "restart");
        assertThat(tiers().heap().entries()).isZero();
        assertThat(sessions.get(session.id())).contains(session);
        assertThat(tiers().disk().hits()).isEqualTo(1);
        assertThat(tiers().restores()).isEqualTo(1);
        assertThat(sessions.get(session.id())).contains(session);
        assertThat(tiers().heap().hits()).isEqualTo(1);
        assertThat(tiers().disk().hits()).isEqualTo(1);
    }

    @Test
    void whatIsTerminatedIsGoneFromEveryTierForGood() {
        open("4KB", "restart");
        List<Session> all = createAll(20);
        for (Session session : all) {
            assertThat(sessions.terminate(session.id())).isTrue();
            assertThat(sessions.terminate(session.id())).isFalse();
            assertThat(sessions.get(session.id())).isEmpty();
        }
        assertThat(sessions.count()).isZero();
        assertThat(sessions.byUser("user0")).isEmpty();
        assertThat(tiers().heap().entries()).isZero();
        assertThat(tiers().disk().entries()).isZero();
        close();
        open("4KB", "restart");
        all.forEach(session -> assertThat(sessions.get(session.id())).isEmpty());
    }

    @Test
    void expiresOnEachTierWhenItsOwnTimeIsOver() {
        open("4KB", "nothing");
        List<Session> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            all.add(sessions.create("user", METADATA, Duration.ofSeconds(i % 2 == 0 ? 10 : 1000)));
        }
        assertThat(tiers().heap().entries()).isBetween(1L, 39L);
        assertThat(tiers().disk().entries()).isPositive();
        clock.advance(Duration.ofSeconds(10));
        for (int i = 0; i < 40; i++) {
            assertThat(sessions.get(all.get(i).id()).isPresent()).isEqualTo(i % 2 != 0);
        }
        assertThat(sessions.count()).isEqualTo(20);
        assertThat(sessions.byUser("user")).hasSize(20);
        await().atMost(PATIENCE).until(() -> tiers().expirations() == 20);
    }

    @Test
    void concurrentCreationAndChangeLoseNothing() throws Exception {
        open("8KB", "nothing");
        int threads = 4;
        int rounds = 250;
        Session shared = sessions.create("alice", METADATA);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<List<String>>> work = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                String mine = "t" + t;
                work.add(pool.submit(() -> {
                    List<String> made = new ArrayList<>();
                    for (int i = 0; i < rounds; i++) {
                        sessions.update(
                                shared.id(),
                                session -> session.with(
                                                "count",
                                                (Long) Optional.ofNullable(session.get("count"))
                                                                .orElse(0L)
                                                        + 1)
                                        .with(mine, session.get(mine) == null ? 1 : (Long) session.get(mine) + 1));
                        made.add(sessions.create("alice", METADATA).id());
                    }
                    return made;
                }));
            }
            Set<String> ids = new HashSet<>(Set.of(shared.id()));
            for (Future<List<String>> made : work) {
                ids.addAll(made.get());
            }
            Session last = sessions.get(shared.id()).orElseThrow();
            assertThat(last.get("count")).isEqualTo((long) threads * rounds);
            IntStream.range(0, threads)
                    .forEach(t -> assertThat(last.get("t" + t)).isEqualTo((long) rounds));
            assertThat(sessions.byUser("alice").map(Session::id)).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(sessions.active().map(Session::id)).containsExactlyInAnyOrderElementsOf(ids);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void activeOnesAreListedWithoutATrace() {
        open("4KB", "nothing", ", expiry: { idle: 1m }, statistics: true");
        List<Session> all = createAll(50);
        sessions.terminate(all.get(0).id());
        CacheTiers before = tiers();
        assertThat(sessions.active()).containsExactlyInAnyOrderElementsOf(all.subList(1, 50));
        assertThat(sessions.active().limit(3)).hasSize(3);
        assertThat(sessions.count()).isEqualTo(49);
        CacheTiers after = tiers();
        assertThat(after.restores()).isEqualTo(before.restores());
        assertThat(after.heap()).isEqualTo(before.heap());
        assertThat(after.disk().hits()).isEqualTo(before.disk().hits());
        assertThat(after.misses()).isEqualTo(before.misses());
    }

    @Test
    void whatIsNotThereIsSaidSo() {
        open("1MB", "nothing");
        assertThat(sessions.get("none")).isEmpty();
        assertThat(sessions.touch("none")).isFalse();
        assertThat(sessions.terminate("none")).isFalse();
        assertThat(sessions.byUser("nobody")).isEmpty();
        assertThatExceptionOfType(SessionNotFoundException.class)
                .isThrownBy(() -> sessions.update("none", "a", 1))
                .withMessageContaining("cache 'sessions'")
                .withMessageContaining("has expired, was terminated, or never was");
        assertThatExceptionOfType(SessionNotFoundException.class).isThrownBy(() -> sessions.assign("none", "alice"));
        assertThat(sessions.byUser("alice")).isEmpty();
        Session session = sessions.create();
        clock.advance(Duration.ofMinutes(5));
        assertThatExceptionOfType(SessionNotFoundException.class)
                .isThrownBy(() -> sessions.update(session.id(), "a", 1));
    }

    @Test
    void metadataAndAttributesAreKeptExactly() {
        open("600", "nothing");
        Session session = rich();
        createAll(20);
        assertThat(tiers().spills()).isPositive();
        Session found = sessions.get(session.id()).orElseThrow();
        assertThat(found.metadata()).isEqualTo(METADATA);
        assertThat(found.data().get("cart")).isEqualTo(List.of(Map.of("sku", "apples", "count", 3L, "price", 1.25)));
        assertThat(found.data()).containsEntry("note", null);
        assertThat(found.timeToLive()).isEqualTo(Duration.ofMinutes(30));
    }

    // More

    @Test
    void toReadIsNotToUse() {
        open("1MB", "nothing", ", expiry: { idle: 1s }");
        Session session = sessions.create();
        clock.advance(Duration.ofMinutes(4));
        assertThat(sessions.get(session.id())).contains(session);
        clock.advance(Duration.ofMinutes(1));
        assertThat(sessions.get(session.id())).isEmpty();
    }

    @Test
    void toTouchIsToUse() {
        open("600", "restart");
        Session session = sessions.create();
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofMinutes(4));
            assertThat(sessions.touch(session.id())).isTrue();
            close();
            open("600", "restart");
        }
        assertThat(sessions.get(session.id()).orElseThrow().lastAccessed()).isEqualTo(clock.instant());
        clock.advance(Duration.ofMinutes(5));
        assertThat(sessions.touch(session.id())).isFalse();
    }

    @Test
    void aFunctionThatFailsChangesNothing() {
        open("1MB", "nothing");
        Session session = sessions.create("alice", METADATA);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> sessions.update(session.id(), old -> {
                    throw new IllegalStateException("mine");
                }))
                .withMessage("mine");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sessions.update(session.id(), "a", new Object()))
                .withMessageContaining("data.a is a java.lang.Object");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sessions.update(
                        session.id(), old -> old.toBuilder().userId("bob").build()))
                .withMessageContaining("assign");
        assertThat(sessions.get(session.id())).contains(session);
    }

    @Test
    void aSessionCanBecomeAUsers() {
        open("1MB", "nothing");
        Session session = sessions.create();
        assertThat(sessions.assign(session.id(), "alice").userId()).isEqualTo("alice");
        assertThat(sessions.byUser("alice").map(Session::id)).containsExactly(session.id());
        sessions.assign(session.id(), "bob");
        assertThat(sessions.byUser("alice")).isEmpty();
        assertThat(sessions.byUser("bob").map(Session::id)).containsExactly(session.id());
        sessions.assign(session.id(), null);
        assertThat(sessions.byUser("bob")).isEmpty();
    }

    @Test
    void anIndexThatIsLostIsMadeAnew() {
        open("4KB", "nothing");
        List<Session> all = createAll(20);
        assertThat(sessions.byUser("user1")).hasSize(5);
        manager.manager().getCache("sessions-by-user").clear();
        assertThat(sessions.byUser("user1")).hasSize(5);
        assertThat(sessions.byUser("user2")).contains(all.get(2));
    }

    @Test
    void listenersHearOfEach() {
        open("4KB", "nothing");
        ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
        SessionListener listener = new SessionListener() {
            @Override
            public void created(Session session) {
                heard.add(session.state() + " " + session.userId());
            }

            @Override
            public void expired(Session session) {
                heard.add(session.state() + " " + session.userId());
            }

            @Override
            public void terminated(Session session) {
                heard.add(session.state() + " " + session.userId());
            }
        };
        sessions.addListener(listener);
        sessions.addListener(listener);
        Session ended = sessions.create("ended", METADATA);
        sessions.create("left", METADATA);
        sessions.touch(ended.id());
        sessions.terminate(ended.id());
        clock.advance(Duration.ofMinutes(6));
        await().atMost(PATIENCE).until(() -> heard.size() >= 4);
        assertThat(heard).containsExactlyInAnyOrder("ACTIVE ended", "ACTIVE left", "TERMINATED ended", "EXPIRED left");
        sessions.removeListener(listener);
        sessions.create("unheard", METADATA);
        assertThat(heard).hasSize(4);
    }

    @Test
    void opensItsCachesByName() {
        manager = TestManager.open(folder, "defaults: { heap: 1MB }", clock);
        Sessions opened = Sessions.open(manager.manager(), "web");
        Session session = opened.create("alice", METADATA);
        assertThat(Sessions.open(manager.manager(), "web").byUser("alice")).containsExactly(session);
    }

    @Test
    void aScanIsOfEveryCacheAndEnds() {
        open("4KB", "nothing");
        List<Session> all = createAll(10);
        @SuppressWarnings("unchecked")
        CacheScan<String, Session> scan = cache().unwrap(CacheScan.class);
        Set<Session> seen = new HashSet<>();
        scan.entries()
                .forEachRemaining(
                        entry -> assertThat(seen.add(entry.getValue())).isTrue());
        assertThat(seen).containsExactlyInAnyOrderElementsOf(all);
        clock.advance(Duration.ofMinutes(5));
        assertThat(scan.count()).isZero();
        assertThat(scan.entries().hasNext()).isFalse();
        cache().close();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(scan::entries);
    }

    private List<Session> createAll(int number) {
        List<Session> all = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            all.add(sessions.create("user" + i % 4, METADATA));
        }
        return all;
    }
}
