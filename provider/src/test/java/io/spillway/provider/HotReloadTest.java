package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.CacheTiers;
import io.spillway.Checkpoints;
import io.spillway.ConfigurationInForce;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are edited while caches are open. */
class HotReloadTest {
    private static final long MB = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private final SpillwayCachingProvider provider = new SpillwayCachingProvider(clock);

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void anotherSizeOfTheHeapIsReachedAndNothingIsLost() throws IOException {
        CacheManager manager = open("caches: { a: { heap: 20MB, disk: 200MB } }");
        Cache<Integer, byte[]> cache = manager.getCache("a");
        for (int i = 0; i < 10_000; i++) {
            cache.put(i, new byte[1_000]);
        }
        assertThat(heap(cache).bytes()).isGreaterThan(8 * MB);

        edit("caches: { a: { heap: 2MB, spill-at: 50%, disk: 200MB } }");

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(heap(cache).maxBytes()).isEqualTo(2 * MB);
            assertThat(heap(cache).bytes()).isLessThanOrEqualTo(MB);
        });
        for (int i = 0; i < 10_000; i++) {
            assertThat(cache.get(i)).as("entry %d", i).hasSize(1_000);
            assertThat(heap(cache).bytes()).isLessThanOrEqualTo(2 * MB);
        }
        assertThat(cache.unwrap(CacheTiers.class).evictions()).isZero();

        edit("caches: { a: { heap: 40MB, disk: 200MB } }");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(heap(cache).maxBytes()).isEqualTo(40 * MB));
        for (int i = 0; i < 10_000; i++) {
            cache.get(i);
        }
        assertThat(heap(cache).entries()).isEqualTo(10_000);
    }

    @Test
    void anotherExpiryHoldsFromTheNextUseOn() throws IOException {
        CacheManager manager = open("caches: { a: { expiry: eternal } }");
        Cache<String, String> cache = manager.getCache("a");
        cache.put("before", "x");

        edit("caches: { a: { expiry: { idle: 1m } } }");
        awaitChanges(manager, 1);

        cache.put("after", "x");
        clock.advance(Duration.ofMinutes(2));
        assertThat(cache.containsKey("after")).isFalse();
        assertThat(cache.get("before")).isEqualTo("x");
        clock.advance(Duration.ofMinutes(2));
        assertThat(cache.get("before")).isNull();

        edit("caches: { a: { expiry: eternal } }");
        awaitChanges(manager, 2);
        cache.put("at last", "x");
        clock.advance(Duration.ofDays(1000));
        assertThat(cache.get("at last")).isEqualTo("x");
    }

    @Test
    void checkpointsAreMadeAtOtherTimes() throws IOException {
        String start = "directory: " + folder.resolve("files") + "\ncaches: { a: { disk: none, checkpoint: ";
        CacheManager manager = open(start + "none } }");
        Cache<String, String> cache = manager.getCache("a");
        cache.put("k", "v");

        edit(start + "{ every: 1m, keep: 1 } } }");
        awaitChanges(manager, 1);

        Checkpoints checkpoints = cache.unwrap(Checkpoints.class);
        assertThat(checkpoints.statistics().made()).isZero();
        clock.advance(Duration.ofMinutes(2));
        await().atMost(PATIENCE).until(() -> checkpoints.statistics().made() == 1);
    }

    @Test
    void aChangeIsToldAndCounted() throws Exception {
        CacheManager manager = open("caches: { a: { heap: 20MB } }");

        edit("heap: 100MB\ncaches:\n  a: { heap: 30MB, spill-at: 70% }");
        awaitChanges(manager, 3);

        ConfigurationInForce now = manager.unwrap(ConfigurationInForce.class);
        assertThat(now.settings())
                .contains(new ConfigurationInForce.Setting("caches.a.heap", "30MB", file() + ", line 3"));
        assertThat(now.refusals()).isZero();
        ObjectName name = new ObjectName("io.spillway:type=Configuration,CacheManager="
                + manager.getURI().toString().replaceAll("[,:=\"*?\\n]", "."));
        assertThat(ManagementFactory.getPlatformMBeanServer().getAttribute(name, "Changes"))
                .isEqualTo(3L);
        assertThat(ManagementFactory.getPlatformMBeanServer().getAttribute(name, "Yaml"))
                .isEqualTo(now.yaml());
        manager.close();
        assertThat(ManagementFactory.getPlatformMBeanServer().isRegistered(name))
                .isFalse();
    }

    @Test
    void whatIsNotRightOrNeedsARestartChangesNothing() throws IOException {
        CacheManager manager = open("caches: { a: { heap: 20MB } }");
        Cache<String, String> cache = manager.getCache("a");
        List<String> edits = List.of(
                "caches: { a: { heap: 30MB, spill-at: 170% } }",
                "caches: { a: { heap: 30MB",
                "caches: { a: { heap: 30MB, codec: json } }",
                "caches: { a: { heap: 30MB }, b: {} }",
                "caches: {}",
                "directory: x\ncaches: { a: { heap: 30MB } }");
        List<String> reasons = List.of(
                "line 1, column 38: caches.a.spill-at: \"170%\" is out of range",
                "this is not YAML",
                "line 1, column 28: caches.a.codec: this can't change while the application runs (caches.a.codec: object"
                        + " -> json); restart it, or undo this edit",
                "caches.b: a cache can't be declared while the application runs",
                "the cache 'a' is not declared any more",
                "line 1, column 1: directory: this can't change while the application runs (directory: a private"
                        + " temporary directory -> x)");
        for (int i = 0; i < edits.size(); i++) {
            edit(edits.get(i));
            long expected = i + 1L;
            await().atMost(PATIENCE)
                    .until(() -> manager.unwrap(ConfigurationInForce.class).refusals() == expected);
            assertThat(manager.unwrap(ConfigurationInForce.class).lastRefusal()).contains(reasons.get(i));
            assertThat(heap(cache).maxBytes()).isEqualTo(20 * MB);
            assertThat(manager.unwrap(ConfigurationInForce.class).changes()).isZero();
        }
        edit("caches: { a: { heap: 30MB } }");
        awaitChanges(manager, 1);
        assertThat(manager.unwrap(ConfigurationInForce.class).lastRefusal()).isNull();
    }

    @Test
    void aFileThatIsGoneForAWhileChangesNothing() throws IOException {
        CacheManager manager = open("caches: { a: { heap: 20MB } }");
        Files.delete(file());
        await().atMost(PATIENCE)
                .until(() -> manager.unwrap(ConfigurationInForce.class).refusals() == 1);

        edit("caches: { a: { heap: 30MB } }");
        awaitChanges(manager, 1);
    }

    @Test
    void patternsAndDefaultsReachCachesThatCodeHasCreated() throws IOException {
        CacheManager manager = open("defaults: { heap: 20MB }\ncaches: { 'x*': { heap: 10MB } }");
        Cache<String, String> x = manager.createCache("x1", new MutableConfiguration<>());
        Cache<String, String> other = manager.createCache("other", new MutableConfiguration<>());

        edit("defaults: { heap: 21MB, expiry: { idle: 1m } }\ncaches: { 'x*': { heap: 11MB }, 'y*': { codec: json } }");

        await().atMost(PATIENCE)
                .until(() -> heap(x).maxBytes() == 11 * MB && heap(other).maxBytes() == 21 * MB);
        other.put("k", "v");
        clock.advance(Duration.ofMinutes(2));
        assertThat(other.get("k")).as("its own Configuration says eternal").isEqualTo("v");

        edit("defaults: { heap: 22MB, codec: java }\ncaches: { 'x*': { heap: 12MB, codec: object } }");
        await().atMost(PATIENCE)
                .until(() -> manager.unwrap(ConfigurationInForce.class).refusals() == 1);
        assertThat(manager.unwrap(ConfigurationInForce.class).lastRefusal())
                .contains("defaults.codec: this can't change while the application runs (caches.other.codec: object ->"
                        + " java)");
        assertThat(heap(x).maxBytes()).isEqualTo(11 * MB);
    }

    /** As kubelet does it: a link to a folder, by a link that is replaced. */
    @Test
    void aConfigMapWhoseLinkIsSwappedIsAChange() throws IOException {
        Path limits = folder.resolve("limits.yaml");
        write(folder.resolve("..1/limits.yaml"), "caches: { a: { heap: 20MB } }");
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(limits, Path.of("..data/limits.yaml"));
        CacheManager manager = open("watch: [" + limits + "]\ncaches: { a: {} }");
        Cache<String, String> cache = manager.getCache("a");
        assertThat(heap(cache).maxBytes()).isEqualTo(20 * MB);

        write(folder.resolve("..2/limits.yaml"), "caches: { a: { heap: 30MB } }");
        // It has the time of the old one.
        Files.setLastModifiedTime(
                folder.resolve("..2/limits.yaml"), Files.getLastModifiedTime(folder.resolve("..1/limits.yaml")));
        Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..2"));
        Files.move(folder.resolve("..data_tmp"), folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

        await().atMost(PATIENCE).until(() -> heap(cache).maxBytes() == 30 * MB);
    }

    @Test
    void theHeapOfAllCachesIsBoundedWhileTheFileChangesIt() throws IOException {
        CacheManager manager =
                open("heap: 8MB\ncaches: { a: { heap: 6MB, spill-at: 100% }, b: { heap: 6MB, spill-at: 100% } }");
        Cache<Integer, byte[]> a = manager.getCache("a");
        Cache<Integer, byte[]> b = manager.getCache("b");
        for (int i = 0; i < 8_000; i++) {
            a.put(i, new byte[1_000]);
            assertThat(heap(a).bytes() + heap(b).bytes()).isLessThanOrEqualTo(8 * MB);
        }
        for (int i = 0; i < 8_000; i++) {
            b.put(i, new byte[1_000]);
            assertThat(heap(a).bytes() + heap(b).bytes()).isLessThanOrEqualTo(8 * MB);
        }
        assertThat(heap(a).bytes()).as("none is starved").isGreaterThan(2 * MB);
        assertThat(heap(b).bytes()).as("none is starved").isGreaterThan(2 * MB);

        edit("heap: 3MB\ncaches: { a: { heap: 6MB, spill-at: 100% }, b: { heap: 6MB, spill-at: 100% } }");

        await().atMost(PATIENCE).until(() -> heap(a).bytes() + heap(b).bytes() <= 3 * MB);
        for (int i = 0; i < 8_000; i++) {
            assertThat(a.get(i)).hasSize(1_000);
            assertThat(b.get(i)).hasSize(1_000);
            assertThat(heap(a).bytes() + heap(b).bytes()).isLessThanOrEqualTo(3 * MB);
        }
        a.close();
        for (int i = 0; i < 8_000; i++) {
            b.get(i);
        }
        assertThat(heap(b).bytes()).as("a closed cache takes nothing").isGreaterThan(5 * MB / 2);
    }

    @Test
    void withoutHotReloadNothingIsReadAgain() throws IOException {
        write(file(), "caches: { a: { heap: 20MB } }");
        provider.getCacheManager(file().toUri(), null, new Properties());

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("spillway-reload");
    }

    private Path file() {
        return folder.resolve("app.yaml");
    }

    private CacheManager open(String yaml) throws IOException {
        write(file(), yaml);
        Properties properties = new Properties();
        properties.setProperty("spillway.hot-reload", "true");
        return provider.getCacheManager(file().toUri(), null, properties);
    }

    private void edit(String yaml) throws IOException {
        write(file(), yaml);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void awaitChanges(CacheManager manager, long changes) {
        await().atMost(PATIENCE)
                .until(() -> manager.unwrap(ConfigurationInForce.class).changes() == changes);
    }

    private static CacheTiers.Tier heap(Cache<?, ?> cache) {
        return cache.unwrap(CacheTiers.class).heap();
    }
}
