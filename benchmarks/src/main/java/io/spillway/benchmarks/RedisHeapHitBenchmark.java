package io.spillway.benchmarks;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
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
public class RedisHeapHitBenchmark extends RedisState {
    private static final int KEYS = 1_000;

    /** Who is measured; the first one is what the others are compared with. */
    @Param({"spillway-heap", "spillway-heap-redis", "redisson-jcache"})
    public String peer = "";

    /** Starts a server, and fills the cache. */
    @Setup(Level.Trial)
    public void fill() throws IOException {
        fill(peer, KEYS);
    }

    /** One get of a random key. */
    @Benchmark
    public byte[] heapGet() {
        return get();
    }

    /** Ends everything. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        end();
    }
}
