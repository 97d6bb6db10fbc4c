package io.spillway.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.Closeable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every tier does, whichever of the two contracts it implements. A tier's own test extends this one, and makes of the
 * tier a {@link Shelf}.
 */
abstract class TierContractTest {
    private static final int KEYS = 300;

    /** What tiers have in common. One key is changed by one thread at a time, as the store sees to it. */
    interface Shelf extends Closeable {
        void put(String key, Item item) throws Exception;

        @Nullable Item get(String key);

        /** Moves the deadline of an entry that is there. */
        void touch(String key, long deadline);

        /** Whether there was an entry. */
        boolean remove(String key) throws Exception;

        List<String> keys();

        long entries();

        long bytes();

        long maxBytes();

        /** How many entries the tier has let go of for want of room, and told so. */
        long evicted();

        @Override
        void close();
    }

    /** An entry. */
    record Item(byte[] payload, long created, long deadline) {
        static Item of(long seed, int length) {
            byte[] payload = new byte[length];
            new Random(seed).nextBytes(payload);
            return new Item(payload, seed, Long.MAX_VALUE);
        }

        boolean isSameAs(@Nullable Item other) {
            return other != null
                    && Arrays.equals(payload, other.payload)
                    && created == other.created
                    && deadline == other.deadline;
        }
    }

    /** A tier of at least a megabyte and at most four. */
    abstract Shelf open() throws Exception;

    Shelf shelf;

    @BeforeEach
    void openShelf() throws Exception {
        shelf = open();
    }

    @AfterEach
    void closeShelf() {
        shelf.close();
    }

    @Test
    void holdsWhatWasPut() throws Exception {
        for (int size : new int[] {0, 1, 100, 4096, 50_000}) {
            shelf.put("size" + size, Item.of(size, size));
        }
        for (int size : new int[] {0, 1, 100, 4096, 50_000}) {
            assertThat(Item.of(size, size).isSameAs(shelf.get("size" + size))).isTrue();
        }
        assertThat(shelf.get("nothing")).isNull();
        assertThat(shelf.entries()).isEqualTo(5);
    }

    @Test
    void putReplaces() throws Exception {
        shelf.put("a", Item.of(1, 100));
        shelf.put("a", Item.of(2, 200));
        assertThat(Item.of(2, 200).isSameAs(shelf.get("a"))).isTrue();
        assertThat(shelf.entries()).isEqualTo(1);
        assertThat(shelf.keys()).containsExactly("a");
    }

    @Test
    void removalIsForGood() throws Exception {
        assertThat(shelf.remove("a")).isFalse();
        shelf.put("a", Item.of(1, 100));
        assertThat(shelf.remove("a")).isTrue();
        assertThat(shelf.remove("a")).isFalse();
        assertThat(shelf.get("a")).isNull();
        assertThat(shelf.keys()).isEmpty();
        assertThat(shelf.entries()).isZero();
    }

    @Test
    void movesADeadlineAndNothingElse() throws Exception {
        Item item = Item.of(1, 100);
        shelf.put("a", item);
        shelf.touch("a", 5_000_000_000_000L);
        assertThat(new Item(item.payload(), item.created(), 5_000_000_000_000L).isSameAs(shelf.get("a")))
                .isTrue();
    }

    @Test
    void behavesAsAMap() throws Exception {
        long seed = System.nanoTime();
        System.out.println(getClass().getSimpleName() + " seed " + seed);
        Random random = new Random(seed);
        Map<String, Item> model = new HashMap<>();
        for (int i = 0; i < 5000; i++) {
            String key = "key" + random.nextInt(KEYS);
            if (random.nextInt(3) == 0) {
                assertThat(shelf.remove(key)).as("seed %s", seed).isEqualTo(model.remove(key) != null);
            } else {
                Item item = Item.of(random.nextLong(), random.nextInt(1500));
                shelf.put(key, item);
                model.put(key, item);
            }
        }
        for (int k = 0; k < KEYS; k++) {
            Item expected = model.get("key" + k);
            Item found = shelf.get("key" + k);
            assertThat(expected == null ? found == null : expected.isSameAs(found))
                    .as("seed %s, key %s: %s evicted, found %s", seed, k, shelf.evicted(), found)
                    .isTrue();
        }
        assertThat(shelf.keys()).containsExactlyInAnyOrderElementsOf(model.keySet());
        assertThat(shelf.entries()).isEqualTo(model.size());
    }

    @Test
    void keysThatStayAreSeenOnceWhileOthersComeAndGo() throws Exception {
        for (int k = 0; k < KEYS; k++) {
            shelf.put("stays" + k, Item.of(k, 200));
        }
        AtomicBoolean stop = new AtomicBoolean();
        beside(
                () -> {
                    for (int i = 0; !stop.get(); i++) {
                        shelf.put("goes" + i % 50, Item.of(i, 300));
                        shelf.remove("goes" + (i + 25) % 50);
                    }
                    return null;
                },
                () -> {
                    for (int round = 0; round < 30; round++) {
                        List<String> keys = shelf.keys();
                        assertThat(keys).doesNotHaveDuplicates();
                        assertThat(keys.stream().filter(key -> key.startsWith("stays")))
                                .hasSize(KEYS);
                    }
                    stop.set(true);
                    return null;
                },
                stop);
    }

    @Test
    void aReaderSeesTheOldOrTheNewEntry() throws Exception {
        shelf.put("a", Item.of(0, 0));
        AtomicBoolean stop = new AtomicBoolean();
        beside(
                () -> {
                    for (int i = 0; i < 3000; i++) {
                        shelf.put("a", Item.of(i, i));
                    }
                    stop.set(true);
                    return null;
                },
                () -> {
                    while (!stop.get()) {
                        Item found = shelf.get("a");
                        assertThat(found).isNotNull();
                        assertThat(Item.of(found.created(), (int) found.created())
                                        .isSameAs(found))
                                .isTrue();
                    }
                    return null;
                },
                stop);
    }

    private static void beside(Callable<?> one, Callable<?> other, AtomicBoolean stop) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> runs = List.of(threads.submit(one), threads.submit(other));
            for (Future<?> run : runs) {
                run.get(1, TimeUnit.MINUTES);
            }
        } finally {
            stop.set(true);
            threads.shutdownNow();
            threads.awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void staysWithinItsBytesAndTellsWhatItLetsGo() throws Exception {
        int put = 0;
        for (long bytes = 0; bytes < 3 * shelf.maxBytes(); bytes += 2000) {
            shelf.put("key" + put, Item.of(put, 2000));
            put++;
            assertThat(shelf.bytes()).isLessThanOrEqualTo(shelf.maxBytes());
        }
        int found = 0;
        for (int key = 0; key < put; key++) {
            Item item = shelf.get("key" + key);
            assertThat(item == null || Item.of(key, 2000).isSameAs(item)).isTrue();
            found += item == null ? 0 : 1;
        }
        assertThat(found).isPositive();
        long all = put;
        // It may still be at it.
        await().until(() -> shelf.entries() + shelf.evicted() == all);
        assertThat(shelf.evicted()).isPositive();
    }
}
