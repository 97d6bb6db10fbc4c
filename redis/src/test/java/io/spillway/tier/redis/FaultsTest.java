package io.spillway.tier.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.tier.redis.child.Owing;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

/**
 * All that can happen to a server, one after the other in any order, while threads change what only they change. Nothing that was
 * acknowledged may be missing afterwards, and nothing be there that was removed; here and for another node.
 *
 * <p>It prints how long calls took, and asserts nothing of that. How many faults there are, {@code spillway.faults} says.
 */
class FaultsTest extends RedisTest {
    private static final int FAULTS = Integer.getInteger("spillway.faults", 5);
    private static final int KILLS = Integer.getInteger("spillway.faults.kills", 2);
    private static final int THREADS = 3;
    private static final int KEYS = 200;
    private static final int DEADLINE_MILLIS = 100;
    private static final int TOLERANCE_MILLIS = 10;
    /** While a fault lasts, and again until the next one. */
    private static final int CALLS_MEANWHILE = 300;
    /** Callers are not joined by threads of their own, however long Redis does not answer. */
    private static final int MOST_MORE_THREADS = 40;

    private final long seed = Long.getLong("spillway.seed", System.nanoTime());
    private final Random random = new Random(seed);
    // What was acknowledged by the server is there when it comes back.
    private final RedisUnderTest server = closing(RedisUnderTest.own("--appendonly", "yes", "--appendfsync", "always"));
    private final RedisUnderTest.Gate gate = closing(server.gate());
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong calls = new AtomicLong();
    private volatile String during = "no fault";
    private final Map<String, List<Long>> nanos = new HashMap<>();

    private enum Fault {
        STOPPED,
        KILLED,
        CUT,
        SLOW,
        FULL,
        READ_ONLY,
        /** Only where nothing is in Redis alone. */
        EMPTIED
    }

    enum Kind {
        EVICTING("heap: 4KB, disk: none", "through", false),
        KEPT_ON_DISK("heap: 4KB, disk: 4MB, when-full: evict, survives: crash", "through", false),
        IN_THE_HEAP("heap: 10MB, disk: none", "through", true),
        BEHIND("heap: 10MB, disk: none", "behind", true);

        private final String tiers;
        private final String writes;
        private final boolean holdsAll;

        Kind(String tiers, String writes, boolean holdsAll) {
            this.tiers = tiers;
            this.writes = writes;
            this.holdsAll = holdsAll;
        }

        private String settings() {
            return tiers + ", redis: { writes: " + writes + ", deadline: " + DEADLINE_MILLIS + "ms }";
        }
    }

    private String yaml(String settings) {
        return "redis: { address: '" + gate.address() + "' }\nnamespace: " + namespace + "\ndirectory: '"
                + folder.resolve("files") + "'\n" + cache(settings);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void nothingIsLostAndNothingComesBack(Kind kind) throws Exception {
        System.out.println("FaultsTest " + kind + " seed " + seed + ", " + FAULTS + " faults");
        Cache<String, String> cache = openFile(yaml(kind.settings())).getCache("c");
        await().until(() -> tiers(cache).redis().available());
        int threadsBefore = ManagementFactory.getThreadMXBean().getThreadCount();
        ManagementFactory.getThreadMXBean().resetPeakThreadCount();

        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        closing(threads::shutdownNow);
        List<Future<Map<String, String>>> models = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int thread = t;
            models.add(threads.submit(() -> play(cache, thread, new Random(seed + thread))));
        }
        try {
            for (int i = 0; i < FAULTS; i++) {
                letThemCall();
                Fault fault = Fault.values()[random.nextInt(Fault.values().length - (kind.holdsAll ? 0 : 1))];
                during = fault.toString();
                begin(fault);
                letThemCall();
                end(fault);
                during = "no fault";
            }
        } finally {
            stop.set(true);
        }
        Map<String, String> expected = new HashMap<>();
        for (Future<Map<String, String>> model : models) {
            expected.putAll(model.get());
        }
        int more = ManagementFactory.getThreadMXBean().getPeakThreadCount() - threadsBefore;
        report(more);
        awaitPaid(cache);
        assertThat(content(cache)).isEqualTo(expected);
        assertThat(content(open(server, cache("heap: 1MB, disk: none")).getCache("c")))
                .isEqualTo(expected);
        assertThat(more).isLessThan(MOST_MORE_THREADS);
    }

