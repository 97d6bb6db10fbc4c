package io.spillway.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.tier.heap.HeapBudget;
import io.spillway.tier.heap.HeapTier;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several heaps, together more than they may hold, and many threads. */
class HeapBudgetTest {
    private static final int THREADS = 6;
    private static final long MAX = 1 << 20;

    private final HeapBudget shared = new HeapBudget(MAX);
    private final AtomicLong evicted = new AtomicLong();
    private final ExecutorService background = Executors.newFixedThreadPool(2);
    private final List<HeapTier<Integer>> heaps = new ArrayList<>();

    private HeapTier<Integer> heap(long budget, long mark) {
        HeapTier<Integer> heap = new HeapTier<>(
                budget,
                mark,
                background,
                (key, entry) -> {
                    entry.leave();
                    evicted.incrementAndGet();
                },
                shared);
        heaps.add(heap);
        return heap;
    }

    private static void put(HeapTier<Integer> heap, int key, int length) {
        byte[] value = new byte[length];
        int weight = (int) heap.weigh(key, value);
        if (heap.fits(weight)) {
            heap.admit(weight);
            heap.change(key, weight, present -> new HeapEntry(value, 1, 0, Long.MAX_VALUE, weight, 0));
        }
    }

    @Test
    @Timeout(300)
    void theyNeverHoldMoreWhateverIsPutAndResized() throws Exception {
        heap(700_000, 700_000);
        heap(700_000, 300_000);
        heap(100_000, 100_000);
        long seed = Long.getLong("spillway.seed", System.nanoTime());
        System.out.println("HeapBudgetTest seed " + seed);
        AtomicBoolean ended = new AtomicBoolean();
        AtomicLong most = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
        Future<?> sampler = threads.submit(() -> {
            while (!ended.get()) {
                most.accumulateAndGet(shared.used(), Math::max);
                heaps.forEach(heap -> assertThat(heap.bytes()).isLessThanOrEqualTo(heap.maxBytes()));
            }
        });
        List<Future<?>> writers = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            Random random = new Random(seed + thread);
            writers.add(threads.submit(() -> {
                for (int i = 0; i < 30_000; i++) {
                    HeapTier<Integer> heap = heaps.get(random.nextInt(heaps.size()));
                    // Now and then one that takes a good part of all there is.
                    put(heap, random.nextInt(5_000), random.nextInt(1_000) == 0 ? 90_000 : random.nextInt(2_000));
                }
            }));
        }
        for (Future<?> writer : writers) {
            writer.get();
        }
        ended.set(true);
        sampler.get();
        assertThat(most.get()).isBetween(MAX / 2, MAX);
        assertThat(evicted.get()).isPositive();
        assertThat(heaps.stream().mapToLong(HeapTier::bytes).sum()).isEqualTo(shared.used());

        while (!shared.resize(MAX / 4, 10_000)) {
            assertThat(shared.used()).isLessThanOrEqualTo(shared.max());
        }
        assertThat(shared.used()).isLessThanOrEqualTo(MAX / 4);
        threads.shutdown();
        background.shutdown();
        assertThat(background.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    @Timeout(300)
    void whatNoLongerFitsGoesInAndSpillsAtOnce() {
        HeapTier<Integer> heap = heap(500_000, 500_000);
        byte[] value = new byte[200_000];
        int weight = (int) heap.weigh(1, value);
        assertThat(heap.fits(weight)).isTrue();

        // Between the question and the answer, both limits are lowered.
        assertThat(heap.resize(100_000, 100_000, 1_000_000)).isTrue();
        assertThat(shared.resize(50_000, 1_000_000)).isTrue();
        heap.admit(weight);
        heap.change(1, weight, present -> new HeapEntry(value, 1, 0, Long.MAX_VALUE, weight, 0));

        put(heap, 2, 10);
        assertThat(heap.get(1)).isNull();
        assertThat(heap.get(2)).isNotNull();
        assertThat(heap.bytes()).isEqualTo(shared.used()).isLessThan(1_000);
        background.shutdown();
    }
}
