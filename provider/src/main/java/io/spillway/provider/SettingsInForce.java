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
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
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
        Set<String> changed = found.stream().map(SettingChange::key).collect(Collectors.toSet());
        if (changed.contains("heap")) {
            resizing.limit(next.settings().heap());
        }
        for (SpillwayCache<?, ?> cache : open) {
            Map<String, String> said = saidByCode.getOrDefault(cache.getName(), Map.of());
            change(cache, next.cache(cache.getName(), said), changed);
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

    private void change(SpillwayCache<?, ?> cache, CacheSettings settings, Set<String> changed) {
        CacheControls controls = cache.controls();
        String path = "caches." + cache.getName() + ".";
        if (changed.contains(path + "heap") || changed.contains(path + "spill-at")) {
            resizing.resize(cache, settings.tiers());
        }
        if (changed.contains(path + "expiry")) {
            controls.changeExpiry(DeclaredCache.expiry(settings.standard().expiry()));
        }
        if (changed.contains(path + "checkpoint")) {
            CheckpointSettings checkpoint = settings.tiers().checkpoint();
            controls.changeCheckpoints(checkpoint.made(), checkpoint.every(), checkpoint.keep());
        }
        if (changed.contains(path + "redis")) {
            controls.retimeRedis(RemoteConnection.times(settings.tiers().redis()));
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
