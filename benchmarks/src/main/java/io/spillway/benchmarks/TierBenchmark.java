package io.spillway.benchmarks;

import io.spillway.codec.ClassPolicy;
import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.JavaCodec;
import io.spillway.codec.KeyCodec;
import io.spillway.codec.PayloadCodec;
import io.spillway.codec.PayloadKeyCodec;
import io.spillway.tier.LowerTier;
import io.spillway.tier.disk.DiskEvents;
import io.spillway.tier.disk.DiskOptions;
import io.spillway.tier.disk.DiskTier;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import net.openhft.chronicle.map.ChronicleMap;
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
 * Spilling and restoring at the disk tier's contract, beside raw Chronicle Map: both are given the same bytes of 2 KB
 * sessions, so neither codec nor heap nor cache is measured.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class TierBenchmark {
    private static final int KEYS = 100_000;
    private static final int SESSIONS = 256;

    /** Who is measured; the first one is what the other is compared with. */
    @Param({"chronicle-map", "spillway"})
    public String peer = "";

    private final String[] keys = new String[KEYS];
    private final byte[][] sessions = new byte[SESSIONS][];
    private @Nullable Path folder;
    private @Nullable Bytes store;

    private interface Bytes extends Closeable {
        void put(String key, byte[] bytes);

        byte @Nullable [] get(String key);
    }

    /** Fills the store. */
    @Setup(Level.Trial)
    public void fill() throws IOException {
        Path made = Folders.create();
        folder = made;
        Bytes opened = peer.equals("spillway") ? tier(made) : map(made);
        store = opened;
        for (int i = 0; i < SESSIONS; i++) {
            sessions[i] = Serialized.of(Sessions.session(i));
        }
        for (int i = 0; i < KEYS; i++) {
            keys[i] = Sessions.key(i);
            opened.put(keys[i], sessions[i % SESSIONS]);
        }
    }

    private static Bytes map(Path folder) throws IOException {
        ChronicleMap<String, byte[]> map = ChronicleMap.of(String.class, byte[].class)
                .entries(KEYS * 2L)
                .averageKeySize(14)
                .averageValueSize(2_200)
                .putReturnsNull(true)
                .createPersistedTo(folder.resolve("benchmark.map").toFile());
        return new Bytes() {
            @Override
            public void put(String key, byte[] bytes) {
                map.put(key, bytes);
            }

            @Override
            public byte @Nullable [] get(String key) {
                return map.get(key);
            }

            @Override
            public void close() {
                map.close();
            }
        };
    }

    private static Bytes tier(Path folder) {
        KeyCodec codec = new PayloadKeyCodec(new PayloadCodec(new JavaCodec(
                TierBenchmark.class.getClassLoader(), new ClassPolicy("tier", List.of(String.class), List.of()))));
        ExecutorService executor = Executors.newSingleThreadExecutor();
        DiskTier tier = DiskTier.open(
                DiskOptions.transientIn(folder, "tier", 1L << 30),
                codec,
                InstantSource.system(),
                executor,
                DiskEvents.IGNORED);
        AtomicLong version = new AtomicLong();
        return new Bytes() {
            @Override
            public void put(String key, byte[] bytes) {
                EncodedKey encoded = codec.encode(key);
                Envelope entry = new Envelope(version.incrementAndGet(), 1, 0, Envelope.ETERNAL, bytes);
                if (!tier.spill(encoded, entry)) {
                    throw new IllegalStateException("not spilled");
                }
            }

            @Override
            public byte @Nullable [] get(String key) {
                LowerTier.Held held = tier.read(codec.encode(key));
                return held == null ? null : held.entry().payload();
            }

            @Override
            public void close() {
                tier.close();
                executor.shutdown();
            }
        };
    }

    /** One entry spilled. */
    @Benchmark
    public void spill() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        opened().put(keys[random.nextInt(KEYS)], sessions[random.nextInt(SESSIONS)]);
    }

    /** One entry read back. */
    @Benchmark
    public byte[] restore() {
        byte[] bytes = opened().get(keys[ThreadLocalRandom.current().nextInt(KEYS)]);
        if (bytes == null) {
            throw new IllegalStateException(peer + " lost an entry");
        }
        return bytes;
    }

    private Bytes opened() {
        Bytes opened = store;
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
