package io.spillway.provider;

import io.spillway.Survives;
import io.spillway.WhenUnreadable;
import io.spillway.cache.CacheParts;
import io.spillway.cache.CacheParts.CheckpointParts;
import io.spillway.checkpoint.CheckpointFolder;
import io.spillway.checkpoint.CheckpointPlan;
import io.spillway.codec.ByReference;
import io.spillway.codec.ByValue;
import io.spillway.codec.Compression;
import io.spillway.codec.KeyCodec;
import io.spillway.codec.PayloadCodec;
import io.spillway.codec.PayloadKeyCodec;
import io.spillway.codec.UnreadableAsMissing;
import io.spillway.codec.ValueForm;
import io.spillway.config.CheckpointSettings;
import io.spillway.config.CompressSettings;
import io.spillway.config.RedisSettings;
import io.spillway.config.TierSettings;
import io.spillway.tier.LowerTier;
import io.spillway.tier.NoLowerTier;
import io.spillway.tier.RemoteTier;
import io.spillway.tier.RemoteTierProvider;
import io.spillway.tier.TierCounters;
import io.spillway.tier.TieredStore;
import io.spillway.tier.disk.DiskEvents;
import io.spillway.tier.disk.DiskOptions;
import io.spillway.tier.disk.DiskTier;
import io.spillway.tier.disk.FolderNames;
import io.spillway.tier.heap.HeapBudget;
import io.spillway.tier.heap.HeapTier;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import javax.cache.CacheException;
import javax.cache.configuration.Configuration;
import org.jspecify.annotations.Nullable;

/** Puts the parts of caches together: codecs and tiers, as a cache's settings have them. */
final class CacheFactory {
    private static final System.Logger LOG = System.getLogger(CacheFactory.class.getName());

    /** What is owed to Redis takes as much as the disk tier may, and no less than this: it goes a file at a time. */
    private static final long LEAST_OWED = 4L << 20;

    private static final String OWED = "owed";

    private final @Nullable Path directory;
    private final CodecFactory codecs;
    private final ManagerThreads threads;
    private final RemoteConnection redis;
    private final HeapBudget heaps;
    private final InstantSource clock;
    private final AtomicBoolean heapQuestioned = new AtomicBoolean();
    private final int node = new SecureRandom().nextInt();

    CacheFactory(
            @Nullable Path directory,
            ClassLoader loader,
            ManagerThreads threads,
            RemoteConnection redis,
            HeapBudget heaps,
            InstantSource clock) {
        this.directory = directory;
        this.codecs = new CodecFactory(loader);
        this.threads = threads;
        this.redis = redis;
        this.heaps = heaps;
        this.clock = clock;
    }

    <K, V> CacheParts<K> parts(String name, Configuration<K, V> configuration, TierSettings settings) {
        questionHeap(name, settings.heap());
        PayloadCodec codec = codecs.codec(name, configuration, settings);
        Compression compression = compression(settings.compress());
        TierCounters counters = new TierCounters(name);
        ValueForm form = form(
                name,
                configuration.isStoreByValue() ? new ByValue(codec, compression) : new ByReference(codec, compression),
                settings.whenUnreadable(),
                counters);
        boolean hasDisk = settings.hasDisk(configuration.isStoreByValue());
        RedisSettings remote =
                settings.hasRedis(configuration.isStoreByValue()) ? settings.redis() : RedisSettings.NONE;
        CheckpointParts checkpoints = checkpoints(name, configuration, settings);
        return new CacheParts<>(
                form,
                configuration.isStoreByValue() ? key -> copyOf(codec, key) : key -> key,
                departures -> store(
                        name,
                        settings,
                        hasDisk,
                        remote,
                        new PayloadKeyCodec(codec),
                        form,
                        counters,
                        departures,
                        checkpoints),
                hasDisk ? settings.disk() : 0,
                checkpoints,
                threads.listeners(),
                threads.loaders(),
                clock);
    }

    private static ValueForm form(String cache, ValueForm form, WhenUnreadable policy, TierCounters counters) {
        return switch (policy) {
            case MISS -> new UnreadableAsMissing(form, cache, counters::countUnreadable);
            case FAIL -> form;
        };
    }

    /** Not refused: one file is used on machines of many sizes, and such a cache need not ever be full. */
    private void questionHeap(String name, long heap) {
        long most = Runtime.getRuntime().maxMemory();
        if (heap > most && heapQuestioned.compareAndSet(false, true)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The heap of cache ''{0}'' may take {1,number,#} bytes, but the JVM''s all in all {2,number,#}: it"
                            + " would run out of memory rather than spill. Lower `heap`, or raise -Xmx. This is said"
                            + " once a cache manager",
                    name,
                    heap,
                    most);
        }
    }

