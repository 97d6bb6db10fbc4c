package io.spillway.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
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

/** Gets of 2 KB that the heap holds, with and without Redis below; Redisson's JCache, which has no heap, beside it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class RedisHeapHitBenchmark {
    private static final int KEYS = 1_000;

    /** Who is measured; the first one is what the others are compared with. */
    @Param({"spillway-heap", "spillway-heap-redis", "redisson-jcache"})
    public String peer = "";

    private final String[] keys = new String[KEYS];
    private @Nullable Path folder;
    private @Nullable LocalRedis server;
    private @Nullable RedisCache cache;

    /** Starts a server, and fills the cache. */
    @Setup(Level.Trial)
    public void fill() throws IOException {
        Path made = Folders.create();
        folder = made;
        LocalRedis started = LocalRedis.start();
        server = started;
        RedisCache opened = RedisCache.open(peer, started.address(), made);
        cache = opened;
        for (int i = 0; i < KEYS; i++) {
            keys[i] = Sessions.key(i);
            opened.put(keys[i], new byte[2_048]);
        }
    }

    private RedisCache opened() {
        RedisCache opened = cache;
        if (opened == null) {
            throw new IllegalStateException("not set up");
        }
        return opened;
    }

    /** One get of a random key. */
    @Benchmark
    public byte @Nullable [] heapGet() {
        return opened().get(keys[ThreadLocalRandom.current().nextInt(KEYS)]);
    }

    /** Ends everything. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        opened().close();
        if (server != null) {
            server.close();
        }
        if (folder != null) {
            Folders.delete(folder);
        }
    }
}
