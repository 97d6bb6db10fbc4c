package io.spillway.tier;

import io.spillway.tier.heap.HeapBudget;
import io.spillway.tier.heap.HeapTier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

class HeapTierContractTest extends TierContractTest {
    private static final long BUDGET = 2 << 20;

    @Override
    Shelf open() {
        AtomicLong evicted = new AtomicLong();
        HeapTier<String> heap = new HeapTier<>(
                BUDGET,
                BUDGET / 10 * 8,
                Runnable::run,
                (key, entry) -> {
                    entry.leave();
                    evicted.incrementAndGet();
                },
                new HeapBudget(HeapBudget.NO_LIMIT));
        return new Shelf() {
            @Override
            public void put(String key, Item item) {
                long weight = heap.weigh(key, item.payload());
                heap.admit((int) weight);
                HeapEntry entry = new HeapEntry(item.payload(), 1, item.created(), item.deadline(), (int) weight, 0);
                heap.change(key, (int) weight, present -> entry);
            }

            @Override
            public @Nullable Item get(String key) {
                HeapEntry entry = heap.get(key);
                return entry == null ? null : new Item((byte[]) entry.held(), entry.created(), entry.deadline());
            }

            @Override
            public void touch(String key, long deadline) {
                heap.change(key, 0, present -> {
                    present.deadline(deadline);
                    return present;
                });
            }

            @Override
            public boolean remove(String key) {
                boolean[] there = new boolean[1];
                heap.change(key, 0, present -> {
                    there[0] = present != null;
                    return null;
                });
                return there[0];
            }

            @Override
            public List<String> keys() {
                List<String> keys = new ArrayList<>();
                heap.keys().forEachRemaining(keys::add);
                return keys;
            }

            @Override
            public long entries() {
                return heap.entries();
            }

            @Override
            public long bytes() {
                return heap.bytes();
            }

            @Override
            public long maxBytes() {
                return heap.maxBytes();
            }

            @Override
            public long evicted() {
                return evicted.get();
            }

            @Override
            public void close() {}
        };
    }
}
