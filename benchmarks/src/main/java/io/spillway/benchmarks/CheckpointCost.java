package io.spillway.benchmarks;

import io.spillway.CheckpointSummary;
import io.spillway.Checkpoints;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.spi.CachingProvider;

/**
 * What a checkpoint costs: its speed as a ratio to that of writing a file from beginning to end, in the same run, and the
 * latencies of callers with and without one being made. The arguments are the folder to use, and the bytes of content in MB.
 */
public final class CheckpointCost {
    private static final int VARIANTS = 1_000;
    private static final int ROUNDS = 5;
    private static final long PHASE_NANOS = 5_000_000_000L;
    private static final int MB = 1 << 20;

    private CheckpointCost() {}

    /** Runs the program. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory(Path.of(arguments.length > 0 ? arguments[0] : "."), "checkpoint-cost");
        long megabytes = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1024;
        try {
            run(folder, megabytes);
        } finally {
            Folders.delete(folder);
        }
    }

    private static void run(Path folder, long megabytes) throws Exception {
        Path yaml = Files.writeString(folder.resolve("spillway.yaml"), """
            directory: %s
            caches: { c: { key: java.lang.Long, value: "byte[]", heap: 256MB, disk: %dMB } }
            """.formatted(folder, megabytes * 2));
        byte[][] sessions = new byte[VARIANTS][];
        for (int i = 0; i < VARIANTS; i++) {
            sessions[i] = Serialized.of(Sessions.session(i));
        }
        try (CachingProvider provider = Caching.getCachingProvider("io.spillway.provider.SpillwayCachingProvider");
                CacheManager manager = provider.getCacheManager(yaml.toUri(), null)) {
            Cache<Long, byte[]> cache = manager.getCache("c");
            long keys = megabytes * MB / sessions[0].length;
            for (long key = 0; key < keys; key++) {
                cache.put(key, sessions[(int) (key % VARIANTS)]);
            }
            Checkpoints checkpoints = cache.unwrap(Checkpoints.class);
            System.out.printf(Locale.ROOT, "%d entries of %d bytes%n", keys, sessions[0].length);
            speed(folder, megabytes, checkpoints);
            latencies(cache, keys, sessions, checkpoints);
        }
    }

    private static void speed(Path folder, long megabytes, Checkpoints checkpoints) throws IOException {
        double[] ratios = new double[ROUNDS];
        double[] fileRatios = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            double plain = sequential(folder.resolve("plain"), megabytes);
            CheckpointSummary summary = checkpoints.checkpoint();
            double content =
                    summary.bytes() / (double) MB / seconds(summary.duration().toNanos());
            double file = summary.fileBytes()
                    / (double) MB
                    / seconds(summary.duration().toNanos());
            ratios[round] = content / plain;
            fileRatios[round] = file / plain;
            System.out.printf(
                    Locale.ROOT,
                    "sequential write %6.0f MB/s; checkpoint of %d entries, %d MB: %6.0f MB/s of content (file: %.0f MB"
                            + " in %.2f s, %.0f MB/s); ratio %.2f, of the file's bytes %.2f%n",
                    plain,
                    summary.entries(),
                    summary.bytes() / MB,
                    content,
                    summary.fileBytes() / (double) MB,
                    seconds(summary.duration().toNanos()),
                    file,
                    ratios[round],
                    fileRatios[round]);
        }
        Arrays.sort(ratios);
        Arrays.sort(fileRatios);
        System.out.printf(
                Locale.ROOT,
                "median ratio of the speeds: %.2f (aimed at: 0.5 or more), of the file's bytes: %.2f%n",
                ratios[ROUNDS / 2],
                fileRatios[ROUNDS / 2]);
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }

    private static double sequential(Path file, long megabytes) throws IOException {
        byte[] block = new byte[MB];
        new Random(1).nextBytes(block);
        long start = System.nanoTime();
        try (FileOutputStream out = new FileOutputStream(file.toFile())) {
            for (long i = 0; i < megabytes; i++) {
                out.write(block);
            }
            out.getFD().sync();
        }
        double speed = megabytes / seconds(System.nanoTime() - start);
        Files.delete(file);
        return speed;
    }

    private static void latencies(Cache<Long, byte[]> cache, long keys, byte[][] sessions, Checkpoints checkpoints)
            throws InterruptedException {
        Samples warmUp = new Samples();
        work(cache, keys, sessions, warmUp, 0);
        double[] ratios = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            Samples without = new Samples();
            work(cache, keys, sessions, without, round);
            AtomicBoolean stop = new AtomicBoolean();
            Thread maker = new Thread(() -> {
                while (!stop.get()) {
                    checkpoints.checkpoint();
                }
            });
            maker.start();
            Samples with = new Samples();
            work(cache, keys, sessions, with, round);
            stop.set(true);
            maker.join();
            ratios[round] = (double) with.percentile(0.99) / without.percentile(0.99);
            System.out.printf(
                    Locale.ROOT, "callers without: %s; with: %s; ratio of p99 %.2f%n", without, with, ratios[round]);
        }
        Arrays.sort(ratios);
        System.out.printf(
                Locale.ROOT, "median ratio of callers' p99: %.2f (aimed at: 2 or less)%n", ratios[ROUNDS / 2]);
    }

    /** One caller: nine reads to one write, four fifths of them on a fifth of the keys. */
    private static void work(Cache<Long, byte[]> cache, long keys, byte[][] sessions, Samples samples, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long end = System.nanoTime() + PHASE_NANOS;
        for (long start = System.nanoTime(); start < end; start = System.nanoTime()) {
            long key = random.nextInt(5) == 0 ? random.nextLong(keys) : random.nextLong(keys / 5);
            if (random.nextInt(10) == 0) {
                cache.put(key, sessions[(int) (key % VARIANTS)]);
            } else {
                cache.get(key);
            }
            samples.add(System.nanoTime() - start);
        }
    }

    /** Latencies, as many as fit. */
    private static final class Samples {
        private final long[] nanos = new long[20_000_000];
        private int size;
        private boolean sorted;

        void add(long sample) {
            if (size < nanos.length) {
                nanos[size++] = sample;
            }
        }

        long percentile(double share) {
            if (!sorted) {
                Arrays.sort(nanos, 0, size);
                sorted = true;
            }
            return nanos[(int) (size * share)];
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%d calls, p50 %.1f us, p99 %.1f us, p99.9 %.1f us",
                    size,
                    percentile(0.5) / 1e3,
                    percentile(0.99) / 1e3,
                    percentile(0.999) / 1e3);
        }
    }
}
