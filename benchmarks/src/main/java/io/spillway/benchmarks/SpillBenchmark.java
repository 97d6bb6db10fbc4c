package io.spillway.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
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
 * Puts and gets of 2 KB sessions in a cache whose heap holds a thousandth of its keys and a few more: nearly every put makes
 * an entry spill, nearly every get restores one. Raw Chronicle Map, which has no heap, gets the same sessions as bytes
 * that are serialized beforehand: it is the floor.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class SpillBenchmark {
    static final int KEYS = 100_000;
    static final int IN_HEAP = 1_000;
    private static final int SESSIONS = 256;

    /** Who is measured; the first one is what the others are compared with. */
    @Param({"ehcache", "chronicle-map", "spillway"})
    public String peer = "";

    private final String[] keys = new String[KEYS];
    private final Object[] sessions = new Object[SESSIONS];
    private @Nullable Path folder;
    private @Nullable SpillingStore store;

    /** Fills the store. */
    @Setup(Level.Trial)
    public void fill() throws IOException {
        Path made = Folders.create();
        folder = made;
        SpillingStore opened = SpillingStore.open(peer, made);
        store = opened;
        for (int i = 0; i < SESSIONS; i++) {
            Map<String, String> session = Sessions.session(i);
            sessions[i] = opened.takesBytes() ? Serialized.of(session) : session;
        }
        for (int i = 0; i < KEYS; i++) {
            keys[i] = Sessions.key(i);
            opened.put(keys[i], sessions[i % SESSIONS]);
        }
    }

    /** One put to a random key. */
    @Benchmark
    public void spillingPut() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        opened().put(keys[random.nextInt(KEYS)], sessions[random.nextInt(SESSIONS)]);
    }

    /** One get of a random key. */
    @Benchmark
    public Object restoringGet() {
        Object session = opened().get(keys[ThreadLocalRandom.current().nextInt(KEYS)]);
        if (session == null) {
            throw new IllegalStateException(peer + " lost an entry");
        }
        return session;
    }

    private SpillingStore opened() {
        SpillingStore opened = store;
        if (opened == null) {
            throw new IllegalStateException("not set up");
        }
        return opened;
    }

    /** Closes the store and deletes its files. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        opened().close();
        if (folder != null) {
            Folders.delete(folder);
        }
    }
}
