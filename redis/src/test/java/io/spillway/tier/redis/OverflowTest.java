package io.spillway.tier.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.tier.redis.child.Owing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** What heap and disk have no room for goes to Redis, comes back from there, and never when it should not. */
class OverflowTest extends RedisTest {
    private static final String OVERFLOW = ", redis: { writes: none, overflow: true, deadline: 20s }";
    private static final String HEAP_ONLY = "heap: 100KB, disk: none" + OVERFLOW;
    private static final String SMALL_DISK = "heap: 100KB, disk: 2MB" + OVERFLOW;
    private static final int KEYS = 4_000;

    private final RedisUnderTest server = closing(RedisUnderTest.own());
    private final RedisUnderTest.Gate gate = closing(server.gate());

    private CacheManager manager(String settings) {
        return openFile(yaml(settings));
    }

    private String yaml(String settings) {
        return "redis: { address: '" + gate.address() + "' }\nnamespace: " + namespace + "\ndirectory: '"
                + folder.resolve("files") + "'\n" + cache(settings);
    }

    private static String value(int key, int round) {
        return round + "-" + key + "-" + "x".repeat(2_000);
    }

    private static void fill(Cache<String, String> cache, int round) {
        for (int i = 0; i < KEYS; i++) {
            cache.put("k" + i, value(i, round));
        }
    }

    /** What is not as it should be, without the long values. */
    private static List<String> differences(Map<String, String> found, Map<String, String> expected) {
        Set<String> keys = new TreeSet<>(expected.keySet());
        keys.addAll(found.keySet());
        return keys.stream()
                .filter(key -> !Objects.equals(found.get(key), expected.get(key)))
                .map(key -> key + ": " + shortened(found.get(key)) + " instead of " + shortened(expected.get(key)))
                .toList();
    }

    private static String shortened(String value) {
        return value == null ? "nothing" : value.substring(0, Math.min(8, value.length()));
    }

