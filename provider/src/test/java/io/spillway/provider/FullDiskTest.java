package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.spillway.CacheTiers;
import io.spillway.Health;
import io.spillway.SmallFileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A cache whose disk tier, or file system, is full. */
class FullDiskTest {
    private static final int LARGEST = 4_000;
    private static final Duration LONGER_THAN_A_RETRY = Duration.ofSeconds(2);

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();

    private TestManager open(Path directory, String disk, String survives, String whenFull) {
        String kept = survives.equals("nothing") ? "" : ", survives: " + survives;
        return TestManager.open(
                folder,
                "directory: " + directory + "\ndefaults: { heap: 300KB, disk: " + disk + ", when-full: " + whenFull
                        + kept + " }\n",
                clock);
    }

    private static Cache<Integer, byte[]> create(TestManager manager) {
        return manager.manager().createCache("full", new MutableConfiguration<>());
    }

    private static byte[] value(int content) {
        byte[] value = new byte[content * 7919 % LARGEST];
        new Random(content).nextBytes(value);
        return value;
    }

    private static CacheTiers tiers(Cache<?, ?> cache) {
        return cache.unwrap(CacheTiers.class);
    }

    private static void compare(Cache<Integer, byte[]> cache, Map<Integer, Integer> model) {
        model.forEach((key, content) -> assertThat(Arrays.equals(cache.get(key), value(content)))
                .as("key %s", key)
                .isTrue());
        assertThat(cache).hasSize(model.size());
    }

    /** Whatever was acknowledged is there, at any time, and after a restart; what was refused has changed nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"nothing", "restart", "crash"})
    void rejectLosesNothing(String survives) {
        long seed = System.nanoTime();
        System.out.println("FullDiskTest " + survives + " seed " + seed);
        Random random = new Random(seed);
        Map<Integer, Integer> model = new HashMap<>();
        try (TestManager manager = open(folder.resolve("data"), "4MB", survives, "reject")) {
            Cache<Integer, byte[]> cache = create(manager);
            int refused = 0;
            for (int i = 1; i <= 12_000; i++) {
                int key = random.nextInt(3_000);
                if (random.nextInt(15) == 0) {
                    assertThat(cache.remove(key)).isEqualTo(model.remove(key) != null);
                    continue;
                }
                try {
                    cache.put(key, value(i));
                    model.put(key, i);
                } catch (CacheException e) {
                    assertThat(e).hasMessageContaining("refused an entry").hasMessageContaining("no room");
                    refused++;
                }
            }
            assertThat(refused).as("seed %s", seed).isPositive();
            compare(cache, model);
            assertThat(tiers(cache).evictions()).isZero();
            assertThat(tiers(cache).refusals()).isEqualTo(refused);
        }
        if (!survives.equals("nothing")) {
            try (TestManager manager = open(folder.resolve("data"), "4MB", survives, "reject")) {
                compare(create(manager), model);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"restart", "crash"})
    void removalsAndSmallerReplacementsGoOnWhenFull(String survives) {
        try (TestManager manager = open(folder.resolve("data"), "4MB", survives, "reject")) {
            Cache<Integer, byte[]> cache = create(manager);
            int full = fill(cache, 2_000);
            for (int i = 0; i < full; i++) {
                cache.put(i, new byte[1_999]);
            }
            assertThatExceptionOfType(CacheException.class).isThrownBy(() -> cache.put(full, new byte[2_000]));
            for (int i = 0; i < full; i += 2) {
                assertThat(cache.remove(i)).isTrue();
            }
            assertThat(fill(cache, full, 2_000) - full).isGreaterThan(full / 3);
            assertThat(cache.get(1)).hasSize(1_999);
            assertThat(tiers(cache).evictions()).isZero();
        }
    }

    private static int fill(Cache<Integer, byte[]> cache, int bytes) {
        return fill(cache, 0, bytes);
    }

    private static int fill(Cache<Integer, byte[]> cache, int from, int bytes) {
        int next = from;
        try {
            while (true) {
                cache.put(next, new byte[bytes]);
                next++;
            }
        } catch (CacheException e) {
            return next;
        }
    }

    @ParameterizedTest
    @CsvSource({"nothing, evict", "nothing, reject", "restart, reject", "crash, reject", "crash, evict"})
    void aFullFileSystemStopsSpillingUntilThereIsRoom(String survives, String whenFull) throws Exception {
        try (SmallFileSystem small = SmallFileSystem.mount(folder.resolve("mount"), 16 << 20);
                TestManager manager = open(small.root(), "12MB", survives, whenFull)) {
            Cache<Integer, byte[]> cache = create(manager);
            Map<Integer, Integer> model = new HashMap<>();
            for (int i = 1; i <= 1_000; i++) {
                cache.put(i, value(i));
                model.put(i, i);
            }
            await().until(() -> tiers(cache).disk().entries() > 500);
            Path foreign = small.fill();
            int refused = 0;
            for (int i = 1_001; i <= 6_000; i++) {
                try {
                    cache.put(i, value(i));
                    model.put(i, i);
                } catch (CacheException e) {
                    refused++;
                }
            }
            // What spills is held in memory until the background has tried to make a file.
            await().until(() -> tiers(cache).spillingStopped());
            boolean rejects = whenFull.equals("reject");
            Health health = cache.unwrap(Health.class);
            assertThat(health.status()).isEqualTo(rejects ? Health.Status.DOWN : Health.Status.DEGRADED);
            assertThat(health.problems())
                    .filteredOn(problem -> problem.kind() == Health.Kind.FILE_SYSTEM_FULL)
                    .hasSize(1);
            assertThat(refused > 0).isEqualTo(rejects);
            assertThat(tiers(cache).evictions() > 0).isEqualTo(!rejects);
            if (rejects) {
                compare(cache, model);
            }
            assertThat(cache.remove(1_000)).isEqualTo(cache.get(1_000) != null || rejects);
            model.remove(1_000);

            Files.delete(foreign);
            clock.advance(LONGER_THAN_A_RETRY);
            await().until(() -> !tiers(cache).spillingStopped());
            assertThat(cache.unwrap(Health.class).problems())
                    .noneMatch(problem -> problem.kind() == Health.Kind.FILE_SYSTEM_FULL);
            long evictions = tiers(cache).evictions();
            for (int i = 6_001; i <= 7_000; i++) {
                cache.put(i, value(i));
                model.put(i, i);
            }
            assertThat(tiers(cache).evictions()).isEqualTo(evictions);
            for (int i = 6_001; i <= 7_000; i++) {
                assertThat(cache.get(i)).isEqualTo(value(i));
            }
            if (rejects) {
                compare(cache, model);
            }
        }
    }

    @Test
    void aFileSystemThatWasFullFromTheStartLeavesTheHeap() throws Exception {
        try (SmallFileSystem small = SmallFileSystem.mount(folder.resolve("mount"), 2 << 20)) {
            small.fill();
            try (TestManager manager = open(small.root(), "12MB", "nothing", "evict")) {
                Cache<Integer, byte[]> cache = create(manager);
                for (int i = 0; i < 2_000; i++) {
                    cache.put(i, value(i));
                }
                // What spills is held in memory until the background has tried to make a file.
                await().until(() -> tiers(cache).spillingStopped());
                for (int i = 0; i < 2_000; i++) {
                    cache.put(i, value(i));
                }
                CacheTiers tiers = tiers(cache);
                assertThat(tiers.heap().entries()).isPositive();
                assertThat(tiers.evictions()).isPositive();
                assertThat(cache.get(1_999)).isEqualTo(value(1_999));
            }
        }
    }
}
