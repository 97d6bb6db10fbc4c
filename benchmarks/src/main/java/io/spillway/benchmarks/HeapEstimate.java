package io.spillway.benchmarks;

import io.spillway.CacheTiers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;

/**
 * Compares the bytes that the heap tier counts with those that the JVM's heap grew by. Exits with 1 if one is more than a
 * fifth off.
 */
public final class HeapEstimate {
    private static final double TOLERANCE = 0.2;

    private static boolean failed;

    private HeapEstimate() {}

    /** Measures small strings, sessions of 2 KB, and arrays of 100 KB. */
    public static void main(String[] args) throws IOException {
        Path folder = Folders.create();
        Path file = folder.resolve("spillway.yaml");
        Files.writeString(file, "defaults: { heap: 1GB, disk: none }\n");
        URI configuration = file.toUri();
        System.out.printf("%-16s%10s%18s%18s%10s%n", "", "entries", "counted", "measured", "off by");
        measure(configuration, "small strings", 200_000, i -> "value-" + i);
        measure(configuration, "2 KB sessions", 50_000, Sessions::session);
        measure(configuration, "100 KB arrays", 2_000, i -> new byte[100 * 1024]);
        Folders.delete(folder);
        System.exit(failed ? 1 : 0);
    }

    private static void measure(URI configuration, String name, int entries, IntFunction<Object> value) {
        CacheManager manager = Caching.getCachingProvider("io.spillway.provider.SpillwayCachingProvider")
                .getCacheManager(configuration, null);
        Cache<Object, Object> cache = manager.createCache(name, new MutableConfiguration<>());
        // Classes, buffers and tables that are there once must not count as entries.
        cache.put("warm", value.apply(0));
        cache.get("warm");
        cache.clear();
        long before = usedHeap();
        for (int i = 0; i < entries; i++) {
            cache.put("key-" + i, value.apply(i));
        }
        long measured = usedHeap() - before;
        CacheTiers.Tier heap = cache.unwrap(CacheTiers.class).heap();
        if (heap.entries() != entries) {
            throw new IllegalStateException(heap.entries() + " of " + entries + " entries are in the heap");
        }
        double off = (double) heap.bytes() / measured - 1;
        failed |= Math.abs(off) > TOLERANCE;
        System.out.printf("%-16s%,10d%,18d%,18d%+9.1f%%%n", name, entries, heap.bytes(), measured, off * 100);
        manager.close();
    }

    /** The bytes of live objects: collects until nothing more goes. */
    private static long usedHeap() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        long used = Long.MAX_VALUE;
        while (true) {
            memory.gc();
            long now = memory.getHeapMemoryUsage().getUsed();
            if (now >= used - (64 << 10)) {
                return now;
            }
            used = now;
        }
    }
}
