package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.CacheTiers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the JDK's flight recorder hears. */
class FlightTest {
    @TempDir
    Path folder;

    @Test
    void spillsRestoresAndMergesAreRecorded() throws Exception {
        Path file = folder.resolve("flight.jfr");
        CacheTiers tiers;
        CountDownLatch merged = new CountDownLatch(1);
        try (RecordingStream merges = new RecordingStream();
                Recording recording = new Recording();
                TestManager manager = TestManager.open(folder, "defaults: { heap: 300KB, disk: 4MB }")) {
            recording.enable("io.spillway.Spill").withThreshold(Duration.ZERO);
            recording.enable("io.spillway.Restore").withThreshold(Duration.ZERO);
            recording.enable("io.spillway.Merge").withThreshold(Duration.ZERO);
            recording.start();
            Cache<Integer, byte[]> cache = manager.manager().createCache("flown", new MutableConfiguration<>());
            merges.enable("io.spillway.Merge").withThreshold(Duration.ZERO);
            merges.onEvent("io.spillway.Merge", event -> merged.countDown());
            merges.startAsync();
            // In no order, as volumes whose entries are all replaced are deleted without a merge.
            Random random = new Random(1);
            await().atMost(Duration.ofMinutes(2)).until(() -> {
                for (int i = 0; i < 1_000; i++) {
                    cache.put(random.nextInt(1_000), new byte[2_000]);
                }
                return merged.getCount() == 0;
            });
            // While the disk tier is behind with what was spilled, nothing is restored.
            await().atMost(Duration.ofMinutes(2)).until(() -> {
                for (int i = 0; i < 1_000; i++) {
                    byte[] unused = cache.get(i);
                }
                return cache.unwrap(CacheTiers.class).restores() > 0;
            });
            // Evictions go on in the background until the cache is closed.
            cache.close();
            tiers = cache.unwrap(CacheTiers.class);
            recording.stop();
            recording.dump(file);
        }
        assertThat(tiers.restores()).isPositive();
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertThat(named(events, "io.spillway.Restore"))
                .hasSize((int) tiers.restores())
                .allSatisfy(event -> {
                    assertThat(event.getString("cache")).isEqualTo("flown");
                    assertThat(event.getString("tier")).isEqualTo("disk");
                });
        assertThat(named(events, "io.spillway.Spill").stream()
                        .filter(event -> event.getString("outcome").equals("done")))
                .hasSize((int) tiers.spills());
        assertThat(named(events, "io.spillway.Merge"))
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.getString("file")).isNotEmpty());
    }

    private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .toList();
    }
}
