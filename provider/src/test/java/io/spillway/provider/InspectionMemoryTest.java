package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.tier.disk.StoreInspection;
import io.spillway.tier.disk.StoreReport;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import javax.cache.Cache;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store can be looked at that is much larger than the tool's memory. */
class InspectionMemoryTest {
    private static final int ENTRIES = 60_000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"restart", "crash"})
    void aFrameTakesAtMost64Bytes(String survives) throws Exception {
        try (TestManager manager = TestManager.open(folder, """
                directory: %s
                caches:
                  c: { key: java.lang.String, heap: 20KB, disk: 128MB, survives: %s }
                """.formatted(folder, survives))) {
            Cache<String, String> cache = manager.manager().getCache("c");
            for (int i = 0; i < ENTRIES; i++) {
                cache.put("key-" + i, "first");
            }
            for (int i = 0; i < ENTRIES; i += 3) {
                cache.put("key-" + i, "second");
            }
        }
        // Classes that are loaded once are not what is measured.
        StoreInspection.of(folder.resolve("cache-c"));
        long before = used();
        StoreInspection inspection = StoreInspection.of(folder.resolve("cache-c"));
        long taken = used() - before;

        StoreReport report = inspection.report(System.currentTimeMillis());
        long frames = report.volumes().stream()
                .mapToLong(StoreReport.VolumeReport::frames)
                .sum();
        System.out.println("InspectionMemoryTest " + survives + ": " + taken / frames + " bytes a frame");
        assertThat(report.problems()).isEmpty();
        assertThat(report.entries()).isEqualTo(ENTRIES);
        assertThat(frames).isGreaterThanOrEqualTo(ENTRIES);
        assertThat(taken / frames).isLessThanOrEqualTo(64);
    }

    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
