package io.spillway.benchmarks;

import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import javax.cache.Cache;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;
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

/**
 * A session of 2 KB that can change, stored by value in a heap that holds all of them: what it takes to get one, and to put one.
 * Every provider at its defaults.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class SessionHitBenchmark {
    private static final int ENTRIES = 1_000;

    /** Who is measured; the first one is what the others are compared with. */
    @Param({"caffeine-jcache", "cache2k", "ehcache", "spillway"})
    public String peer = "";

    private final String[] keys = new String[ENTRIES];
    private final Object[] sessions = new Object[ENTRIES];
    private Function<String, @Nullable Map<String, String>> get = key -> null;
    private BiConsumer<String, Map<String, String>> put = (key, session) -> {};
    private Runnable close = () -> {};

    /** Fills the cache. */
    @Setup(Level.Trial)
    @SuppressWarnings({"unchecked", "rawtypes"}) // the class of a map has no type arguments
    public void fill() {
        CachingProvider provider = Caching.getCachingProvider(
                switch (peer) {
                    case "caffeine-jcache" -> "com.github.benmanes.caffeine.jcache.spi.CaffeineCachingProvider";
                    case "cache2k" -> "org.cache2k.jcache.provider.JCacheProvider";
                    case "ehcache" -> "org.ehcache.jsr107.EhcacheCachingProvider";
                    default -> "io.spillway.provider.SpillwayCachingProvider";
                });
        Cache<String, Map<String, String>> cache = provider.getCacheManager()
                .createCache(
                        "benchmark",
                        new MutableConfiguration<String, Map<String, String>>()
                                .setTypes(String.class, (Class<Map<String, String>>) (Class) Map.class));
        for (int i = 0; i < ENTRIES; i++) {
            keys[i] = Sessions.key(i);
            Map<String, String> session = Sessions.session(i);
            sessions[i] = session;
            cache.put(keys[i], session);
        }
        get = cache::get;
        put = cache::put;
        close = provider::close;
        // How far apart the entries lie is not to be a matter of what garbage filling left between them.
        System.gc();
    }

    /** One get of a random key. */
    @Benchmark
    public @Nullable Map<String, String> get() {
        return get.apply(keys[ThreadLocalRandom.current().nextInt(ENTRIES)]);
    }

    /** One put of a random key. */
    @Benchmark
    @SuppressWarnings("unchecked") // what is in there are sessions
    public void put() {
        int i = ThreadLocalRandom.current().nextInt(ENTRIES);
        put.accept(keys[i], (Map<String, String>) sessions[i]);
    }

    /** Closes the cache. */
    @TearDown(Level.Trial)
    public void close() {
        close.run();
    }
}
