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

/**
 * Puts and gets of 2 KB that Redis has to answer: none of the peers keeps them in the heap. Spillway writes by a script, which
 * compares versions; so the command SET is there, and a script that does nothing but that.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class RedisBenchmark extends RedisState {
    private static final int KEYS = 10_000;

    /** Who is measured; the first one is what the others are compared with. */
    @Param({"redisson", "redisson-script", "redisson-jcache", "spillway", "spillway-behind"})
    public String peer = "";

    /** Starts a server, and fills it. */
    @Setup(Level.Trial)
    public void fill() throws IOException {
        fill(peer, KEYS);
    }

    /** One get of a random key. */
    @Benchmark
    public byte[] remoteGet() {
        return get();
    }

    /** One put to a random key. */
    @Benchmark
    public void remotePut() {
        put();
    }

    /** Ends everything. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        end();
    }
}
