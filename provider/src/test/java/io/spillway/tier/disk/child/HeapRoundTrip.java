package io.spillway.tier.disk.child;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.cache.Cache;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;

/** Run in a process of its own: puts and gets through a cache without a disk tier. */
public final class HeapRoundTrip {
    private HeapRoundTrip() {}

    /** Prints nothing if all is well. */
    public static void main(String[] args) throws Exception {
        Path configuration = Files.createTempFile("heap-only", ".yaml");
        try {
            Files.writeString(configuration, "defaults: { heap: 1MB, disk: none }\n");
            URI uri = configuration.toUri();
            try (CachingProvider provider =
                    Caching.getCachingProvider("io.spillway.provider.SpillwayCachingProvider")) {
                Cache<String, int[]> cache =
                        provider.getCacheManager(uri, null).createCache("cache", new MutableConfiguration<>());
                cache.put("key", new int[] {1});
                if (cache.get("key")[0] != 1) {
                    System.out.println("another value");
                }
            }
        } finally {
            Files.delete(configuration);
        }
    }
}
