package io.spillway.benchmarks;

import io.spillway.CacheTiers;
import io.spillway.CheckpointSummary;
import io.spillway.Checkpoints;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.spi.CachingProvider;

/**
 * What compression gains, and what it costs: the bytes that the heap tier counts for entries, and the CPU time of a put and of a
 * get that finds its entry in the heap, with {@code compress} and without, by turns in one run. The values are sessions, and
 * class files of the running JDK.
 */
public final class CompressionCost {
    private static final int VALUES = 2_000;
    private static final int ROUNDS = 7;
    private static final long ROUND_NANOS = 400_000_000L;
    private static final String[] SETTINGS = {"none", "{ with: lz4, over: 1KB }"};

    private CompressionCost() {}

    /** Runs the program. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("compression-cost");
        try {
            System.out.printf("%-28s%9s%9s%7s%18s%18s%n", "", "bytes", "LZ4", "ratio", "put, us", "get, us");
            measure(folder, "web sessions", sessions(WebSessions::session));
            measure(folder, "sessions of random letters", sessions(Sessions::session));
            measure(folder, "class files, all over 1 KB", classFiles(1 << 10, Integer.MAX_VALUE));
            measure(folder, "class files, 1 to 4 KB", classFiles(1 << 10, 4 << 10));
            System.out.printf("%n%-28s%9s%9s%9s%n", "checkpoint of 40,000", "content", "file", "s");
            for (String setting : SETTINGS) {
                checkpoint(folder, setting);
            }
        } finally {
            Folders.delete(folder);
        }
    }

    private static List<Object> sessions(IntFunction<Object> maker) {
        return IntStream.range(0, VALUES).mapToObj(maker).toList();
    }

    private static List<Object> classFiles(int from, int to) throws IOException {
        List<Object> files = new ArrayList<>();
        FileSystem jdk = FileSystems.getFileSystem(URI.create("jrt:/"));
        try (Stream<Path> all = Files.walk(jdk.getPath("/modules/java.base"))) {
            for (Path file :
                    all.filter(path -> path.toString().endsWith(".class")).toList()) {
                long size = Files.size(file);
                if (size > from && size <= to && files.size() < VALUES) {
                    files.add(Files.readAllBytes(file));
                }
            }
        }
        return files;
    }

    private static void measure(Path folder, String name, List<Object> values) throws IOException {
        long[] bytes = new long[2];
        double[][] put = new double[2][ROUNDS];
        double[][] get = new double[2][ROUNDS];
        List<Cache<Integer, Object>> caches = new ArrayList<>();
        try (CachingProvider provider = Caching.getCachingProvider("io.spillway.provider.SpillwayCachingProvider")) {
            for (String setting : SETTINGS) {
                Path yaml =
                        Files.writeString(Files.createTempFile(folder, "spillway", ".yaml"), """
                    caches: { c: { key: java.lang.Integer, heap: 500MB, disk: none, compress: %s } }
                    """.formatted(setting));
                CacheManager manager = provider.getCacheManager(yaml.toUri(), null);
                caches.add(manager.getCache("c"));
            }
            for (int round = -2; round < ROUNDS; round++) {
                for (int i = 0; i < 2; i++) {
                    Cache<Integer, Object> cache = caches.get(i);
                    double putTime = time(values.size(), n -> cache.put(n, values.get(n)));
                    double getTime = time(values.size(), cache::get);
                    if (round >= 0) {
                        put[i][round] = putTime;
                        get[i][round] = getTime;
                    }
                    bytes[i] = cache.unwrap(CacheTiers.class).heap().bytes() / values.size();
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%-28s%,9d%,9d%7.2f%9.1f%9.1f%9.1f%9.1f%n",
                name,
                bytes[0],
                bytes[1],
                (double) bytes[0] / bytes[1],
                median(put[0]),
                median(put[1]),
                median(get[0]),
                median(get[1]));
    }

    /** Its blocks are compressed anyhow: whether values that are compressed already make them longer, or take longer. */
    private static void checkpoint(Path folder, String setting) throws IOException {
        Path yaml = Files.writeString(Files.createTempFile(folder, "spillway", ".yaml"), """
            directory: %s
            caches: { c: { key: java.lang.Integer, heap: 500MB, disk: none, compress: %s } }
            """.formatted(
                        Files.createTempDirectory(folder, "files"), setting));
        try (CachingProvider provider = Caching.getCachingProvider("io.spillway.provider.SpillwayCachingProvider");
                CacheManager manager = provider.getCacheManager(yaml.toUri(), null)) {
            Cache<Integer, Object> cache = manager.getCache("c");
            for (int n = 0; n < 40_000; n++) {
                cache.put(n, WebSessions.session(n));
            }
            double[] seconds = new double[ROUNDS];
            CheckpointSummary summary = cache.unwrap(Checkpoints.class).checkpoint();
            for (int round = 0; round < ROUNDS; round++) {
                summary = cache.unwrap(Checkpoints.class).checkpoint();
                seconds[round] = summary.duration().toNanos() / 1e9;
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-28s%,7d MB%,7d MB%9.2f%n",
                    setting,
                    summary.bytes() >> 20,
                    summary.fileBytes() >> 20,
                    median(seconds));
        }
    }

    private static double median(double[] samples) {
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Microseconds of this thread's CPU time a call. */
    private static double time(int values, IntConsumer call) {
        long calls = 0;
        long end = System.nanoTime() + ROUND_NANOS;
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        while (System.nanoTime() < end) {
            for (int n = 0; n < values; n++) {
                call.accept(n);
            }
            calls += values;
        }
        return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e3 / calls;
    }
}
