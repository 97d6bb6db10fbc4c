package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Opening and closing when something is in the way. */
class ClosingTest {
    private static final int ENTRIES = 50;

    @TempDir
    Path folder;

    private TestManager open() {
        return TestManager.open(
                folder,
                "directory: '" + folder.resolve("files") + "'\n"
                        + "defaults: { heap: 400, disk: 32MB, survives: restart }");
    }

    private static Cache<String, String> create(TestManager manager) {
        return manager.manager().createCache("kept", new MutableConfiguration<>());
    }

    private static void fill(Cache<String, String> cache) {
        for (int i = 0; i < ENTRIES; i++) {
            cache.put("key" + i, "value" + i);
        }
    }

    private static void assertFull(Cache<String, String> cache) {
        for (int i = 0; i < ENTRIES; i++) {
            assertThat(cache.get("key" + i)).isEqualTo("value" + i);
        }
    }

    @Test
    void anInterruptedReaderDamagesNothing() {
        try (TestManager manager = open()) {
            fill(create(manager));
        }
        try (TestManager manager = open()) {
            Cache<String, String> cache = create(manager);
            Thread.currentThread().interrupt();
            String first = cache.get("key0");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(first).isEqualTo("value0");
            assertFull(cache);
        }
    }

    @Test
    void closingInAnInterruptedThreadKeepsEverything() {
        try (TestManager manager = open()) {
            fill(create(manager));
            Thread.currentThread().interrupt();
        }
        assertThat(Thread.interrupted()).isTrue();
        try (TestManager manager = open()) {
            assertFull(create(manager));
        }
    }

    @Test
    void aCacheThatCouldNotBeCreatedLeavesNothingOpen() {
        Factory<CacheEntryListener<String, String>> failing = () -> {
            throw new IllegalStateException("no listener today");
        };
        try (TestManager manager = open()) {
            MutableConfiguration<String, String> configuration = new MutableConfiguration<String, String>()
                    .addCacheEntryListenerConfiguration(
                            new MutableCacheEntryListenerConfiguration<>(failing, null, false, true));

            assertThatExceptionOfType(CacheException.class)
                    .isThrownBy(() -> manager.manager().createCache("kept", configuration))
                    .havingCause()
                    .withMessage("no listener today");

            Cache<String, String> cache = create(manager);
            fill(cache);
            assertFull(cache);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aClosedCacheHasNoFileMapped() throws IOException {
        try (TestManager manager = open()) {
            fill(create(manager));
            // The first entries wait in the heap until a file is ready.
            await().untilAsserted(() -> assertThat(mappedFiles()).isPositive());
        }

        await().untilAsserted(() -> assertThat(mappedFiles()).isZero());
    }

    private long mappedFiles() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains(folder.toString())).count();
        }
    }
}
