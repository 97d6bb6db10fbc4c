package io.spillway.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.cache.Cache;
import javax.cache.Caching;
import javax.cache.spi.CachingProvider;

/**
 * How long the first cache with a disk tier takes in a fresh JVM, from looking for the provider to having read back an entry
 * that was written to disk. Each round runs in a process of its own, on the JVM of this one or on another.
 */
public final class FirstCache {
    private static final int ROUNDS = 7;

    private FirstCache() {}

    /** Takes the home of the JVM to use, or nothing; in its own processes, a flag and a configuration. */
    public static void main(String[] args) throws Exception {
        if (args.length == 2) {
            round(Path.of(args[1]));
            return;
        }
        String home = args.length == 1 ? args[0] : System.getProperty("java.home");
        for (int round = 0; round < ROUNDS; round++) {
            Path folder = Folders.create();
            Path configuration = Files.writeString(
                    folder.resolve("spillway.yaml"),
                    "directory: " + folder.resolve("data") + "\n"
                            + "caches: { first: { key: java.lang.String, value: 'byte[]', survives: crash } }\n");
            run(home, configuration);
            Folders.delete(folder);
        }
    }

    private static void run(String home, Path configuration) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(home, "bin", "java").toString(),
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                FirstCache.class.getName(),
                "round",
                configuration.toString()));
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IllegalStateException("a round ended with " + code);
        }
    }

    private static void round(Path configuration) {
        long begun = System.nanoTime();
        try (CachingProvider provider = Caching.getCachingProvider("io.spillway.provider.SpillwayCachingProvider")) {
            Cache<String, byte[]> cache =
                    provider.getCacheManager(configuration.toUri(), null).getCache("first");
            long opened = System.nanoTime();
            cache.put("key", new byte[100_000]);
            long written = System.nanoTime();
            int length = cache.get("key").length;
            long read = System.nanoTime();
            System.out.println(String.format(
                    Locale.ROOT,
                    "JDK %s: opened in %d ms, first put (which makes the file) %d ms, first get %d ms; %d ms in all%s",
                    Runtime.version().feature(),
                    millis(opened - begun),
                    millis(written - opened),
                    millis(read - written),
                    millis(read - begun),
                    length == 100_000 ? "" : "; WRONG"));
        }
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }
}
