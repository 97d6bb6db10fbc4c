package io.spillway.benchmarks;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.cache.Cache;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Gets of strings that the heap holds. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class HeapHitBenchmark {
    private static final int ENTRIES = 16_384;

    /** Who is measured; the first one is what the others are compared with. */
    @Param({"caffeine", "caffeine-jcache", "spillway"})
    public String peer = "";

    private final String[] keys = new String[ENTRIES];
    private Function<String, String> get = key -> key;
    private Runnable close = () -> {};

    /** Fills the cache. How far apart the entries lie is not to be a matter of what garbage that leaves between them. */
    @Setup(Level.Trial)
    public void setUp() {
        fill();
        System.gc();
    }

    private void fill() {
        for (int i = 0; i < ENTRIES; i++) {
            keys[i] = Sessions.key(i);
        }
        if (peer.equals("caffeine")) {
            com.github.benmanes.caffeine.cache.Cache<String, String> cache =
                    Caffeine.newBuilder().maximumSize(10L * ENTRIES).build();
            for (String key : keys) {
                cache.put(key, "value of " + key);
            }
            get = key -> String.valueOf(cache.getIfPresent(key));
            return;
        }
        CachingProvider provider = Caching.getCachingProvider(
                peer.equals("spillway")
                        ? "io.spillway.provider.SpillwayCachingProvider"
                        : "com.github.benmanes.caffeine.jcache.spi.CaffeineCachingProvider");
        Cache<String, String> cache = provider.getCacheManager()
                .createCache(
                        "benchmark", new MutableConfiguration<String, String>().setTypes(String.class, String.class));
        for (String key : keys) {
            cache.put(key, "value of " + key);
        }
        get = key -> String.valueOf(cache.get(key));
        close = provider::close;
    }

    /** One get of a random key. */
    @Benchmark
    public String get() {
        return get.apply(keys[ThreadLocalRandom.current().nextInt(ENTRIES)]);
    }

    /** Closes the cache. */
    @TearDown(Level.Trial)
    public void close() {
        close.run();
    }
}
