package io.spillway.provider;

import io.spillway.CacheWatch;
import io.spillway.cache.SpillwayCache;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import javax.cache.management.CacheMXBean;

/** What is seen of a manager's caches from outside: their MBeans, and that they come and go. Safe for use by any thread. */
final class CacheViews implements CacheWatch {
    private static final System.Logger LOG = System.getLogger(CacheViews.class.getName());
    private static final String STATISTICS = "CacheStatistics";
    private static final String CONFIGURATION = "CacheConfiguration";
    private static final String TIERS = "CacheTiers";

    private final ManagementBeans beans;
    /** Held while switches, MBeans and watchers change together. */
    private final ReentrantLock showing = new ReentrantLock();
    /** The open caches, each with its bean; guarded by the lock. */
    private final IdentityHashMap<SpillwayCache<?, ?>, TierBean> open = new IdentityHashMap<>();
    /** Guarded by the lock. */
    private final List<Watcher> watchers = new ArrayList<>();

    CacheViews(ManagementBeans beans) {
        this.beans = beans;
    }

    /** Changes a cache's switches, and shows what they say now, unless it was closed meanwhile. */
    void show(SpillwayCache<?, ?> cache, Runnable change) {
        showing.lock();
        try {
            change.run();
            CacheMXBean configuration = cache.configurationBean();
            boolean isOpen = !cache.isClosed();
            boolean statistics = isOpen && configuration.isStatisticsEnabled();
            boolean management = isOpen && configuration.isManagementEnabled();
            show(STATISTICS, cache, cache.statisticsBean(), statistics);
            show(CONFIGURATION, cache, configuration, management);
            showTiers(cache, statistics || management);
            if (isOpen != open.containsKey(cache)) {
                if (isOpen) {
                    open.put(cache, new TierBean(cache::tiers));
                    showTiers(cache, statistics || management);
                    List.copyOf(watchers).forEach(watcher -> tell(() -> watcher.opened(cache)));
                } else {
                    open.remove(cache);
                    List.copyOf(watchers).forEach(watcher -> tell(() -> watcher.closed(cache)));
                }
            }
        } finally {
            showing.unlock();
        }
    }

    private void show(String type, SpillwayCache<?, ?> cache, Object bean, boolean shown) {
        if (shown) {
            beans.register(type, cache.getName(), bean);
        } else {
            beans.unregister(type, cache.getName(), bean);
        }
    }

    private void showTiers(SpillwayCache<?, ?> cache, boolean shown) {
        TierBean bean = open.get(cache);
        if (bean != null && shown) {
            beans.registerOwn(TIERS, cache.getName(), bean);
        } else if (bean != null) {
            beans.unregister(TIERS, cache.getName(), bean);
        }
    }

    /** A watcher that fails must not keep a cache from being opened or closed. */
    private static void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "Who watches the caches of a manager has failed", e);
        }
    }

    @Override
    public Watching watch(Watcher watcher) {
        showing.lock();
        try {
            watchers.add(watcher);
            open.keySet().forEach(cache -> tell(() -> watcher.opened(cache)));
        } finally {
            showing.unlock();
        }
        return () -> {
            showing.lock();
            try {
                watchers.remove(watcher);
            } finally {
                showing.unlock();
            }
        };
    }
}
