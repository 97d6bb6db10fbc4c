package io.spillway.cache;

import io.spillway.codec.ValueForm;
import io.spillway.tier.TieredStore;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/**
 * What a cache is built of, made by whoever knows its settings.
 *
 * @param form how values are held
 * @param keyCopier makes of a caller's key the one that is kept
 * @param store makes the tiers, given whom to tell of what leaves them
 * @param diskLimit the most bytes of the tier below the heap, 0 without one
 * @param listenerThreads run asynchronous listeners; one task of a cache at a time
 * @param loaderThreads run loadAll
 * @param clock tells the time
 */
public record CacheParts<K>(
        ValueForm form,
        UnaryOperator<K> keyCopier,
        StoreFactory<K> store,
        long diskLimit,
        Executor listenerThreads,
        Executor loaderThreads,
        InstantSource clock) {

    /** Makes the tiers of a cache. */
    public interface StoreFactory<K> {
        /** Makes the store. */
        TieredStore<K> create(TieredStore.Departures<K> departures);
    }
}
