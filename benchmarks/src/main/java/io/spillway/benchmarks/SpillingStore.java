package io.spillway.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import javax.cache.Cache;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;
import net.openhft.chronicle.map.ChronicleMap;
import org.ehcache.PersistentCacheManager;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.config.units.EntryUnit;
import org.ehcache.config.units.MemoryUnit;
import org.jspecify.annotations.Nullable;

/** What is measured: a small heap above a disk tier. */
interface SpillingStore extends Closeable {
    /** Puts a session. */
    void put(String key, Object session);

    /** Gets a session. */
    @Nullable Object get(String key);

    /** Whether sessions are to be handed over as bytes. */
    default boolean takesBytes() {
        return false;
    }

    static SpillingStore open(String peer, Path folder) throws IOException {
        return switch (peer) {
            case "spillway" -> spillway(folder);
            case "ehcache" -> ehcache(folder);
            case "chronicle-map" -> chronicleMap(folder);
            default -> throw new IllegalArgumentException(peer);
        };
    }

    private static SpillingStore spillway(Path folder) throws IOException {
        // A session of 2 KB takes about 2.3 KB in the heap, overhead included.
        long heap = SpillBenchmark.IN_HEAP * 2_300L;
        Path file = folder.resolve("benchmark.yaml");
        Files.writeString(
                file, "directory: " + folder.toUri().getPath() + "\ndefaults: { heap: " + heap + ", disk: 1GB }\n");
        CachingProvider provider = Caching.getCachingProvider("io.spillway.provider.SpillwayCachingProvider");
        Cache<String, Object> cache = provider.getCacheManager(file.toUri(), null)
                .createCache(
                        "sessions", new MutableConfiguration<String, Object>().setTypes(String.class, Object.class));
        return new SpillingStore() {
            @Override
            public void put(String key, Object session) {
                cache.put(key, session);
            }

            @Override
            public @Nullable Object get(String key) {
                return cache.get(key);
            }

            @Override
            public void close() {
                provider.close();
            }
        };
    }

    @SuppressWarnings({"rawtypes", "NonApiType"}) // Ehcache wants the concrete class that it is to serialize
    private static SpillingStore ehcache(Path folder) {
        PersistentCacheManager manager = CacheManagerBuilder.newCacheManagerBuilder()
                .with(CacheManagerBuilder.persistence(folder.toFile()))
                .withCache(
                        "sessions",
                        CacheConfigurationBuilder.newCacheConfigurationBuilder(
                                String.class,
                                HashMap.class,
                                ResourcePoolsBuilder.newResourcePoolsBuilder()
                                        .heap(SpillBenchmark.IN_HEAP, EntryUnit.ENTRIES)
                                        .disk(1, MemoryUnit.GB, true)))
                .build(true);
        org.ehcache.Cache<String, HashMap> cache = manager.getCache("sessions", String.class, HashMap.class);
        return new SpillingStore() {
            @Override
            public void put(String key, Object session) {
                cache.put(key, (HashMap) session);
            }

            @Override
            public @Nullable Object get(String key) {
                return cache.get(key);
            }

            @Override
            public void close() {
                manager.close();
            }
        };
    }

    private static SpillingStore chronicleMap(Path folder) throws IOException {
        ChronicleMap<String, byte[]> map = ChronicleMap.of(String.class, byte[].class)
                .entries(SpillBenchmark.KEYS * 2L)
                .averageKeySize(14)
                .averageValueSize(2_200)
                .putReturnsNull(true)
                .createPersistedTo(folder.resolve("benchmark.map").toFile());
        return new SpillingStore() {
            @Override
            public void put(String key, Object session) {
                map.put(key, (byte[]) session);
            }

            @Override
            public @Nullable Object get(String key) {
                return map.get(key);
            }

            @Override
            public boolean takesBytes() {
                return true;
            }

            @Override
            public void close() {
                map.close();
            }
        };
    }
}
