package io.spillway.tier.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.TestKeys;
import io.spillway.tier.LowerTier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Replaces and removes values of mixed sizes, many times the bytes that the tier has, as fast as it goes: a day's worth of a
 * busy cache. The bytes to write, as a multiple of the tier's, are set by the system property {@code spillway.churns}.
 */
class ChurnTest {
    private static final int CHURNS = Integer.getInteger("spillway.churns", 8);
    private static final long TIER = 256L << 20;
    private static final int THREADS = 2;
    /** So many keys a thread make up about half of the tier. */
    private static final int KEYS = 12_000;

    private static final int SAMPLES = 1 << 22;

    @TempDir
    Path directory;

    private final AtomicLong version = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private volatile long most;
    private volatile double leastShare = 1;
    private double shares;
    private int measured;

    /** What calls of one thread took. */
    private static final class Times {
        private final long[] nanos = new long[SAMPLES];
        private int size;

        void add(long taken) {
            nanos[size++ % SAMPLES] = taken;
        }

        static String describe(List<Times> all) {
            long[] sorted = all.stream()
                    .flatMapToLong(times -> Arrays.stream(times.nanos, 0, Math.min(times.size, SAMPLES)))
                    .sorted()
                    .toArray();
            return String.format(
                    "median %.1f, p99 %.1f, p99.9 %.1f, longest %.1f microseconds of %d calls",
                    sorted[sorted.length / 2] / 1e3,
                    sorted[(int) (sorted.length * 0.99)] / 1e3,
                    sorted[(int) (sorted.length * 0.999)] / 1e3,
                    sorted[sorted.length - 1] / 1e3,
                    sorted.length);
        }
    }

    @Test
    void neitherFailsNorGrows() throws Exception {
        long seed = Long.getLong("spillway.seed", System.nanoTime());
        System.out.println("ChurnTest seed " + seed);
        DiskOptions options = new DiskOptions(directory, "churn", TIER, Survives.CRASH, WhenFull.REJECT, 0);
        try (TierFixture fixture = new TierFixture(options, TestKeys.canonical())) {
            long[][] contents = new long[THREADS][KEYS];
            List<Times> filling = run(thread -> fill(fixture, contents[thread], thread));
            long filled = written.get();
            long goal = filled + CHURNS * TIER;
            List<Times> churning = run(thread -> churn(fixture, contents[thread], thread, seed, filled, goal));
            fixture.drain();
            System.out.println("ChurnTest: wrote " + (written.get() >> 20) + " MB to a tier of " + (TIER >> 20)
                    + " MB; most bytes of files " + (most >> 20) + " MB; live share of them "
                    + Math.round(shares / measured * 100) + " % on average under load, at least "
                    + Math.round(leastShare * 100) + " % when housekeeping has caught up");
            System.out.println("  puts while nothing is merged: " + Times.describe(filling));
            System.out.println("  puts while much is merged:    " + Times.describe(churning));
            assertThat(most).isLessThanOrEqualTo(TIER);
            assertThat(leastShare).isGreaterThanOrEqualTo(0.6);
            for (int thread = 0; thread < THREADS; thread++) {
                verify(fixture, contents[thread], thread);
            }
            assertThat(fixture.evicted).hasValue(0);
            assertThat(fixture.damaged).hasValue(0);
        }
    }

    private interface Work {
        Times of(int thread) throws Exception;
    }

    private static List<Times> run(Work work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Times>> calls = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int own = thread;
                calls.add(() -> work.of(own));
            }
            List<Times> times = new ArrayList<>();
            for (Future<Times> future : threads.invokeAll(calls)) {
                times.add(future.get());
            }
            return times;
        } finally {
            threads.shutdown();
        }
    }

    private Times fill(TierFixture fixture, long[] contents, int thread) throws Exception {
        Times times = new Times();
        for (int key = 0; key < KEYS; key++) {
            put(fixture, contents, thread, key, times);
        }
        return times;
    }

    private Times churn(TierFixture fixture, long[] contents, int thread, long seed, long filled, long goal)
            throws Exception {
        Times times = new Times();
        Random random = new Random(seed + thread);
        for (int i = 1; written.get() < goal; i++) {
            int key = random.nextInt(KEYS);
            if (random.nextInt(10) > 0) {
                put(fixture, contents, thread, key, times);
            } else if (contents[key] != 0) {
                EncodedKey encoded = fixture.key(name(thread, key));
                fixture.tier.bury(encoded, version.incrementAndGet(), 1);
                assertThat(fixture.tier.remove(encoded)).isTrue();
                contents[key] = 0;
            }
            if (thread == 0 && i % 5000 == 0) {
                measure(fixture, written.get() - filled > TIER);
            }
            if (thread == 0 && i % 20_000 == 0 && written.get() - filled > TIER) {
                fixture.drain();
                leastShare = Math.min(leastShare, share(fixture.tier.usage()));
            }
        }
        return times;
    }

    private void measure(TierFixture fixture, boolean steady) {
        LowerTier.Usage usage = fixture.tier.usage();
        most = Math.max(most, usage.bytes());
        if (steady) {
            shares += share(usage);
            measured++;
        }
    }

    private static double share(LowerTier.Usage usage) {
        return (double) usage.liveBytes() / usage.bytes();
    }

    private void put(TierFixture fixture, long[] contents, int thread, int key, Times times) throws Exception {
        long content = version.incrementAndGet();
        byte[] payload = payload(content);
        EncodedKey encoded = fixture.key(name(thread, key));
        var entry = new Envelope(content, 1, 0, Envelope.ETERNAL, payload);
        long begun = System.nanoTime();
        fixture.tier.publish(encoded, fixture.tier.write(encoded, entry));
        times.add(System.nanoTime() - begun);
        contents[key] = content;
        written.addAndGet(payload.length);
    }

    private static void verify(TierFixture fixture, long[] contents, int thread) {
        for (int key = 0; key < KEYS; key++) {
            byte[] read = fixture.read(name(thread, key));
            assertThat(contents[key] == 0 ? read == null : Arrays.equals(read, payload(contents[key])))
                    .as("key %s", key)
                    .isTrue();
        }
    }

    private static String name(int thread, int key) {
        return thread + "-" + key;
    }

    /** From nothing to 200 KB, mostly some kilobytes. */
    private static byte[] payload(long content) {
        int kind = (int) (content * 0x9E3779B9L >>> 8 & 63);
        int bound = kind == 0 ? 200_000 : kind < 8 ? 20_000 : 6_000;
        return TierFixture.bytes(content, (int) (content * 7919 % bound));
    }
}
