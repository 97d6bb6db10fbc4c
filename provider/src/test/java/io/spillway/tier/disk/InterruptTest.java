package io.spillway.tier.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.codec.TestKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing is lost because a thread was interrupted, or a file could not be opened for a while. */
class InterruptTest {
    private static final int ENTRIES = 50;

    @TempDir
    Path directory;

    @AfterEach
    void forgetInterrupt() {
        Thread.interrupted();
    }

    private TierFixture open(Survives survives) {
        DiskOptions options = new DiskOptions(directory, "test", TierFixture.SMALL, survives, WhenFull.EVICT, 0);
        return new TierFixture(options, TestKeys.canonical());
    }

    private static void fill(TierFixture fixture) throws Exception {
        for (int i = 0; i < ENTRIES; i++) {
            fixture.put("key" + i, TierFixture.bytes(i, 100));
        }
        fixture.put("large", TierFixture.bytes(7, 500_000));
    }

    private static void requireAll(TierFixture fixture) {
        for (int i = 0; i < ENTRIES; i++) {
            assertThat(fixture.read("key" + i)).isEqualTo(TierFixture.bytes(i, 100));
        }
        assertThat(fixture.read("large")).isEqualTo(TierFixture.bytes(7, 500_000));
        assertThat(fixture.damaged).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource(
            value = Survives.class,
            names = {"RESTART", "CRASH"})
    void opensReadsAndClosesWhileInterrupted(Survives survives) throws Exception {
        try (TierFixture fixture = open(survives)) {
            fill(fixture);
        }
        for (int round = 0; round < 2; round++) {
            Thread.currentThread().interrupt();
            TierFixture fixture = open(survives);
            try {
                requireAll(fixture);
            } finally {
                fixture.tier.close();
                fixture.executor.shutdown();
            }
            assertThat(Thread.interrupted()).isTrue();
        }
        try (TierFixture fixture = open(survives)) {
            requireAll(fixture);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Survives.class,
            names = {"RESTART", "CRASH"})
    void keepsEverythingWhenInterruptedWhileClosing(Survives survives) throws Exception {
        TierFixture written = open(survives);
        fill(written);
        Thread.currentThread().interrupt();
        written.tier.close();
        assertThat(Thread.interrupted()).isTrue();
        written.executor.shutdown();
        try (TierFixture fixture = open(survives)) {
            requireAll(fixture);
        }
    }

    @Test
    void aFileThatCannotBeOpenedForAWhileIsTriedAgain() throws Exception {
        try (TierFixture fixture = open(Survives.RESTART)) {
            for (int i = 0; i < ENTRIES; i++) {
                fixture.put("key" + i, TierFixture.bytes(i, 100));
            }
        }
        try (TierFixture fixture = open(Survives.RESTART)) {
            Path volume = onlyVolume();
            Path away = volume.resolveSibling("away");
            Files.move(volume, away);
            assertThat(fixture.read("key0")).isNull();
            Files.move(away, volume);
            for (int i = 1; i < ENTRIES; i++) {
                assertThat(fixture.read("key" + i)).isEqualTo(TierFixture.bytes(i, 100));
            }
            assertThat(fixture.damaged).hasValue(1);
            // The entry that could not be read is still counted where it lies.
            fixture.checked = false;
        }
    }

    private Path onlyVolume() throws Exception {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> volumes =
                    files.filter(file -> file.toString().endsWith(".volume")).toList();
            assertThat(volumes).hasSize(1);
            return volumes.get(0);
        }
    }
}
