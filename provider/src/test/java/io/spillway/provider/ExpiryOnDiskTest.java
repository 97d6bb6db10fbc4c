package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.CacheTiers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.expiry.CreatedExpiryPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries whose time ends while they are on disk. */
class ExpiryOnDiskTest {
    private static final int ENTRIES = 3_000;
    private static final Duration LIFE = Duration.ofMinutes(10);

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private final Map<Integer, Integer> expired = new ConcurrentHashMap<>();

    private final class Listener implements CacheEntryExpiredListener<Integer, byte[]> {
        @Override
        public void onExpired(Iterable<CacheEntryEvent<? extends Integer, ? extends byte[]>> events) {
            events.forEach(event -> {
                assertThat(event.getOldValue()).hasSize(1_000);
                expired.merge(event.getKey(), 1, Integer::sum);
            });
        }
    }

    private TestManager open(String more) {
        return TestManager.open(
                folder,
                "directory: " + folder.resolve("data") + "\ndefaults: { heap: 50KB, disk: 8MB" + more + " }\n",
                clock);
    }

    private Cache<Integer, byte[]> create(TestManager manager) {
        Listener listener = new Listener();
        return manager.manager()
                .createCache(
                        "dying",
                        new MutableConfiguration<Integer, byte[]>()
                                .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(
                                        new javax.cache.expiry.Duration(TimeUnit.MILLISECONDS, LIFE.toMillis())))
                                .addCacheEntryListenerConfiguration(new MutableCacheEntryListenerConfiguration<>(
                                        new FactoryBuilder.SingletonFactory<>(listener), null, true, false)));
    }

    private static void fill(Cache<Integer, byte[]> cache) {
        for (int i = 0; i < ENTRIES; i++) {
            cache.put(i, new byte[1_000]);
        }
    }

    private static CacheTiers tiers(Cache<?, ?> cache) {
        return cache.unwrap(CacheTiers.class);
    }

    /** Nobody asks for them: the sweep finds them, tells of each once, and their room comes back. */
    @ParameterizedTest
    @ValueSource(strings = {"", ", survives: restart", ", survives: crash"})
    void aSweepFindsThem(String survives) {
        try (TestManager manager = open(survives)) {
            Cache<Integer, byte[]> cache = create(manager);
            fill(cache);
            await().until(() -> tiers(cache).disk().entries() > ENTRIES - 100);
            long before = tiers(cache).disk().bytes();
            clock.advance(LIFE);
            await().untilAsserted(() -> assertThat(expired).hasSize(ENTRIES));
            await().untilAsserted(
                            () -> assertThat(tiers(cache).disk().entries()).isZero());
            await().untilAsserted(() -> assertThat(tiers(cache).disk().bytes()).isLessThan(before * 3 / 4));
            assertThat(expired.values()).containsOnly(1);
            assertThat(tiers(cache).expirations()).isEqualTo(ENTRIES);
            assertThat(tiers(cache).evictions()).isZero();
        }
    }

    /** A sweep and readers and a full disk tier all find the same entries expired. */
    @Test
    void eachIsToldOfOnceWhoeverFindsIt() throws Exception {
        try (TestManager manager = open("")) {
            Cache<Integer, byte[]> cache = create(manager);
            fill(cache);
            clock.advance(LIFE);
            Thread reader = new Thread(() -> {
                for (int i = 0; i < ENTRIES; i++) {
                    assertThat(cache.get(i)).isNull();
                }
            });
            reader.start();
            for (int i = 0; i < 10_000; i++) {
                cache.put(ENTRIES + i, new byte[1_000]);
            }
            reader.join();
            await().untilAsserted(() -> assertThat(expired).hasSize(ENTRIES));
            assertThat(expired.values()).containsOnly(1);
        }
    }

    /** A key that is in use when the sweep comes by is left alone, and found later. */
    @Test
    void aBusyKeyIsNotWaitedFor() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        try (TestManager manager = open("")) {
            Cache<Integer, byte[]> cache = create(manager);
            fill(cache);
            Thread user = new Thread(() -> cache.invoke(7, (entry, arguments) -> {
                assertThat(entry.exists()).isTrue();
                busy.countDown();
                try {
                    done.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return null;
            }));
            user.start();
            busy.await();
            clock.advance(LIFE);
            await().untilAsserted(() -> assertThat(expired).hasSize(ENTRIES - 1).doesNotContainKey(7));
            done.countDown();
            user.join();
            await().untilAsserted(() -> assertThat(expired).containsEntry(7, 1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"restart", "crash"})
    void noRestartLengthensALife(String survives) {
        String more = ", survives: " + survives;
        try (TestManager manager = open(more)) {
            fill(create(manager));
        }
        clock.advance(LIFE.dividedBy(2));
        try (TestManager manager = open(more)) {
            assertThat(create(manager).get(3)).hasSize(1_000);
        }
        clock.advance(LIFE.dividedBy(2).minusMillis(1));
        try (TestManager manager = open(more)) {
            Cache<Integer, byte[]> cache = create(manager);
            assertThat(cache.get(3)).hasSize(1_000);
            clock.advance(Duration.ofMillis(1));
            assertThat(cache.get(3)).isNull();
            await().untilAsserted(() -> assertThat(expired).hasSize(ENTRIES));
            assertThat(expired.values()).containsOnly(1);
        }
    }
}
