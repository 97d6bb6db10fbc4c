package io.spillway.cache;

import io.spillway.CheckpointStatistics;
import io.spillway.Checkpoints;
import io.spillway.checkpoint.CheckpointContent;
import io.spillway.checkpoint.CheckpointKeeper;
import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.tier.StoreSnapshot;
import io.spillway.tier.TierFullException;
import io.spillway.tier.TieredStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The checkpoints of one cache, if it has a place for any: what of its life they must know. Safe for use by any thread. */
final class CacheCheckpoints<K> implements CheckpointContent {
    private final Engine<K, ?> engine;
    private final TieredStore<K> store;
    private final @Nullable CheckpointKeeper keeper;

    CacheCheckpoints(
            Engine<K, ?> engine,
            TieredStore<K> store,
            CacheParts.@Nullable CheckpointParts parts,
            InstantSource clock) {
        this.engine = engine;
        this.store = store;
        this.keeper = parts == null
                ? null
                : new CheckpointKeeper(parts.plan(), parts.folder(), this, clock, parts.executor());
    }

    /** Fills the cache, which was just opened and nobody else knows yet. */
    void fillAtOpening() {
        if (keeper != null) {
            keeper.fillAtOpening(store.recollection());
        }
    }

    /** What users get; null if the cache has no place for checkpoints. */
    @Nullable Checkpoints forUsers() {
        return keeper;
    }

    @Nullable CheckpointStatistics statistics() {
        return keeper == null ? null : keeper.statistics();
    }

    void change(boolean made, @Nullable Duration every, int keep) {
        if (keeper != null) {
            keeper.change(made, every, keep);
        }
    }

    void tick() {
        if (keeper != null) {
            keeper.tick();
        }
    }

    void clearing(Runnable clear) {
        if (keeper == null) {
            clear.run();
        } else {
            keeper.clearing(clear);
        }
    }

    /** Before the store is closed; returns whether a last checkpoint was made. */
    boolean close(long until) {
        return keeper != null && keeper.close(until);
    }

    void destroying(Runnable destroy) {
        if (keeper == null) {
            destroy.run();
        } else {
            keeper.destroying(destroy);
        }
    }

    @Override
    public StoreSnapshot<?> snapshot() {
        return store.snapshot();
    }

    @Override
    public EncodedKey key(byte[] bytes) {
        return store.keys().decode(bytes);
    }

    @Override
    @SuppressWarnings("unchecked") // the header of a checkpoint says that its keys are of this cache's
    public boolean fill(EncodedKey key, Envelope entry, BooleanSupplier wanted) throws TierFullException {
        return engine.fill((K) key.key(), entry, wanted);
    }
}