    private void letThemCall() {
        long enough = calls.get() + CALLS_MEANWHILE;
        await().until(() -> calls.get() >= enough);
    }

    private void begin(Fault fault) throws Exception {
        switch (fault) {
            case STOPPED -> server.pause();
            case KILLED -> server.kill();
            case CUT -> gate.close();
            case SLOW -> gate.delay(2 * DEADLINE_MILLIS);
            case FULL -> configure(jedis -> jedis.configSet("maxmemory", "1"));
            case READ_ONLY -> configure(jedis -> jedis.slaveof("127.0.0.1", 1));
            case EMPTIED -> server.killAndForget();
        }
    }

    private void end(Fault fault) throws Exception {
        switch (fault) {
            case STOPPED -> server.resume();
            case KILLED, EMPTIED -> server.start();
            case CUT -> gate.open();
            case SLOW -> gate.delay(0);
            case FULL -> configure(jedis -> jedis.configSet("maxmemory", "0"));
            case READ_ONLY -> configure(Jedis::slaveofNoOne);
        }
    }

    private interface Change {
        void in(Jedis jedis);
    }

    private void configure(Change change) {
        try (Jedis jedis = server.jedis()) {
            change.in(jedis);
        }
    }

    /** Changes keys that nobody else does. A read without an answer is a miss; what is found is what was acknowledged. */
    private Map<String, String> play(Cache<String, String> cache, int thread, Random dice) {
        Map<String, String> model = new HashMap<>();
        Map<String, List<Long>> took = new HashMap<>();
        for (int i = 0; !stop.get(); i++) {
            String key = thread + "-" + dice.nextInt(KEYS);
            String fault = during;
            long start = System.nanoTime();
            change(cache, model, key, i, dice);
            took.computeIfAbsent(fault, name -> new ArrayList<>()).add(System.nanoTime() - start);
            calls.incrementAndGet();
        }
        synchronized (nanos) {
            took.forEach((fault, times) ->
                    nanos.computeIfAbsent(fault, name -> new ArrayList<>()).addAll(times));
        }
        return model;
    }

    private void report(int moreThreads) {
        synchronized (nanos) {
            nanos.forEach((fault, times) -> {
                long[] sorted =
                        times.stream().mapToLong(Long::longValue).sorted().toArray();
                long most = TimeUnit.MILLISECONDS.toNanos(DEADLINE_MILLIS + TOLERANCE_MILLIS);
                System.out.println(String.format(
                        Locale.ROOT,
                        "  %-10s %8d calls, p99.9 %6.1f ms, longest %6.1f ms, %d over %d + %d ms",
                        fault,
                        sorted.length,
                        sorted[(int) (sorted.length * 0.999)] / 1e6,
                        sorted[sorted.length - 1] / 1e6,
                        Arrays.stream(sorted).filter(time -> time > most).count(),
                        DEADLINE_MILLIS,
                        TOLERANCE_MILLIS));
            });
        }
        System.out.println("  at most " + moreThreads + " more threads than before");
    }

    /** The process that owes is killed; the next one hands over what it left. */
    @Test
    void killsLoseNothing() throws Exception {
        System.out.println("FaultsTest kills seed " + seed + ", " + KILLS + " kills");
        String yaml = yaml(Kind.KEPT_ON_DISK.settings());
        Path file = folder.resolve("child.yaml");
        Files.writeString(file, yaml);
        for (int kill = 0; kill < KILLS; kill++) {
            OwingProcess child = closing(OwingProcess.start(file));
            int puts = 1 + random.nextInt(3);
            for (int i = 0; i < puts; i++) {
                toggle();
                child.tell('p');
            }
            toggle();
            child.tell('r');
            child.close();
            toggle();

            Map<String, String> expected = new HashMap<>();
            for (int i = Owing.REMOVED; i < Owing.KEYS; i++) {
                expected.put("k" + i, Owing.value(i, puts - 1));
            }
            CacheManager manager = openFile(yaml);
            Cache<String, String> cache = manager.getCache("c");
            gate.open();
            awaitPaid(cache);
            assertThat(content(cache).equals(expected)).as("kill %s", kill).isTrue();
            CacheManager other = open(server, cache("heap: 10MB, disk: none"));
            assertThat(content(other.getCache("c")).equals(expected))
                    .as("in Redis after kill %s", kill)
                    .isTrue();
            other.close();
            manager.close();
        }
    }

    private void toggle() {
        if (random.nextBoolean()) {
            gate.open();
        } else {
            gate.close();
        }
    }
}
