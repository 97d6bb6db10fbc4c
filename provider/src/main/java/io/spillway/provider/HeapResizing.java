package io.spillway.provider;

import io.spillway.cache.SpillwayCache;
import io.spillway.config.TierSettings;
import io.spillway.tier.heap.HeapBudget;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Brings heaps to other sizes, in the background and in steps: a heap that shrinks spills a little at a time, so that
 * neither its users nor its disk have to wait for all of it. Safe for use by any thread.
 */
final class HeapResizing {
    private static final System.Logger LOG = System.getLogger(HeapResizing.class.getName());
    private static final long STEP_BYTES = 1 << 20;

    private final HeapBudget shared;
    private final Executor executor;
    private final Map<SpillwayCache<?, ?>, Size> wanted = new ConcurrentHashMap<>();
    private volatile @Nullable Long wantedLimit;

    /** What a heap is to become; each is itself, so that it is known whether it is still wanted. */
    private static final class Size {
        final long budget;
        final long mark;

        Size(TierSettings settings) {
            this.budget = settings.heap();
            this.mark = mark(settings);
        }
    }

    HeapResizing(HeapBudget shared, Executor executor) {
        this.shared = shared;
        this.executor = executor;
    }

    /** Where spilling begins, in bytes. */
    static long mark(TierSettings settings) {
        return Math.max(
                1, settings.heap() / 100 * settings.spillAt() + settings.heap() % 100 * settings.spillAt() / 100);
    }

    /** Begins to bring the heap of a cache to the size that its settings have. */
    void resize(SpillwayCache<?, ?> cache, TierSettings settings) {
        wanted.put(cache, new Size(settings));
        executor.execute(this::work);
    }

    /** Begins to bring the heaps of all caches together to a size; null for none in particular. */
    void limit(@Nullable Long bytes) {
        wantedLimit = bytes == null ? HeapBudget.NO_LIMIT : bytes;
        executor.execute(this::work);
    }

    private void work() {
        while (!wanted.isEmpty() || wantedLimit != null) {
            wanted.forEach(this::step);
            Long limit = wantedLimit;
            if (limit != null && shared.resize(limit, STEP_BYTES) && limit.equals(wantedLimit)) {
                wantedLimit = null;
            }
        }
    }

    private void step(SpillwayCache<?, ?> cache, Size size) {
        boolean done = true;
        try {
            done = cache.controls().resizeHeap(size.budget, size.mark, STEP_BYTES);
        } catch (RuntimeException e) {
            if (!cache.isClosed()) {
                LOG.log(System.Logger.Level.WARNING, "The heap of " + cache + " can't be brought to another size", e);
            }
        } finally {
            if (done) {
                wanted.remove(cache, size);
            }
        }
    }
}
