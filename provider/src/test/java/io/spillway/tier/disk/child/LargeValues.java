package io.spillway.tier.disk.child;

import io.spillway.provider.SpillwayCachingProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.CRC32C;
import javax.cache.Cache;

/**
 * Run in a process of its own, with a small heap: puts values from nothing to hundreds of megabytes through a cache, mixed,
 * reads them back, replaces and removes them.
 */
public final class LargeValues {
    private LargeValues() {}

    /** Takes the directory and the size of the largest value in megabytes. */
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        int largest = Integer.parseInt(args[1]) << 20;
        Path configuration = directory.resolveSibling("spillway.yaml");
        Files.writeString(configuration, """
                directory: %s
                defaults: { heap: 1MB, disk: %d, survives: crash }
                caches:
                  sizes: { key: java.lang.String, value: "byte[]" }
                """.formatted(directory, largest * 4L));
        int[] sizes = {0, 1, 100, 5_000, 70_000, 1 << 20, largest / 8, largest};
        for (int round = 0; round < 2; round++) {
            try (SpillwayCachingProvider provider = new SpillwayCachingProvider()) {
                Cache<String, byte[]> cache = provider.getCacheManager(configuration.toUri(), null)
                        .getCache("sizes", String.class, byte[].class);
                for (int i = 0; i < sizes.length; i++) {
                    if (round > 0) {
                        check(cache, "key" + i, i + round - 1, sizes[i]);
                    }
                    cache.put("key" + i, value(i + round, sizes[i]));
                    check(cache, "key" + i, i + round, sizes[i]);
                }
                for (int i = 0; i < sizes.length; i++) {
                    check(cache, "key" + i, i + round, sizes[i]);
                }
            }
        }
    }

    private static byte[] value(int seed, int size) {
        byte[] value = new byte[size];
        new Random(seed).nextBytes(value);
        return value;
    }

    /** Compares checksums, so as not to hold a second copy itself. */
    private static void check(Cache<String, byte[]> cache, String key, int seed, int size) {
        byte[] found = cache.get(key);
        if (found == null || found.length != size) {
            throw new AssertionError(key + " of " + size + " bytes: " + (found == null ? "none" : found.length));
        }
        CRC32C crc = new CRC32C();
        crc.update(found);
        long sum = crc.getValue();
        found = null;
        crc.reset();
        crc.update(value(seed, size));
        if (sum != crc.getValue()) {
            throw new AssertionError(key + " of " + size + " bytes is another");
        }
    }
}