    private static Compression compression(CompressSettings settings) {
        return switch (settings.with()) {
            case NONE -> Compression.NONE;
            case LZ4 -> Compression.lz4(settings.over());
        };
    }

    private @Nullable CheckpointParts checkpoints(
            String name, Configuration<?, ?> configuration, TierSettings settings) {
        if (directory == null) {
            return null;
        }
        CheckpointSettings checkpoint = settings.checkpoint();
        CheckpointPlan plan = new CheckpointPlan(
                directory,
                name,
                settings.codec().forValues(configuration.getValueType()).toString(),
                configuration.getKeyType().getName(),
                configuration.getValueType().getName(),
                checkpoint.made(),
                checkpoint.every(),
                checkpoint.keep(),
                checkpoint.restore() == CheckpointSettings.Restore.AUTO);
        return new CheckpointParts(plan, new CheckpointFolder(directory, name), threads.checkpoints());
    }

    @SuppressWarnings("unchecked") // a copy is of the class of what was copied
    private static <K> K copyOf(PayloadCodec codec, K key) {
        return (K) codec.copy(key);
    }

    private <K> TieredStore<K> store(
            String name,
            TierSettings settings,
            boolean hasDisk,
            RedisSettings remote,
            KeyCodec keys,
            ValueForm form,
            TierCounters counters,
            TieredStore.Departures<K> departures,
            @Nullable CheckpointParts checkpoints) {
        if (checkpoints == null || !settings.checkpoint().made()) {
            return store(name, settings, hasDisk, remote, keys, form, counters, departures);
        }
        CheckpointFolder folder = checkpoints.folder();
        boolean opened = false;
        try {
            folder.open();
            TieredStore<K> store = store(name, settings, hasDisk, remote, keys, form, counters, departures);
            opened = true;
            return store;
        } catch (IOException e) {
            throw new CacheException("Cache '" + name + "' can't be opened: " + e.getMessage(), e);
        } finally {
            if (!opened) {
                folder.release(false);
            }
        }
    }

    private <K> TieredStore<K> store(
            String name,
            TierSettings settings,
            boolean hasDisk,
            RedisSettings remote,
            KeyCodec keys,
            ValueForm form,
            TierCounters counters,
            TieredStore.Departures<K> departures) {
        RemoteTier remoteTier = redis.tier(name, remote, keys, hasDisk ? keeping(name, settings, remote) : null);
        LowerTier lower;
        try {
            // What the disk lets go of is in Redis still, where that has all that was put.
            lower = hasDisk
                    ? disk(
                            name,
                            settings,
                            keys,
                            remoteTier.takesWrites() ? evicted -> {} : counters::evicted,
                            counters::damaged)
                    : new NoLowerTier();
        } catch (RuntimeException | Error e) {
            remoteTier.close();
            throw e;
        }
        long mark = HeapResizing.mark(settings);
        return new TieredStore<>(
                name,
                handler -> new HeapTier<K>(settings.heap(), mark, threads.work(), handler, heaps),
                lower,
                remoteTier,
                keys,
                form,
                clock,
                node,
                counters,
                departures);
    }

    /** What Redis does not have yet survives what the cache survives. */
    private RemoteTierProvider.@Nullable Keeping keeping(String name, TierSettings settings, RedisSettings remote) {
        if (directory == null
                || settings.survives() == Survives.NOTHING
                || remote.writes() == RedisSettings.Writes.NONE && !remote.overflow()) {
            return null;
        }
        return new RemoteTierProvider.Keeping(
                directory.resolve(OWED).resolve(FolderNames.of(name)),
                settings.survives() == Survives.CRASH,
                Math.max(settings.disk(), LEAST_OWED),
                settings.fsync().every());
    }

    private LowerTier disk(
            String name, TierSettings settings, KeyCodec keys, LongConsumer evicted, LongConsumer damaged) {
        DiskOptions options = new DiskOptions(
                directory,
                name,
                settings.disk(),
                switch (settings.survives()) {
                    case NOTHING -> io.spillway.tier.disk.Survives.NOTHING;
                    case RESTART -> io.spillway.tier.disk.Survives.RESTART;
                    case CRASH -> io.spillway.tier.disk.Survives.CRASH;
                },
                switch (settings.whenFull()) {
                    case EVICT -> io.spillway.tier.disk.WhenFull.EVICT;
                    case REJECT -> io.spillway.tier.disk.WhenFull.REJECT;
                },
                settings.fsync().every());
        DiskEvents events = new DiskEvents() {
            @Override
            public void evicted(long entries) {
                evicted.accept(entries);
            }

            @Override
            public void damaged(long entries) {
                damaged.accept(entries);
            }
        };
        return DiskTier.open(options, keys, clock, threads.work(), events);
    }
}
