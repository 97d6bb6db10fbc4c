package io.spillway.provider;

import io.spillway.ConfigurationInForce;
import io.spillway.cache.CacheControls;
import io.spillway.cache.SpillwayCache;
import io.spillway.config.CacheSettings;
import io.spillway.config.CheckpointSettings;
import io.spillway.config.ConfigurationChanges;
import io.spillway.config.ConfigurationDump;
import io.spillway.config.LoadedConfiguration;
import io.spillway.config.SettingChange;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The configuration that a cache manager goes by, which may change while it is open. Safe for use by any thread. */
final class SettingsInForce {
    private final HeapResizing resizing;
    private final Duration longestDeadline;
    private final ConcurrentMap<String, Map<String, String>> saidByCode = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();
    private final AtomicLong refusals = new AtomicLong();
    private volatile LoadedConfiguration configuration;
    private volatile @Nullable String lastRefusal;

    SettingsInForce(LoadedConfiguration configuration, HeapResizing resizing, Duration longestDeadline) {
        this.configuration = configuration;
        this.resizing = resizing;
        this.longestDeadline = longestDeadline;
    }

    LoadedConfiguration configuration() {
        return configuration;
    }

    /** Takes note of what code says of a cache that it creates; returns what holds for it. */
    CacheSettings opening(String cache, Map<String, String> said) {
        CacheSettings settings = configuration.cache(cache, said);
        saidByCode.put(cache, said);
        return settings;
    }

    void closed(String cache) {
        saidByCode.remove(cache);
    }

    /**
     * Goes by another configuration from now on, and has the open caches do so. For one thread at a time, while no cache is
     * being created.
     *
     * @return what has changed
     * @throws io.spillway.ConfigurationException if some of it can't change while the manager is open; then nothing has
     */
    List<SettingChange> change(LoadedConfiguration next, Collection<SpillwayCache<?, ?>> open) {
        LoadedConfiguration before = configuration;
        List<SettingChange> found = ConfigurationChanges.between(before, next, saidBy(open), longestDeadline);
        configuration = next;
        if (!Objects.equals(before.settings().heap(), next.settings().heap())) {
            resizing.limit(next.settings().heap());
        }
        for (SpillwayCache<?, ?> cache : open) {
            Map<String, String> said = saidByCode.getOrDefault(cache.getName(), Map.of());
            boolean declared = next.settings().declaredCaches().contains(cache.getName());
            change(cache, before.cache(cache.getName(), said), next.cache(cache.getName(), said), declared);
        }
        changes.addAndGet(found.size());
        lastRefusal = null;
        return found;
    }

    private Map<String, Map<String, String>> saidBy(Collection<SpillwayCache<?, ?>> open) {
        Map<String, Map<String, String>> said = new TreeMap<>();
        open.forEach(cache -> said.put(cache.getName(), saidByCode.getOrDefault(cache.getName(), Map.of())));
        return said;
    }

    private void change(SpillwayCache<?, ?> cache, CacheSettings before, CacheSettings after, boolean declared) {
        CacheControls controls = cache.controls();
        if (before.tiers().heap() != after.tiers().heap()
                || before.tiers().spillAt() != after.tiers().spillAt()) {
            resizing.resize(cache, after.tiers());
        }
        if (declared && !before.standard().expiry().equals(after.standard().expiry())) {
            controls.changeExpiry(DeclaredCache.expiry(after.standard().expiry()));
        }
        if (!before.tiers().checkpoint().equals(after.tiers().checkpoint())) {
            CheckpointSettings checkpoint = after.tiers().checkpoint();
            controls.changeCheckpoints(checkpoint.made(), checkpoint.every(), checkpoint.keep());
        }
        if (!before.tiers().redis().equals(after.tiers().redis())) {
            controls.retimeRedis(RemoteConnection.times(after.tiers().redis()));
        }
    }

    /** Takes note that a changed configuration is not accepted. */
    void refused(String why) {
        refusals.incrementAndGet();
        lastRefusal = why;
    }

    /** What there is to say of it now. */
    ConfigurationInForce describe(Collection<SpillwayCache<?, ?>> open) {
        LoadedConfiguration now = configuration;
        ConfigurationDump dump = ConfigurationDump.of(now, saidBy(open));
        return new ConfigurationInForce(
                now.settings().source(), dump.settings(), changes.get(), refusals.get(), lastRefusal, dump.yaml());
    }
}
