package io.spillway.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model with hundreds of regions pays for those that it uses. */
class ManyRegionsTest {
    private static final int REGIONS = 500;
    private static final long MOST_BYTES = 32 << 10;

    @TempDir
    Path folder;

    @Test
    void emptyRegionsCostNextToNothing() throws IOException {
        Path files = folder.resolve("caches");
        try (SessionFactory factory =
                new Database(folder).caches("directory: " + files).open()) {
            CacheManager manager = Database.cachesOf(factory);
            int threads = Thread.activeCount();
            long before = used();
            long started = System.nanoTime();
            List<Cache<Object, Object>> regions = IntStream.range(0, REGIONS)
                    .mapToObj(i -> manager.createCache("region-" + i, new MutableConfiguration<>()))
                    .toList();
            long millis = (System.nanoTime() - started) / 1_000_000;
            long bytes = (used() - before) / REGIONS;
            System.out.printf(
                    "%d empty regions: %d bytes each in the heap, created within %d ms%n", REGIONS, bytes, millis);

            assertThat(regions).hasSize(REGIONS);
            assertThat(bytes).isLessThan(MOST_BYTES);
            // The manager may have started those that all its caches share.
            assertThat(Thread.activeCount()).isLessThan(threads + REGIONS / 50);
            try (Stream<Path> found = Files.exists(files) ? Files.walk(files) : Stream.empty()) {
                assertThat(found.filter(Files::isRegularFile)).isEmpty();
            }
        }
    }

    private static long used() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            memory.gc();
            least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
