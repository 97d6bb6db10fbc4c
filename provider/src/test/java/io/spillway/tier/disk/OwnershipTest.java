package io.spillway.tier.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.spillway.codec.TestKeys;
import io.spillway.tier.disk.child.DiskWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes, one directory. */
class OwnershipTest {
    @TempDir
    Path directory;

    @Test
    void theSecondIsToldWhoTheFirstIsUntilThatOneDies() throws Exception {
        Path data = directory.resolve("data");
        Path notes = directory.resolve("notes");
        Path log = directory.resolve("log");
        Process first = Children.start(DiskWriter.class, List.of(), log, data, notes);
        try {
            // It has begun to write, so it has long had the lock.
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                assertThat(first.isAlive()).as(Files.readString(log)).isTrue();
                return hasNotes(notes);
            });
            assertThatThrownBy(() -> open(data))
                    .isInstanceOf(CacheException.class)
                    .hasMessageContaining("in use by process " + first.pid() + " on ")
                    .hasMessageContaining("Close it there, or configure another directory");
        } finally {
            first.destroyForcibly().waitFor();
        }
        try (TierFixture fixture = open(data)) {
            assertThat(fixture.damaged).hasValue(0);
        }
    }

    private static TierFixture open(Path data) {
        return new TierFixture(DiskWriter.options(data), TestKeys.canonical());
    }

    private static boolean hasNotes(Path notes) throws Exception {
        if (Files.exists(notes)) {
            for (byte note : Files.readAllBytes(notes)) {
                if (note != 0) {
                    return true;
                }
            }
        }
        return false;
    }
}
