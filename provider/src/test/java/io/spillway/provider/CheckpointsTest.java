package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.spillway.CheckpointStatistics;
import io.spillway.CheckpointSummary;
import io.spillway.Checkpoints;
import io.spillway.RestoreSummary;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointsTest {
    private static final String ON_DEMAND = "checkpoint: none";
    private static final String AUTO = "checkpoint: { restore: auto }";

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();

    private TestManager open(String keys) {
        return open(folder.resolve("data"), keys);
    }

    private TestManager open(Path data, String keys) {
        return TestManager.open(folder, "directory: " + data + """

                caches:
                  c: { key: java.lang.String, value: java.lang.String, %s }
                """.formatted(keys), clock);
    }

    private static Cache<String, String> cache(TestManager manager) {
        return manager.manager().getCache("c");
    }

    private static Checkpoints checkpoints(TestManager manager) {
        return cache(manager).unwrap(Checkpoints.class);
    }

    private static void put(TestManager manager, int from, int to, String value) {
        for (int i = from; i < to; i++) {
            cache(manager).put("key-" + i, value + "-" + i);
        }
    }

    private static Map<String, String> content(TestManager manager) {
        Map<String, String> content = new HashMap<>();
        for (Cache.Entry<String, String> entry : cache(manager)) {
            assertThat(content.put(entry.getKey(), entry.getValue())).isNull();
        }
        return content;
    }

    private static List<Path> files(Path data) throws IOException {
        Path files = data.resolve("checkpoints/cache-c");
        if (!Files.isDirectory(files)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(files)) {
            return all.filter(file -> !List.of("lock", "owner")
                            .contains(file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    private List<Path> files() throws IOException {
        return files(folder.resolve("data"));
    }

    /** What a process that is killed now would leave. */
    private Path killed() throws IOException {
        while (true) {
            try {
                return copyOfData();
            } catch (NoSuchFileException | UncheckedIOException e) {
                // Housekeeping deleted a volume meanwhile, and a copy of neither before nor after is what nobody
                // leaves.
                Thread.onSpinWait();
            }
        }
    }

    private Path copyOfData() throws IOException {
        Path data = folder.resolve("data");
        Path copy = Files.createTempDirectory(folder, "killed");
        try (Stream<Path> all = Files.walk(data)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                // The owner of a copy is nobody.
                if (!file.endsWith("owner")) {
                    Path target = copy.resolve(data.relativize(file).toString());
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                }
            }
        }
        return copy;
    }

    @ParameterizedTest
    @ValueSource(strings = {"disk: none", "heap: 20KB, disk: 16MB", "heap: 20KB, disk: 16MB, survives: restart"})
    void bringsBackWhatAKilledProcessHeld(String tiers) throws IOException {
        try (TestManager manager = open(tiers + ", " + AUTO)) {
            put(manager, 0, 1000, "value");
            CheckpointSummary summary = checkpoints(manager).checkpoint();
            Map<String, String> content = content(manager);

            assertThat(summary.entries()).isEqualTo(content.size()).isGreaterThan(100);
            assertThat(summary.fileBytes())
                    .isEqualTo(Files.size(summary.file()))
                    .isLessThan(summary.bytes());
            put(manager, 1000, 1100, "later");

            try (TestManager next = open(killed(), tiers + ", " + AUTO)) {
                assertThat(content(next)).isEqualTo(content);
            }
        }
    }

    @Test
    void largeValuesAreInCheckpointsToo() throws IOException {
        String large = "large".repeat(1 << 20);
        try (TestManager manager = open("heap: 1MB, disk: 64MB, " + AUTO)) {
            cache(manager).put("large", large);
            put(manager, 0, 10, "small");
            checkpoints(manager).checkpoint();
            try (TestManager next = open(killed(), "heap: 1MB, disk: 64MB, " + AUTO)) {
                assertThat(cache(next).get("large")).isEqualTo(large);
                assertThat(content(next)).hasSize(11);
            }
        }
    }

    @Test
    void theCloseMakesOne() throws IOException {
        try (TestManager manager = open(AUTO)) {
            put(manager, 0, 10, "value");
        }
        assertThat(files()).hasSize(1);
        try (TestManager manager = open(AUTO)) {
            assertThat(content(manager)).hasSize(10);
        }
    }

    @Test
    void withoutTheKeyCheckpointsAreMadeAndRestoredOnDemandOnly() throws IOException {
        try (TestManager manager = open(ON_DEMAND)) {
            put(manager, 0, 10, "value");
        }
        assertThat(files()).isEmpty();
        try (TestManager manager = open(ON_DEMAND)) {
            put(manager, 0, 10, "value");
            checkpoints(manager).checkpoint();
        }
        try (TestManager manager = open(ON_DEMAND)) {
            assertThat(content(manager)).isEmpty();
            assertThat(checkpoints(manager).restore().restored()).isEqualTo(10);
            assertThat(content(manager)).hasSize(10);
        }
    }

    @Test
    void askedForRestoringFillsOnlyWhatIsNotThere() {
        try (TestManager manager = open("checkpoint: { restore: ask }")) {
            put(manager, 0, 10, "old");
            checkpoints(manager).checkpoint();
            cache(manager).remove("key-1");
            cache(manager).put("key-2", "new");

            RestoreSummary summary = checkpoints(manager).restore();

            assertThat(summary.restored()).isEqualTo(1);
            assertThat(summary.known()).isEqualTo(9);
            assertThat(summary.complete()).isTrue();
            assertThat(cache(manager).get("key-1")).isEqualTo("old-1");
            assertThat(cache(manager).get("key-2")).isEqualTo("new");
        }
        try (TestManager manager = open("checkpoint: { restore: ask }")) {
            assertThat(content(manager)).isEmpty();
        }
    }

    @Test
    void keepsAsManyAsConfigured() throws IOException {
        try (TestManager manager = open("checkpoint: { keep: 2 }")) {
            for (int i = 0; i < 5; i++) {
                checkpoints(manager).checkpoint();
            }
            assertThat(files())
                    .map(file -> file.getFileName().toString())
                    .containsExactly("00000004.checkpoint", "00000005.checkpoint");
        }
    }

    @Test
    void makesOneWhenItIsTime() {
        try (TestManager manager = open("checkpoint: { every: 5m }")) {
            put(manager, 0, 10, "value");
            clock.advance(Duration.ofMinutes(4));
            cache(manager).put("key", "value");
            assertThat(checkpoints(manager).statistics().made()).isZero();
            clock.advance(Duration.ofMinutes(1));
            await().untilAsserted(() ->
                    assertThat(checkpoints(manager).statistics().made()).isEqualTo(1));
            clock.advance(Duration.ofMinutes(5));
            await().untilAsserted(() ->
                    assertThat(checkpoints(manager).statistics().made()).isEqualTo(2));
            clock.advance(Duration.ofMinutes(1));
            CheckpointStatistics statistics = checkpoints(manager).statistics();
            assertThat(statistics.age()).isEqualTo(Duration.ofMinutes(1));
            assertThat(statistics.last().entries()).isEqualTo(11);
            assertThat(statistics.failures()).isZero();
        }
    }

    @Test
    void whatExpiredMeanwhileStaysAway() throws IOException {
        String keys = "checkpoint: {}, expiry: { created: 10m }";
        try (TestManager manager = open(keys)) {
            put(manager, 0, 10, "early");
            clock.advance(Duration.ofMinutes(6));
            put(manager, 10, 15, "late");
            checkpoints(manager).checkpoint();
            Path killed = killed();
            clock.advance(Duration.ofMinutes(5));
            try (TestManager next = open(killed, keys)) {
                assertThat(content(next)).hasSize(5);
                clock.advance(Duration.ofMinutes(5));
                assertThat(content(next)).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"survives: nothing", "survives: restart", "survives: crash"})
    void clearAndDestroyTakeTheCheckpointsAlong(String survives) throws IOException {
        String keys = "disk: 16MB, " + survives + ", " + AUTO;
        try (TestManager manager = open(keys)) {
            put(manager, 0, 100, "value");
            checkpoints(manager).checkpoint();
            cache(manager).clear();
            assertThat(files()).isEmpty();
            try (TestManager next = open(killed(), keys)) {
                assertThat(content(next)).isEmpty();
            }
            put(manager, 0, 100, "value");
            checkpoints(manager).checkpoint();
            manager.manager().destroyCache("c");
            assertThat(folder.resolve("data/checkpoints/cache-c")).doesNotExist();
        }
    }

    @Test
    void withFilesThatSurviveACrashNothingThatWasRemovedComesBack() throws IOException {
        String keys = "heap: 20KB, disk: 16MB, survives: crash, " + AUTO;
        try (TestManager manager = open(keys)) {
            put(manager, 0, 500, "value");
            checkpoints(manager).checkpoint();
            for (int i = 0; i < 500; i += 2) {
                cache(manager).remove("key-" + i);
            }
            Map<String, String> content = content(manager);
            assertThat(content).hasSize(250);
            Path killed = killed();
            try (TestManager next = open(killed, keys)) {
                assertThat(content(next)).isEqualTo(content);
            }
        }
    }

    /** The marker that stays when a process dies while it fills a cache. */
    @Test
    void aFillingThatWasInterruptedIsDoneAgainWithoutBringingBackWhatWasRemoved() throws IOException {
        String keys = "heap: 20KB, disk: 16MB, survives: crash, " + AUTO;
        Path killed;
        try (TestManager manager = open(keys)) {
            put(manager, 0, 500, "value");
            checkpoints(manager).checkpoint();
            cache(manager).remove("key-7");
            cache(manager).put("key-8", "newer");
            killed = killed();
        }
        // All is there but the checkpoint has one key more than the files know of.
        Files.createFile(killed.resolve("checkpoints/cache-c/restoring"));
        try (TestManager next = open(killed, keys)) {
            assertThat(content(next)).hasSize(499).doesNotContainKey("key-7").containsEntry("key-8", "newer");
            assertThat(killed.resolve("checkpoints/cache-c/restoring")).doesNotExist();
        }
    }

    @Test
    void aStoreWhoseFilesAreGoneIsFilled() throws IOException {
        String keys = "heap: 20KB, disk: 16MB, survives: crash, " + AUTO;
        try (TestManager manager = open(keys)) {
            put(manager, 0, 500, "value");
            checkpoints(manager).checkpoint();
            Path killed = killed();
            deleteAll(killed.resolve("cache-c"));
            try (TestManager next = open(killed, keys)) {
                assertThat(content(next)).hasSize(500);
            }
            try (TestManager again = open(killed, keys)) {
                assertThat(content(again)).hasSize(500);
                cache(again).remove("key-1");
            }
            try (TestManager again = open(killed, keys)) {
                assertThat(content(again)).hasSize(499);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"restart", "crash"})
    void aVolumeThatIsGoneWithAllThatTellsOfItIsNoticedAndFilledIn(String survives) throws IOException {
        String keys = "heap: 20KB, disk: 16MB, survives: " + survives + ", " + AUTO;
        try (TestManager manager = open(keys)) {
            put(manager, 0, 2000, "value".repeat(100));
        }
        Path store = folder.resolve("data/cache-c");
        List<Path> volumes;
        try (Stream<Path> files = Files.list(store)) {
            volumes = files.filter(file -> file.toString().endsWith(".volume"))
                    .sorted()
                    .toList();
        }
        assertThat(volumes).hasSizeGreaterThan(1);
        String name = volumes.get(0).getFileName().toString();
        for (String suffix : List.of(".volume", ".hint", ".live")) {
            Files.deleteIfExists(store.resolve(name.replace(".volume", suffix)));
        }

        try (TestManager next = open(keys)) {
            assertThat(content(next)).hasSize(2000);
            cache(next).remove("key-1");
        }
        // It is missing no more: what is removed stays away.
        try (TestManager again = open(keys)) {
            assertThat(content(again)).hasSize(1999);
        }
    }

    @Test
    void oneThatCannotBeReadIsSkipped() throws IOException {
        try (TestManager manager = open(AUTO)) {
            put(manager, 0, 10, "value");
        }
        // Reading it fails, whoever tries.
        Path newest = folder.resolve("data/checkpoints/cache-c/00000002.checkpoint");
        Files.createDirectories(newest);
        try (TestManager next = open(AUTO)) {
            assertThat(content(next)).hasSize(10);
            assertThat(newest).exists();
        }
    }

    private static void deleteAll(Path doomed) throws IOException {
        try (Stream<Path> files = Files.list(doomed)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(doomed);
    }

    @Test
    void aDamagedOneIsSetAsideAndTheOneBeforeIsUsed() throws IOException {
        try (TestManager manager = open(AUTO)) {
            put(manager, 0, 10, "first");
            checkpoints(manager).checkpoint();
            put(manager, 0, 10, "second");
            Path newest = checkpoints(manager).checkpoint().file();
            Path killed = killed();
            flip(killed.resolve("checkpoints/cache-c").resolve(newest.getFileName()), 100);
            try (TestManager next = open(killed, AUTO)) {
                assertThat(cache(next).get("key-3")).isEqualTo("first-3");
                assertThat(checkpoints(next).statistics().damaged()).isEqualTo(1);
                assertThat(files(killed))
                        .map(file -> file.getFileName().toString())
                        .contains("00000001.checkpoint", "00000002.checkpoint.damaged");
                assertThat(checkpoints(next).checkpoint().file().getFileName()).hasToString("00000003.checkpoint");
            }
        }
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void anotherCachesCheckpointIsRefused() throws IOException {
        Path data = folder.resolve("data");
        try (TestManager manager = open(ON_DEMAND)) {
            put(manager, 0, 10, "value");
            Path file = checkpoints(manager).checkpoint().file();
            Path other = data.resolve("checkpoints/cache-d");
            Files.createDirectories(other);
            Files.copy(file, other.resolve("00000001.checkpoint"));
            Path renamed = data.resolve("checkpoints/cache-e");
            Files.createDirectories(renamed);
        }
        try (TestManager manager = TestManager.open(folder, "directory: " + data + """

                caches: { d: { key: java.lang.String, value: java.lang.String, checkpoint: {} } }
                """)) {
            Cache<String, String> d = manager.manager().getCache("d");
            assertThat(d).isEmpty();
            assertThatThrownBy(() -> d.unwrap(Checkpoints.class).restore())
                    .isInstanceOf(CacheException.class)
                    .hasMessageContaining("no checkpoint of cache 'd'");
            // It is nobody's fault, and stays.
            assertThat(data.resolve("checkpoints/cache-d/00000001.checkpoint")).exists();
        }
    }

    @Test
    void oneOfOtherTypesIsRefused() throws IOException {
        Path data = folder.resolve("data");
        try (TestManager manager = open(AUTO)) {
            put(manager, 0, 10, "value");
        }
        try (TestManager manager = TestManager.open(folder, "directory: " + data + """

                caches: { c: { key: java.lang.String, value: java.lang.Integer, checkpoint: {} } }
                """)) {
            assertThat(manager.manager().<String, Integer>getCache("c")).isEmpty();
        }
    }

    /** A version that was deployed and taken back must find what it left. */
    @Test
    void oneOfOtherTypesIsThereStillAfterManyOfThese() throws IOException {
        String keep = "checkpoint: { keep: 2 }";
        try (TestManager manager = open(keep)) {
            put(manager, 0, 10, "value");
        }
        try (TestManager manager = TestManager.open(folder, "directory: " + folder.resolve("data") + """

                caches: { c: { key: java.lang.String, value: java.lang.Integer, checkpoint: { keep: 2 } } }
                """)) {
            for (int i = 0; i < 5; i++) {
                manager.manager().getCache("c").unwrap(Checkpoints.class).checkpoint();
            }
        }
        assertThat(files()).hasSize(3);
        try (TestManager manager = open(keep)) {
            assertThat(content(manager)).hasSize(10);
        }
    }

    @Test
    void bytesOfAnEarlierRunNameOnlyWhatIsAllowed() {
        Path data = folder.resolve("data");
        String yaml = "directory: " + data + "\ncaches: { c: { checkpoint: {}, when-unreadable: fail%s } }";
        try (TestManager manager = TestManager.open(folder, yaml.formatted(""))) {
            manager.manager().<String, Object>getCache("c").put("key", new Mine("value"));
        }
        try (TestManager manager = TestManager.open(folder, yaml.formatted(""))) {
            Cache<String, Object> cache = manager.manager().getCache("c");
            assertThatThrownBy(() -> cache.get("key")).hasMessageContaining("allow: [" + Mine.class.getName() + "]");
        }
        String allowed = ", allow: [\"" + Mine.class.getName() + "\"]";
        try (TestManager manager = TestManager.open(folder, yaml.formatted(allowed))) {
            Cache<String, Object> cache = manager.manager().getCache("c");
            assertThat(cache.get("key"))
                    .isInstanceOfSatisfying(
                            Mine.class, mine -> assertThat(mine.text).isEqualTo("value"));
        }
    }

    private static final class Mine implements Serializable {
        private static final long serialVersionUID = 1L;
        private String text;

        Mine(String text) {
            this.text = text;
        }
    }

    @Test
    void oneThatCannotBeWrittenLeavesTheOthersAndIsCounted() throws IOException {
        try (TestManager manager = open(ON_DEMAND)) {
            put(manager, 0, 10, "value");
            checkpoints(manager).checkpoint();
            // Where the next one would be written there is something that can't be replaced.
            Path obstacle = folder.resolve("data/checkpoints/cache-c/00000002.checkpoint.new");
            Files.createDirectories(obstacle.resolve("something"));

            assertThatThrownBy(() -> checkpoints(manager).checkpoint())
                    .isInstanceOf(CacheException.class)
                    .hasMessageContaining("no checkpoint was made");

            assertThat(checkpoints(manager).statistics().failures()).isEqualTo(1);
            assertThat(files())
                    .map(file -> file.getFileName().toString())
                    .containsExactly("00000001.checkpoint", "00000002.checkpoint.new");
            Files.delete(obstacle.resolve("something"));
            assertThat(checkpoints(manager).checkpoint().entries()).isEqualTo(10);
        }
    }

    @Test
    void onlyTheOwnerCanReadThem() throws IOException {
        try (TestManager manager = open(ON_DEMAND)) {
            Path file = checkpoints(manager).checkpoint().file();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void whatAKilledProcessLeftUnfinishedIsRemoved() throws IOException {
        try (TestManager manager = open(AUTO)) {
            put(manager, 0, 10, "value");
            checkpoints(manager).checkpoint();
            Path killed = killed();
            Path unfinished = killed.resolve("checkpoints/cache-c/00000002.checkpoint.new");
            Files.write(unfinished, new byte[1000], StandardOpenOption.CREATE_NEW);
            try (TestManager next = open(killed, AUTO)) {
                assertThat(content(next)).hasSize(10);
                assertThat(unfinished).doesNotExist();
            }
        }
    }

    @Test
    void anEarlierCheckpointNeverBringsBackWhatWasClearedWhileOneWasMade() throws Exception {
        try (TestManager manager = open(AUTO)) {
            for (int round = 0; round < 30; round++) {
                put(manager, 0, 300, "value");
                Thread maker = new Thread(() -> {
                    try {
                        checkpoints(manager).checkpoint();
                    } catch (CacheException e) {
                        assertThat(e).hasMessageContaining("given up");
                    }
                });
                maker.start();
                cache(manager).clear();
                maker.join();
                for (Path file : files()) {
                    assertThat(file.getFileName().toString()).doesNotContain("new");
                    assertThat(io.spillway.checkpoint.CheckpointReader.verify(file)
                                    .entries())
                            .isZero();
                }
            }
        }
    }

    @Test
    void asLongAsOneCacheHasTheFolderAnotherCannot() {
        try (TestManager manager = open(AUTO)) {
            put(manager, 0, 1, "value");
            assertThatThrownBy(() -> open(AUTO).close())
                    .isInstanceOf(CacheException.class)
                    .hasMessageContaining(
                            "are in use by process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void withoutADirectoryThereAreNone() {
        try (TestManager manager = TestManager.open(folder, "caches: { c: {} }")) {
            assertThatThrownBy(() -> cache(manager).unwrap(Checkpoints.class))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("add `directory`");
        }
    }

    @Test
    void aClosedCacheMakesNone() {
        Checkpoints checkpoints;
        try (TestManager manager = open(AUTO)) {
            checkpoints = checkpoints(manager);
        }
        assertThatThrownBy(checkpoints::checkpoint).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(checkpoints::restore).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void valuesThatAreHeldByReferenceAreInItIfTheyCanBeEncoded() {
        Path data = folder.resolve("data");
        String yaml = "directory: " + data + "\ncaches: { c: { store-by-value: false, checkpoint: {} } }";
        try (TestManager manager = TestManager.open(folder, yaml)) {
            Cache<String, Object> cache = manager.manager().getCache("c");
            cache.put("list", new java.util.ArrayList<>(List.of("a", "b")));
            cache.put("thread", Thread.currentThread());
            CheckpointSummary summary = cache.unwrap(Checkpoints.class).checkpoint();
            assertThat(summary.entries()).isEqualTo(1);
            assertThat(summary.skipped()).isEqualTo(1);
        }
        try (TestManager manager = TestManager.open(folder, yaml)) {
            assertThat(manager.manager().<String, Object>getCache("c").get("list"))
                    .isEqualTo(List.of("a", "b"));
        }
    }
}