    /** The keys in Redis that hold an entry. */
    private long entriesInRedis() {
        try (Jedis jedis = server.jedis()) {
            return jedis.keys("*").stream()
                    .filter(key -> jedis.strlen(key) > StoredValue.HEAD)
                    .count();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {HEAP_ONLY, SMALL_DISK})
    void whatThereIsNoRoomForIsFoundInRedis(String settings) {
        Cache<String, String> cache = manager(settings).getCache("c");
        fill(cache, 0);
        fill(cache, 1);
        for (int i = 0; i < KEYS; i++) {
            assertThat(cache.get("k" + i)).isEqualTo(value(i, 1));
        }
        assertThat(content(cache)).hasSize(KEYS).containsEntry("k7", value(7, 1));
        assertThat(tiers(cache).redis().overflows()).isGreaterThan(KEYS / 2);
        assertThat(tiers(cache).redis().restores()).isGreaterThan(KEYS / 2);
        assertThat(tiers(cache).evictions()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {HEAP_ONLY, SMALL_DISK})
    void whatIsReplacedOrRemovedDoesNotComeBack(String settings) {
        Cache<String, String> cache = manager(settings).getCache("c");
        fill(cache, 0);
        awaitPaid(cache);
        for (int i = 0; i < 100; i++) {
            assertThat(cache.remove("k" + i)).isTrue();
        }
        for (int i = 100; i < 200; i++) {
            cache.put("k" + i, "new");
            cache.remove("k" + i);
        }
        assertThat(cache.getAndRemove("k200")).isEqualTo(value(200, 0));
        for (int i = 0; i <= 200; i++) {
            assertThat(cache.get("k" + i)).as("k" + i).isNull();
        }
        awaitPaid(cache);
        for (int i = 0; i <= 200; i++) {
            assertThat(cache.containsKey("k" + i)).as("k" + i).isFalse();
        }
        cache.clear();
        assertThat(content(cache)).isEmpty();
        awaitPaid(cache);
        await().untilAsserted(() -> assertThat(entriesInRedis()).isZero());
    }

    @Test
    void whatNeverOverflowedIsNotAskedFor() {
        Cache<String, String> cache = manager(SMALL_DISK).getCache("c");
        fill(cache, 0);
        awaitPaid(cache);
        long misses = server.calls("get");
        for (int i = 0; i < 1_000; i++) {
            assertThat(cache.get("other" + i)).isNull();
        }
        // In the background it looks at the meta key once a second.
        assertThat(server.calls("get") - misses).isLessThan(100);
    }

    @Test
    void whatOverflowsWhileRedisIsAwayIsFoundAndHandedOverLater() {
        Cache<String, String> cache = manager(HEAP_ONLY.replace("20s", "100ms")).getCache("c");
        fill(cache, 0);
        awaitPaid(cache);
        gate.close();
        for (int i = 0; i < 1_000; i++) {
            cache.put("k" + i, value(i, 1));
        }
        cache.remove("k1");
        for (int i = 2; i < 1_000; i++) {
            assertThat(cache.get("k" + i)).isEqualTo(value(i, 1));
        }
        gate.open();
        awaitPaid(cache);
        Map<String, String> expected = new HashMap<>();
        for (int i = 0; i < KEYS; i++) {
            expected.put("k" + i, value(i, i < 1_000 ? 1 : 0));
        }
        expected.remove("k1");
        assertThat(differences(content(cache), expected)).isEmpty();
        assertThat(tiers(cache).evictions()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {HEAP_ONLY, SMALL_DISK})
    void threadsFindWhatTheyPutLast(String settings) throws Exception {
        long seed = Long.getLong("spillway.seed", System.nanoTime());
        System.out.println("OverflowTest seed " + seed);
        Cache<String, String> cache = manager(settings).getCache("c");
        ExecutorService threads = closingPool(3);
        List<Future<Map<String, String>>> futures = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            int thread = t;
            futures.add(threads.submit(() -> changes(cache, thread, new Random(seed + thread))));
        }
        Map<String, String> expected = new HashMap<>();
        for (Future<Map<String, String>> future : futures) {
            expected.putAll(future.get());
        }
        assertThat(differences(content(cache), expected)).isEmpty();
        awaitPaid(cache);
        assertThat(differences(content(cache), expected)).isEmpty();
        assertThat(tiers(cache).redis().overflows()).isPositive();
        assertThat(tiers(cache).evictions()).isZero();
    }

    private ExecutorService closingPool(int threads) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        closing(pool::shutdownNow);
        return pool;
    }

    private static Map<String, String> changes(Cache<String, String> cache, int thread, Random random) {
        Map<String, String> model = new HashMap<>();
        for (int i = 0; i < 12_000; i++) {
            String key = thread + "-" + random.nextInt(1_500);
            switch (random.nextInt(8)) {
                case 0 -> assertThat(cache.getAndRemove(key)).as(key).isEqualTo(model.remove(key));
                case 1 -> assertThat(cache.remove(key)).as(key).isEqualTo(model.remove(key) != null);
                case 2, 3 -> assertThat(cache.get(key)).as(key).isEqualTo(model.get(key));
                case 4 -> {
                    String put = value(i, thread);
                    assertThat(cache.getAndPut(key, put)).as(key).isEqualTo(model.put(key, put));
                }
                default -> {
                    String put = value(i, thread);
                    cache.put(key, put);
                    model.put(key, put);
                }
            }
        }
        return model;
    }

    /** What moves between the tiers meanwhile comes once, and nothing is missed. */
    @ParameterizedTest
    @ValueSource(strings = {HEAP_ONLY, SMALL_DISK})
    void iterationSeesWhatMovesMeanwhileOnce(String settings) throws Exception {
        Cache<String, String> cache = manager(settings).getCache("c");
        fill(cache, 0);
        AtomicBoolean done = new AtomicBoolean();
        Future<?> changes = closingPool(1).submit(() -> {
            Random random = new Random(1);
            while (!done.get()) {
                int key = random.nextInt(KEYS);
                cache.put("k" + key, value(key, 1));
                String unused = cache.get("k" + random.nextInt(KEYS));
            }
        });
        for (int round = 0; round < 2; round++) {
            assertThat(content(cache)).hasSize(KEYS);
        }
        done.set(true);
        changes.get();
        assertThat(tiers(cache).evictions()).isZero();
    }

    @Test
    void anEntryWhoseDeadlineWasBroughtForwardEndsInRedisToo() {
        CacheManager manager = openFile("redis: { address: '" + gate.address() + "' }\nnamespace: " + namespace
                + "\ndefaults: { " + HEAP_ONLY + " }");
        Cache<String, String> cache = manager.createCache(
                "c",
                new MutableConfiguration<String, String>()
                        .setTypes(String.class, String.class)
                        .setExpiryPolicyFactory(ShorterOnceRead::new));
        fill(cache, 0);
        awaitPaid(cache);
        assertThat(cache.get("k0")).isEqualTo(value(0, 0));
        await().until(() -> !cache.containsKey("k0"));
        for (int i = 0; i < 300; i++) {
            cache.put("other" + i, value(i, 0));
        }
        awaitPaid(cache);
        assertThat(cache.containsKey("k0")).isFalse();
        assertThat(cache.get("k0")).isNull();
    }

    /** An hour, and a moment once it was read. */
    private static final class ShorterOnceRead implements ExpiryPolicy {
        @Override
        public Duration getExpiryForCreation() {
            return Duration.ONE_HOUR;
        }

        @Override
        public Duration getExpiryForAccess() {
            return new Duration(TimeUnit.MILLISECONDS, 50);
        }

        @Override
        public Duration getExpiryForUpdate() {
            return Duration.ONE_HOUR;
        }
    }

    @Test
    void itEndsWithTheContentThatDoesNotSurvive() {
        CacheManager manager = manager(SMALL_DISK);
        fill(manager.getCache("c"), 0);
        awaitPaid(manager.getCache("c"));
        assertThat(entriesInRedis()).isPositive();
        manager.close();
        assertThat(entriesInRedis()).isZero();
        try (Jedis jedis = server.jedis()) {
            assertThat(jedis.keys("*")).isEmpty();
        }
        Cache<String, String> next = manager(SMALL_DISK).getCache("c");
        assertThat(content(next)).isEmpty();
    }

    @Test
    void twoNodesDoNotSeeEachOthersOverflow() {
        CacheManager one = manager(SMALL_DISK);
        Cache<String, String> first = one.getCache("c");
        fill(first, 1);
        CacheManager two = openFile(yaml(SMALL_DISK).replace("files'", "other files'"));
        Cache<String, String> second = two.getCache("c");
        assertThat(content(second)).isEmpty();
        fill(second, 2);
        second.remove("k3");
        assertThat(content(first)).hasSize(KEYS).containsEntry("k3", value(3, 1));
        two.close();
        assertThat(content(first)).hasSize(KEYS).containsEntry("k5", value(5, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"restart", "crash"})
    void theNextRunFindsItAgain(String survives) {
        String settings = "when-full: evict, survives: " + survives + ", " + SMALL_DISK.replace("20s", "1s");
        CacheManager manager = manager(settings);
        Cache<String, String> cache = manager.getCache("c");
        fill(cache, 0);
        cache.put("k1", "new");
        cache.remove("k2");
        gate.close();
        cache.remove("k3");
        manager.close();
        Map<String, String> expected = expected(0, 4);
        expected.put("k0", value(0, 0));
        expected.put("k1", "new");

        gate.open();
        Cache<String, String> next = manager(settings).getCache("c");
        awaitPaid(next);
        await().untilAsserted(
                        () -> assertThat(differences(content(next), expected)).isEmpty());
        next.remove("k4");
        expected.remove("k4");
        assertThat(differences(content(next), expected)).isEmpty();
    }

    private static Map<String, String> expected(int round, int from) {
        Map<String, String> expected = new HashMap<>();
        for (int i = from; i < KEYS; i++) {
            expected.put("k" + i, value(i, round));
        }
        return expected;
    }

    private OwingProcess child(String survives) throws IOException {
        Path file = folder.resolve("child.yaml");
        Files.writeString(
                file,
                yaml("heap: 4KB, disk: 1MB, when-full: evict, survives: " + survives
                        + ", redis: { writes: none, overflow: true, deadline: 5s }"));
        return closing(OwingProcess.start(file));
    }

    @Test
    void aKillLosesNothingAndBringsNothingBack() throws Exception {
        OwingProcess child = child("crash");
        child.tell('p');
        child.tell('w');
        gate.close();
        child.tell('p');
        child.tell('r');
        child.close();
        gate.open();

        Cache<String, String> cache =
                openFile(Files.readString(folder.resolve("child.yaml"))).getCache("c");
        Map<String, String> expected = new HashMap<>();
        for (int i = 50; i < Owing.KEYS; i++) {
            expected.put("k" + i, Owing.value(i, 1));
        }
        assertThat(differences(content(cache), expected)).isEmpty();
        assertThat(differences(content(cache), expected)).isEmpty();
        awaitPaid(cache);
        assertThat(differences(content(cache), expected)).isEmpty();
        assertThat(tiers(cache).disk().entries()).isLessThan(Owing.KEYS - 50);
    }

    @Test
    void afterAKillThereIsNothingWhereOnlyARestartIsSurvived() throws Exception {
        OwingProcess child = child("restart");
        child.tell('p');
        child.tell('w');
        child.close();
        assertThat(entriesInRedis()).isPositive();
        Cache<String, String> cache =
                openFile(Files.readString(folder.resolve("child.yaml"))).getCache("c");
        assertThat(content(cache)).isEmpty();
    }

    @Test
    void withoutTheFilesThereIsNothingEither() throws Exception {
        String settings = "when-full: evict, survives: crash, " + SMALL_DISK;
        CacheManager manager = manager(settings);
        fill(manager.getCache("c"), 0);
        awaitPaid(manager.getCache("c"));
        manager.close();
        assertThat(entriesInRedis()).isPositive();
        try (var files = Files.walk(folder.resolve("files"))) {
            files.sorted((a, b) -> b.compareTo(a))
                    .forEach(file -> assertThat(file.toFile().delete()).isTrue());
        }
        assertThat(content(manager(settings).getCache("c"))).isEmpty();
    }

    @Test
    void destroyingTheCacheLeavesNothing() {
        CacheManager manager = manager("when-full: evict, survives: crash, " + SMALL_DISK);
        Cache<String, String> cache = manager.getCache("c");
        fill(cache, 0);
        awaitPaid(cache);
        manager.destroyCache("c");
        await().untilAsserted(() -> assertThat(entriesInRedis()).isZero());
    }
}
