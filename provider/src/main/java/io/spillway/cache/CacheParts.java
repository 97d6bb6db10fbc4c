package io.spillway.cache;

import io.spillway.checkpoint.CheckpointFolder;
import io.spillway.checkpoint.CheckpointPlan;
import io.spillway.codec.ValueForm;
import io.spillway.tier.TieredStore;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a cache is built of, made by whoever knows its settings.
 *
 * @param form how values are held
 * @param keyCopier makes of a caller's key the one that is kept
 * @param store makes the tiers, given whom to tell of what leaves them
 * @param diskLimit the most bytes of the tier below the heap, 0 without one
 * @param checkpoints what checkpoints are made with; null if there is no place for them
 * @param listenerThreads run asynchronous listeners; one task of a cache at a time
 * @param loaderThreads run loadAll
 * @param clock tells the time
 */
public record CacheParts<K>(
        ValueForm form,
        UnaryOperator<K> keyCopier,
        StoreFactory<K> store,
        long diskLimit,
        @Nullable CheckpointParts checkpoints,
        Executor listenerThreads,
        Executor loaderThreads,
        InstantSource clock) {

    /**
     * What checkpoints are made with.
     *
     * @param plan when
     * @param folder where; given back by the cache when it ends
     * @param executor makes those that nobody waits for
     */
    public record CheckpointParts(CheckpointPlan plan, CheckpointFolder folder, Executor executor) {}

    /** Makes the tiers of a cache. */
    public interface StoreFactory<K> {
        /** Makes the store. */
        TieredStore<K> create(TieredStore.Departures<K> departures);
    }
}
