package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.CacheTiers;
import io.spillway.cache.SpillwayCache;
import io.spillway.provider.child.ShutdownUser;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.IntStream;
import javax.cache.Cache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a close, and the end of a JVM, save. */
class ShutdownTest {
    private static final int ROUNDS = Integer.getInteger("spillway.kills", 3);
    private static final Logger LOGGER = Logger.getLogger(SpillwayCache.class.getName());

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();
    private final Handler listening = new Handler() {
        @Override
        public void publish(LogRecord event) {
            said.add(new SimpleFormatter().formatMessage(event));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOGGER.addHandler(listening);
    }

    @AfterEach
    void stopListening() {
        LOGGER.removeHandler(listening);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM")
    void aJvmThatIsToldToEndLosesNothingAcknowledged() throws Exception {
        // A heap for all of it, and one that spills all the time.
        for (String heap : List.of("64MB", "1MB")) {
            Path directory = folder.resolve("data-" + heap);
            Path notesFile = folder.resolve("notes-" + heap);
            LongBuffer notes = ShutdownUser.notes(notesFile);
            String yaml = yaml(directory, "shutdown-hook: true", heap);
            for (int round = 0; round < ROUNDS; round++) {
                terminate(yaml, notesFile, notes);
                try (TestManager manager = TestManager.open(folder, yaml)) {
                    requireAll(manager.manager().getCache("c", String.class, String.class), notes);
                }
            }
        }
    }

    /** Shows that the test above can fail. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM")
    void withoutTheHookNothingIsSaved() throws Exception {
        Path notesFile = folder.resolve("notes");
        LongBuffer notes = ShutdownUser.notes(notesFile);
        String yaml = yaml(folder.resolve("data"), "shutdown-hook: false", "1MB");
        terminate(yaml, notesFile, notes);
        try (TestManager manager = TestManager.open(folder, yaml)) {
            assertThat(manager.manager().getCache("c").iterator()).isExhausted();
        }
    }

    private static String yaml(Path directory, String hook, String heap) {
        return """
            directory: %s
            %s
            caches:
              c: { key: java.lang.String, value: java.lang.String, heap: %s, disk: 256MB, survives: restart }
            """.formatted(directory, hook, heap);
    }

    private void terminate(String yaml, Path notesFile, LongBuffer notes) throws Exception {
        Path file = Files.writeString(folder.resolve("child.yaml"), yaml);
        Path log = folder.resolve("log");
        long before = sum(notes);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ShutdownUser.class.getName(),
                        file.toString(),
                        notesFile.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            await().atMost(Duration.ofMinutes(2)).until(() -> sum(notes) > before + 20_000);
            process.destroy();
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("it ends").isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isEqualTo(128 + 15);
        } finally {
            process.destroyForcibly();
        }
    }

    private static long sum(LongBuffer notes) {
        return IntStream.range(0, notes.limit()).mapToLong(notes::get).sum();
    }

    private static void requireAll(Cache<String, String> cache, LongBuffer notes) {
        for (int slot = 0; slot < notes.limit(); slot++) {
            long acknowledged = notes.get(slot);
            String found = cache.get(ShutdownUser.key(slot));
            if (acknowledged > 0) {
                assertThat(found).as("slot %d in state %d", slot, acknowledged).isNotNull();
            }
            if (found != null) {
                // The one more may have taken effect, and its caller not have heard of that.
                assertThat(ShutdownUser.state(found)).isBetween(acknowledged, acknowledged + 1);
                assertThat(found).isEqualTo(ShutdownUser.value(ShutdownUser.state(found)));
                notes.put(slot, ShutdownUser.state(found));
            }
        }
    }

    @Test
    void whileTheJvmEndsEachWriteIsOnDiskBeforeItReturns() throws Exception {
        try (TestManager manager = TestManager.open(folder, yaml(folder.resolve("data"), "", "64MB"))) {
            Cache<String, String> cache = manager.manager().getCache("c", String.class, String.class);
            SpillwayCache<?, ?> ending = cache.unwrap(SpillwayCache.class);
            cache.put("before", "x");
            assertThat(onDisk(cache)).isZero();

            ending.writeBelow();
            cache.put("after", "x");
            assertThat(onDisk(cache)).isEqualTo(1);
            ending.handDown(System.nanoTime() + TimeUnit.MINUTES.toNanos(1));
            assertThat(onDisk(cache)).isEqualTo(2);

            cache.put("before", "y");
            cache.remove("after");
            assertThat(onDisk(cache)).isEqualTo(1);
            assertThat(cache.get("before")).isEqualTo("y");
            assertThat(cache.unwrap(CacheTiers.class).heap().entries()).isEqualTo(1);
        }
        try (TestManager manager = TestManager.open(folder, yaml(folder.resolve("data"), "", "64MB"))) {
            Cache<String, String> cache = manager.manager().getCache("c", String.class, String.class);
            assertThat(cache.get("before")).isEqualTo("y");
            assertThat(cache.get("after")).isNull();
        }
        assertThat(said)
                .containsExactly(
                        "Cache 'c' is closed: 1 entries are kept on disk",
                        "Cache 'c' is closed: 1 entries are kept on disk");
    }

    @Test
    void aCloseTakesNoLongerThanItMayAndSaysWhatItCost() throws Exception {
        String yaml = yaml(folder.resolve("data"), "close-within: 1ms", "200MB");
        try (TestManager manager = TestManager.open(folder, yaml)) {
            Cache<String, String> cache = manager.manager().getCache("c", String.class, String.class);
            for (int i = 0; i < 100_000; i++) {
                cache.put(ShutdownUser.key(i), ShutdownUser.value(i));
            }
        }
        assertThat(said).hasSize(1);
        assertThat(said.get(0))
                .matches("Cache 'c' is closed: (\\d+ entries are kept on disk; )?\\d+ entries are lost, as there was no"
                        + " time or room left for them");
        try (TestManager manager = TestManager.open(folder, yaml)) {
            Cache<String, String> cache = manager.manager().getCache("c", String.class, String.class);
            for (int i = 0; i < 100_000; i++) {
                String found = cache.get(ShutdownUser.key(i));
                assertThat(found).isIn(null, ShutdownUser.value(i));
            }
        }
    }

    @Test
    void aCheckpointIsSaidAndWhatSurvivesNothingIsNot() throws Exception {
        String yaml = "directory: " + folder.resolve("data") + "\ncaches: { a: { checkpoint: {} }, b: {} }";
        try (TestManager manager = TestManager.open(folder, yaml)) {
            manager.manager().getCache("a").put("k", "v");
            manager.manager().getCache("b").put("k", "v");
        }
        assertThat(said).containsExactly("Cache 'a' is closed: a checkpoint was made");
    }

    private static long onDisk(Cache<?, ?> cache) {
        return cache.unwrap(CacheTiers.class).disk().entries();
    }
}
