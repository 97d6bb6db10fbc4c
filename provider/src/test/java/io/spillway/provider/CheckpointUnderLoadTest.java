package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.CacheTiers;
import io.spillway.CheckpointSummary;
import io.spillway.Checkpoints;
import io.spillway.checkpoint.CheckpointReader;
import io.spillway.tier.StoreSnapshot.Item;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import javax.cache.Cache;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Threads write, read, remove and put back while checkpoints are made. Each key is written by one thread, so it is known
 * which values it had: in the checkpoint must be one that was not yet replaced when the checkpoint was begun, and was begun to
 * be written before it was done.
 */
class CheckpointUnderLoadTest {
    private static final int THREADS = 3;
    private static final int KEYS = 12_000;
    /** From here on, keys come and go. */
    private static final int STEADY = 9_000;

    @TempDir
    Path folder;

    private final AtomicLongArray begun = new AtomicLongArray(KEYS);
    private final AtomicLongArray done = new AtomicLongArray(KEYS);
    /** Keys that changed while a checkpoint was made. */
    private int changed;

    @ParameterizedTest
    @ValueSource(strings = {"heap: 400KB, disk: 64MB", "heap: 400KB, disk: 64MB, survives: crash", "disk: none"})
    void eachKeyHasAValueItHadMeanwhile(String tiers) throws Exception {
        long seed = Long.getLong("spillway.seed", System.nanoTime());
        System.out.println("CheckpointUnderLoadTest seed " + seed + ", " + tiers);
        String yaml = """
            directory: %s
            caches: { c: { key: java.lang.Integer, value: java.lang.String, %s, checkpoint: { restore: ask } } }
            """.formatted(folder.resolve("data"), tiers);
        Path last = null;
        try (TestManager manager = TestManager.open(folder, yaml)) {
            Cache<Integer, String> cache = manager.manager().getCache("c");
            for (int key = 0; key < KEYS; key++) {
                write(cache, key);
            }
            AtomicBoolean stop = new AtomicBoolean();
            List<Thread> threads = new ArrayList<>();
            List<Throwable> failures = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                Random random = new Random(seed + t);
                int own = t;
                Thread thread = new Thread(() -> {
                    try {
                        while (!stop.get()) {
                            work(cache, random, random.nextInt(KEYS / THREADS) * THREADS + own);
                        }
                    } catch (RuntimeException | Error e) {
                        synchronized (failures) {
                            failures.add(e);
                        }
                    }
                });
                threads.add(thread);
                thread.start();
            }
            for (int round = 0; round < 4; round++) {
                last = checkpointAndCompare(cache).file();
            }
            stop.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failures).isEmpty();
            CacheTiers moved = cache.unwrap(CacheTiers.class);
            assertThat(moved.spills() > 0).isEqualTo(!tiers.contains("none"));
        }
        assertThat(last).isNotNull();
        assertThat(changed).as("keys that changed meanwhile").isGreaterThan(KEYS / 10);
    }

    private void work(Cache<Integer, String> cache, Random random, int key) {
        switch (random.nextInt(4)) {
            case 0 -> cache.get(key);
            case 1 -> {
                if (key >= STEADY) {
                    cache.remove(key);
                } else {
                    write(cache, key);
                }
            }
            default -> write(cache, key);
        }
    }

    private void write(Cache<Integer, String> cache, int key) {
        long value = begun.incrementAndGet(key);
        cache.put(key, value(key, value));
        done.set(key, value);
    }

    private static String value(int key, long value) {
        return key + ":" + value + ":" + "x".repeat((int) ((key * 31L + value) % 700));
    }

    private CheckpointSummary checkpointAndCompare(Cache<Integer, String> cache) throws Exception {
        long[] before = new long[KEYS];
        for (int key = 0; key < KEYS; key++) {
            before[key] = done.get(key);
        }
        CheckpointSummary summary = cache.unwrap(Checkpoints.class).checkpoint();
        long[] after = new long[KEYS];
        for (int key = 0; key < KEYS; key++) {
            after[key] = begun.get(key);
        }
        countKeys(summary.file());

        Map<Integer, String> restored = restoreElsewhere(summary.file());
        assertThat(restored).hasSize((int) summary.entries());
        for (int key = 0; key < KEYS; key++) {
            String text = restored.get(key);
            changed += after[key] > before[key] ? 1 : 0;
            if (text == null) {
                assertThat(key).as("a key that was there throughout is missing").isGreaterThanOrEqualTo(STEADY);
                continue;
            }
            long value = Long.parseLong(text.split(":")[1]);
            assertThat(text).isEqualTo(value(key, value));
            assertThat(value).as("key %s", key).isBetween(before[key], after[key]);
        }
        return summary;
    }

    /** Each key once, by its bytes. */
    private static void countKeys(Path file) throws Exception {
        Map<ByteBuffer, Integer> counts = new HashMap<>();
        try (CheckpointReader reader = CheckpointReader.open(file)) {
            for (Item item = reader.next(); item != null; item = reader.next()) {
                counts.merge(ByteBuffer.wrap(item.key()), 1, Integer::sum);
            }
        }
        assertThat(counts.values()).allMatch(count -> count == 1);
    }

    private Map<Integer, String> restoreElsewhere(Path file) throws Exception {
        Path elsewhere = Files.createTempDirectory(folder, "restored");
        Path target = elsewhere.resolve("checkpoints/cache-c");
        Files.createDirectories(target);
        Files.copy(file, target.resolve("00000001.checkpoint"));
        Map<Integer, String> content = new HashMap<>();
        try (TestManager manager = TestManager.open(folder, """
            directory: %s
            caches: { c: { key: java.lang.Integer, value: java.lang.String, checkpoint: { restore: auto } } }
            """.formatted(elsewhere))) {
            for (Cache.Entry<Integer, String> entry : manager.manager().<Integer, String>getCache("c")) {
                content.put(entry.getKey(), entry.getValue());
            }
        }
        return content;
    }
}
