package io.spillway.tier;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import org.jspecify.annotations.Nullable;

/** A store as its remote tier knows it. Takes no ticket. Safe for use by any thread. */
final class StoreAbove<K> implements RemoteTier.Above {
    private final TieredStore<K> store;
    private final GuardedHeap<K> guarded;
    private final LowerTier lower;
    private final Spiller<K> spiller;
    private final Deadlines<K> deadlines;

    StoreAbove(
            TieredStore<K> store, GuardedHeap<K> guarded, LowerTier lower, Spiller<K> spiller, Deadlines<K> deadlines) {
        this.store = store;
        this.guarded = guarded;
        this.lower = lower;
        this.spiller = spiller;
        this.deadlines = deadlines;
    }

    @Override
    public StoreSnapshot<?> snapshot() {
        return store.snapshot();
    }

    @Override
    @SuppressWarnings("unchecked") // the keys of this store are the only ones that were ever encoded for it
    public @Nullable Envelope find(EncodedKey key) {
        HeapEntry entry = guarded.peek((K) key.key());
        if (entry != null) {
            return spiller.envelope(entry, entry.deadline());
        }
        LowerTier.Held below = lower.read(key);
        return below == null ? null : below.entry();
    }

    @Override
    public long lasting(long deadline) {
        return deadlines.lasting(deadline);
    }

    @Override
    @SuppressWarnings("unchecked") // as above
    public void lost(EncodedKey key, long version) {
        guarded.changeAtOnce((K) key.key(), present -> {
            if (present == null || present.version() == version) {
                LowerTier.Glimpse below = lower.peek(key);
                if (below != null && below.version() == version) {
                    lower.remove(key);
                }
                if (present != null) {
                    present.leave();
                }
                return null;
            }
            return present;
        });
    }
}
