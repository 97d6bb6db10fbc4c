package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Threads do random operations on a few keys of a cache whose heap holds a few entries, while others push entries out of the
 * heap, so that evictions, spills and restores happen in between. Whatever the interleaving, each key must behave as one
 * variable: no value lost, doubled or resurrected, by expiry, clearing, loading, writing, restarting or want of room either.
 *
 * <p>Runs for {@code -Dspillway.test.seconds} (2) for each shape; the seed is printed and can be given by {@code
 * -Dspillway.test.seed}; it fixes the calls, not how they interleave. One shape alone: {@code -Dspillway.test.shape}.
 */
class LinearizabilityTest {
    private static final int THREADS = 3;
    private static final int KEYS = 2;
    private static final int CALLS = 6;
    /** One in so many rounds closes and opens a cache that survives it. */
    private static final int REOPENS = 8;
    /** A larger store is not checked after each round. */
    private static final int CHECKS_OF_MANY = 10;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void everyKeyBehavesAsOneVariable(Shape shape) throws Exception {
        String only = System.getProperty("spillway.test.shape", shape.name());
        assumeThat(shape.name()).isEqualTo(only);
        long seed = Long.getLong("spillway.test.seed", System.nanoTime());
        Duration time = Duration.ofSeconds(Long.getLong("spillway.test.seconds", 2));
        System.out.println("LinearizabilityTest " + shape + ": seed " + seed);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (PlayedCache played = new PlayedCache(shape, folder)) {
            Random random = new Random(seed);
            long end = System.nanoTime() + time.toNanos();
            int round = 0;
            for (; System.nanoTime() < end || round < REOPENS; round++) {
                play(played, threads, random, round);
            }
            System.out.println("LinearizabilityTest " + shape + ": " + round + " rounds");
            played.assertSpilled();
        } finally {
            threads.shutdownNow();
        }
    }

    private static void play(PlayedCache played, ExecutorService threads, Random random, int round) throws Exception {
        Map<String, History> histories = new LinkedHashMap<>();
        for (int k = 0; k < KEYS; k++) {
            histories.put("key-" + round + "-" + k, new History());
        }
        List<Player> players = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            players.add(new Player(played, histories, new Random(random.nextLong()), t, THREADS, CALLS));
        }
        played.clock().forget();
        if (played.shape().survives() && round % REOPENS == 0) {
            playAtOnce(players, threads, 0, CALLS / 2);
            played.reopen();
            playAtOnce(players, threads, CALLS / 2, CALLS);
        } else {
            playAtOnce(players, threads, 0, CALLS);
        }
        Player last = players.get(0);
        last.iterate();
        histories.keySet().forEach(last::get);
        histories.forEach((key, history) -> judge(played, key, history));
        if (!played.shape().evicts() || round % CHECKS_OF_MANY == 0) {
            played.assertIntact();
        }
        for (String key : histories.keySet()) {
            played.cache().remove(key);
            played.backend().forget(key);
        }
    }

    private static void playAtOnce(List<Player> players, ExecutorService threads, int from, int to) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<Future<?>> plays = new ArrayList<>();
        for (Player player : players) {
            plays.add(threads.submit(() -> {
                start.await();
                player.play(from, to);
                return null;
            }));
        }
        for (Future<?> play : plays) {
            play.get();
        }
    }

    private static void judge(PlayedCache played, String key, History history) {
        Shape shape = played.shape();
        Backend backend = played.backend();
        List<String> written = shape.writesThrough() ? backend.written(key) : null;
        assertThat(history.isLinearizable(new Rules(shape.expiry(), shape.evicts(), written)))
                .as(() -> "No order explains this of " + key + ", written " + written + ":\n" + history)
                .isTrue();
        if (shape.readsThrough()) {
            // Each load had somebody who asked for it, and what it gave.
            long given = history.calls().stream()
                    .map(History.Call::result)
                    .filter(result -> result != null && Backend.isLoaded(key, result))
                    .map(result -> result.toString().split("[+]")[0])
                    .distinct()
                    .count();
            assertThat(backend.loads(key))
                    .as(() -> "loads of " + key + ":\n" + history)
                    .isEqualTo((int) given);
        }
    }
}
