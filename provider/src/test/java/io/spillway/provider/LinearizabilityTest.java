package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.CacheTiers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Threads do random operations on a few keys of a cache whose heap holds a few entries, while others push entries out of the
 * heap, so that evictions, spills and restores happen in between. Whatever the interleaving, each key must behave as one
 * variable: no value lost, doubled or resurrected.
 *
 * <p>Runs for {@code -Dspillway.test.seconds} (5) for each shape; the seed is printed and can be given by {@code
 * -Dspillway.test.seed}.
 */
class LinearizabilityTest {
    private static final int THREADS = 3;
    private static final int KEYS = 2;
    private static final int CALLS = 6;
    private static final String LARGE = "\u00e9".repeat(60_000);

    @TempDir
    Path folder;

    /** The heap holds a handful of entries; or one; or no entry at all; or spills only in the background. */
    @ParameterizedTest
    @ValueSource(strings = {"heap: 3KB", "heap: 600", "heap: 100", "{ heap: 8KB, spill-at: 10% }"})
    void everyKeyBehavesAsOneVariable(String heap) throws Exception {
        long seed = Long.getLong("spillway.test.seed", System.nanoTime());
        Duration time = Duration.ofSeconds(Long.getLong("spillway.test.seconds", 5));
        System.out.println("LinearizabilityTest " + heap + ": seed " + seed);
        String tiers = heap.startsWith("{") ? heap : "{ " + heap + " }";
        String yaml = "defaults: " + tiers.replace("}", ", disk: 64MB }");
        try (TestManager manager = TestManager.open(folder, yaml)) {
            Cache<String, String> cache = manager.manager()
                    .createCache(
                            "model", new MutableConfiguration<String, String>().setTypes(String.class, String.class));
            int rounds = play(cache, new Random(seed), System.nanoTime() + time.toNanos());
            CacheTiers tiersNow = cache.unwrap(CacheTiers.class);
            System.out.println("LinearizabilityTest " + heap + ": " + rounds + " rounds, " + tiersNow);
            assertThat(tiersNow.spills()).isPositive();
            assertThat(tiersNow.evictions()).isZero();
        }
    }

    private static int play(Cache<String, String> cache, Random random, long end) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
        Future<?> churn = threads.submit(() -> churn(cache, over));
        int round = 0;
        try {
            for (; System.nanoTime() < end || round == 0; round++) {
                List<History> histories = round(cache, threads, random, round);
                for (History history : histories) {
                    assertThat(history.isLinearizable())
                            .as(() -> "No order explains this:\n" + history)
                            .isTrue();
                }
                for (int k = 0; k < KEYS; k++) {
                    cache.remove(key(round, k));
                }
            }
        } finally {
            over.set(true);
            churn.get();
            threads.shutdownNow();
        }
        return round;
    }

    /** Puts and reads other keys, so that the heap always wants to get rid of something. */
    private static void churn(Cache<String, String> cache, AtomicBoolean over) {
        for (int i = 0; !over.get(); i++) {
            String key = "churn-" + i % 50;
            String value = cache.get(key);
            assertThat(value == null || value.startsWith(key)).isTrue();
            cache.put(key, key + "#".repeat(i % 200));
        }
    }

    /** The value of a thread's call. One of them is so large that it is written ahead, in pieces. */
    private static String value(int thread, int call) {
        return "t" + thread + "-" + call + (call == CALLS - 1 ? LARGE : "");
    }

    private static String key(int round, int k) {
        return "key-" + round + "-" + k;
    }

    private static List<History> round(Cache<String, String> cache, ExecutorService threads, Random random, int round)
            throws Exception {
        List<History> histories = new ArrayList<>();
        for (int k = 0; k < KEYS; k++) {
            histories.add(new History());
        }
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<Future<?>> players = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            long seed = random.nextLong();
            int thread = t;
            players.add(threads.submit(() -> {
                Random own = new Random(seed);
                start.await();
                for (int i = 0; i < CALLS; i++) {
                    int k = own.nextInt(KEYS);
                    new Player(cache, key(round, k), histories.get(k))
                            .call(own.nextInt(Player.KINDS), value(thread, i), own);
                }
                return null;
            }));
        }
        for (Future<?> player : players) {
            player.get();
        }
        return histories;
    }

    /** Calls the cache, and says of each call what a variable would do. */
    private record Player(Cache<String, String> cache, String key, History history) {
        static final int KINDS = 14;

        void call(int kind, String value, Random random) {
            // Values of an earlier call of any thread, so that compare-and-set sometimes meets its expectation.
            String guess = value(random.nextInt(THREADS), random.nextInt(CALLS));
            switch (kind) {
                case 0, 1, 2 -> record("get", c -> step(c, c), () -> cache.get(key));
                case 3, 4 ->
                    record("put " + value, c -> step(null, value), () -> {
                        cache.put(key, value);
                        return null;
                    });
                case 5 -> record("getAndPut " + value, c -> step(c, value), () -> cache.getAndPut(key, value));
                case 6 ->
                    record(
                            "putIfAbsent " + value,
                            c -> step(c == null, c == null ? value : c),
                            () -> cache.putIfAbsent(key, value));
                case 7 -> record("remove", c -> step(c != null, null), () -> cache.remove(key));
                case 8 ->
                    record(
                            "remove " + guess,
                            c -> step(guess.equals(c), guess.equals(c) ? null : c),
                            () -> cache.remove(key, guess));
                case 9 -> record("getAndRemove", c -> step(c, null), () -> cache.getAndRemove(key));
                case 10 ->
                    record(
                            "replace " + value,
                            c -> step(c != null, c == null ? null : value),
                            () -> cache.replace(key, value));
                case 11 ->
                    record(
                            "replace " + guess + " by " + value,
                            c -> step(guess.equals(c), guess.equals(c) ? value : c),
                            () -> cache.replace(key, guess, value));
                case 12 -> record("containsKey", c -> step(c != null, c), () -> cache.containsKey(key));
                default ->
                    record(
                            "invoke " + value,
                            c -> step(c, c == null || c.length() > 60 ? value : c + "+" + value),
                            () -> cache.invoke(key, (entry, arguments) -> {
                                String old = entry.getValue();
                                entry.setValue(old == null || old.length() > 60 ? value : old + "+" + value);
                                return old;
                            }));
            }
        }

        private static History.Step step(@Nullable Object result, @Nullable String content) {
            return new History.Step(result, content);
        }

        private void record(
                String name,
                Function<@Nullable String, History.Step> model,
                java.util.concurrent.Callable<@Nullable Object> call) {
            long began = System.nanoTime();
            Object result;
            try {
                result = call.call();
            } catch (Exception e) {
                throw new IllegalStateException(name + " on " + key, e);
            }
            history.add(new History.Call(name, model, result, began, System.nanoTime()));
        }
    }
}
