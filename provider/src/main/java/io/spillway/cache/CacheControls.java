package io.spillway.cache;

import io.spillway.tier.RemoteTierProvider;
import io.spillway.tier.TieredStore;
import java.time.Duration;
import javax.cache.configuration.Factory;
import javax.cache.expiry.ExpiryPolicy;
import org.jspecify.annotations.Nullable;

/** What can be changed of a cache while it is open. Safe for use by any thread; on a closed cache without effect. */
public final class CacheControls {
    private final TieredStore<?> store;
    private final LiveConfiguration<?, ?> configuration;
    private final ExpiryRule expiry;
    private final CacheCheckpoints<?> checkpoints;

    CacheControls(
            TieredStore<?> store,
            LiveConfiguration<?, ?> configuration,
            ExpiryRule expiry,
            CacheCheckpoints<?> checkpoints) {
        this.store = store;
        this.configuration = configuration;
        this.expiry = expiry;
        this.checkpoints = checkpoints;
    }

    /**
     * Comes a step nearer to another size of the heap.
     *
     * @param budget the most bytes that it may hold
     * @param mark the bytes from which on it spills in the background
     * @param step how many bytes may be spilled now
     * @return whether that was the last step
     */
    public boolean resizeHeap(long budget, long mark, long step) {
        return store.resizeHeap(budget, mark, step);
    }

    /** Has another policy decide from now on when entries expire; those that nothing happens to keep their time. */
    public void changeExpiry(Factory<? extends ExpiryPolicy> policy) {
        expiry.change(policy.create());
        configuration.change(c -> c.setExpiryPolicyFactory(policy));
    }

    /**
     * Has checkpoints be made at other times.
     *
     * @param made whether they are made without being asked for
     * @param every how long after one the next is begun; null for none while the cache is open
     * @param keep how many are kept
     */
    public void changeCheckpoints(boolean made, @Nullable Duration every, int keep) {
        checkpoints.change(made, every, keep);
    }

    /** Has the Redis tier, if there is one, go on with other times. */
    public void retimeRedis(RemoteTierProvider.Times times) {
        store.retime(times);
    }
}
