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

/**
 * Puts and gets of 2 KB that Redis has to answer: none of the peers keeps them in the heap. Spillway writes by a script, which
 * compares versions; so the command SET is there, and a script that does nothing but that.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class RedisBenchmark {
    private static final int KEYS = 10_000;
    private static final int BYTES = 2_048;

    /** Who is measured; the first one is what the others are compared with. */
    @Param({"redisson", "redisson-script", "redisson-jcache", "spillway", "spillway-behind"})
    public String peer = "";

    private final String[] keys = new String[KEYS];
    private final byte[] value = new byte[BYTES];
    private @Nullable Path folder;
    private @Nullable LocalRedis server;
    private @Nullable RedisCache cache;

    /** Starts a server, and fills it. */
    @Setup(Level.Trial)
    public void fill() throws IOException {
        ThreadLocalRandom.current().nextBytes(value);
        Path made = Folders.create();
        folder = made;
        LocalRedis started = LocalRedis.start();
        server = started;
        RedisCache opened = RedisCache.open(peer, started.address(), made);
        cache = opened;
        for (int i = 0; i < KEYS; i++) {
            keys[i] = Sessions.key(i);
            opened.put(keys[i], value);
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
    public byte[] remoteGet() {
        byte[] found = opened().get(keys[ThreadLocalRandom.current().nextInt(KEYS)]);
        if (found == null || found.length != BYTES) {
            throw new IllegalStateException(peer + " lost an entry");
        }
        return found;
    }

    /** One put to a random key. */
    @Benchmark
    public void remotePut() {
        opened().put(keys[ThreadLocalRandom.current().nextInt(KEYS)], value);
    }

    /** Ends everything; says where the values came from. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        System.out.println(opened());
        opened().close();
        if (server != null) {
            server.close();
        }
        if (folder != null) {
            Folders.delete(folder);
        }
    }
}
