package io.spillway.tier.disk;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.KeyCodec;
import io.spillway.tier.LowerTier;
import io.spillway.tier.TierFullException;
import io.spillway.tier.disk.Catalog.Match;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * A tier of files: volumes of frames, and an index of them in memory. The package's documentation tells how it works.
 *
 * <p>Safe for use by any thread, within what {@link LowerTier} asks of its callers.
 */
public final class DiskTier implements LowerTier {
    private static final int HOLDING_SHARE = 4;
    private static final int MAX_HOLDING = 8 << 20;

    private final DiskOptions options;
    private final KeyCodec keys;
    private final VolumeShape shape;
    private final Home home;
    private final Index index = new Index();
    private final LargeEntries large = new LargeEntries();
    private final Holding holding;
    private final VolumeSet volumes;
    private final FrameStore frames;
    private final Catalog catalog;
    private final Evictor evictor;
    private final Housekeeper housekeeper;
    private final EntryWriter writer;
    private final DiskEvents events;
    private final @Nullable Sealer sealer;
    private final Syncer syncer;
    private final Mortuary mortuary;
    private final Sweeper sweeper;
    private final Reservations reservations;
    private final LongAccumulator highestVersion;

    private final ReentrantLock ending = new ReentrantLock();
    private volatile boolean closed;
    /** The generation that the home knows of; raised before the entries of the last one are dropped. */
    private volatile int announcedGeneration;

    private volatile boolean canonical = true;
    private volatile long firstVersion;
    private volatile Recollection recollection = Recollection.NONE;

    private DiskTier(
            DiskOptions options,
            KeyCodec keys,
            InstantSource clock,
            Executor executor,
            DiskEvents events,
            Home home,
            Manifest manifest) {
        this.options = options;
        this.keys = keys;
        this.home = home;
        this.shape = VolumeShape.of(options.maxBytes());
        this.holding = new Holding(Math.min(MAX_HOLDING, shape.bytes() / HOLDING_SHARE));
        this.volumes = VolumeSet.of(manifest, shape, survivesCrash());
        this.frames = new FrameStore(manifest.storeId(), volumes, holding, manifest.nextSequence());
        this.catalog = new Catalog(index, frames, volumes, holding, large, events, this::volumeSpent);
        this.syncer = new Syncer(volumes, options.fsyncEvery(), options.cacheName());
        this.sealer = survivesCrash() ? new Sealer(keys, manifest.storeId()) : null;
        Room room = new Room(volumes, holding, shape.usable(options.maxBytes()));
        this.evictor = new Evictor(
                index,
                frames,
                catalog,
                volumes,
                large,
                keys,
                shape,
                clock,
                events,
                survivesCrash() ? this::buryEvicted : null);
        this.housekeeper = new Housekeeper(
                shape,
                home,
                volumes,
                catalog,
                index,
                frames,
                holding,
                large,
                rejectsWhenFull() ? null : evictor,
                sealer,
                syncer,
                options.maxBytes(),
                clock,
                executor);
        this.writer = new EntryWriter(options.cacheName(), shape, frames, volumes, large, catalog, housekeeper);
        this.events = events;
        this.mortuary = new Mortuary(index, frames, volumes, catalog, housekeeper, large);
        this.sweeper = new Sweeper(index, frames, keys);
        this.reservations =
                new Reservations(options.cacheName(), shape, volumes, room, catalog, large, writer, housekeeper);
        this.highestVersion = new LongAccumulator(Math::max, manifest.highestVersion());
    }

    /**
     * Opens a tier, with what an earlier one left where that survives.
     *
     * @param options where, how large, and what survives
     * @param keys the codec of the cache's keys
     * @param clock tells the time
     * @param executor runs housekeeping, which waits for files
     * @param events told of what is lost
     * @return the tier; to be closed or destroyed in the end
     * @throws CacheException if the directory can't be used, somebody else uses it, or the JVM does not grant what the tier
     *     needs; it says what to do
     */
    public static DiskTier open(
            DiskOptions options, KeyCodec keys, InstantSource clock, Executor executor, DiskEvents events) {
        ChronicleRuntime.requireAccess();
        Path directory = options.directory();
        if (options.survives() == Survives.NOTHING || directory == null) {
            StoreFolder.requireWritable(directory, options.cacheName());
            Home home = new PrivateHome(directory, options.cacheName());
            return new DiskTier(options, keys, clock, executor, events, home, KeptStore.newManifest(options));
        }
        KeptHome home = KeptStore.open(directory, options, events);
        boolean opened = false;
        try {
            DiskTier tier = new DiskTier(options, keys, clock, executor, events, home, home.manifest());
            KeptStore store = tier.store(home);
            KeptStore.Loaded loaded = store.load(tier.sealer, clock.millis());
            tier.canonical = loaded.canonical();
            tier.firstVersion = loaded.highestVersion();
            tier.highestVersion.accumulate(loaded.highestVersion());
            home.opened();
            tier.recollection =
                    new KeptRecollection(home.wasFound() && store.lost() == 0, tier.index, loaded.departed());
            if (loaded.tidy()) {
                tier.housekeeper.wake();
            }
            opened = true;
            return tier;
        } catch (IOException e) {
            throw new CacheException(
                    "The files of cache '" + options.cacheName() + "' in " + home.folder() + " can't be read", e);
        } finally {
            if (!opened) {
                home.release();
            }
        }
    }

    private KeptStore store(KeptHome kept) {
        return new KeptStore(kept, shape, volumes, index, large, frames, catalog, keys, events);
    }

    private void buryEvicted(FrameHead notice, byte[] key) {
        housekeeper.noticeEviction(notice, key);
    }

    private void volumeSpent() {
        housekeeper.wake();
    }

    @Override
    public void attach(Above above) {
        evictor.attach(above);
    }

    @Override
    public int reserve(EncodedKey key, int payloadBytes, int replaced) throws TierFullException {
        return reservations.reserve(key, payloadBytes, replaced);
    }

    @Override
    public void giveBack(int reserved) {
        reservations.giveBack(reserved);
    }

    @Override
    public void awaitRoom() throws TierFullException {
        housekeeper.retry();
        if (holding.isOverMark() && !housekeeper.relieve() && rejectsWhenFull()) {
            throw reservations.full();
        }
    }

    @Override
    public boolean takesMore() {
        housekeeper.retry();
        return !holding.isOverMark() && (!housekeeper.isStopped() || volumes.isReady());
    }

    @Override
    public void settle() {
        mortuary.settle();
        housekeeper.retry();
    }

    @Override
    public boolean isStopped() {
        return housekeeper.isStopped();
    }

    @Override
    public Receipt write(EncodedKey key, Envelope entry) throws TierFullException {
        requireOpen();
        note(key, entry);
        Receipt receipt = new Receipt(place(key, entry), entry.deadline());
        boolean forced = false;
        try {
            syncer.written();
            forced = true;
        } finally {
            if (!forced) {
                release(receipt);
            }
        }
        return receipt;
    }

    private long place(EncodedKey key, Envelope entry) throws TierFullException {
        if (!rejectsWhenFull()) {
            return writer.write(key, entry);
        }
        int reserved = reserve(key, entry.payload().length, 0);
        try {
            return writer.write(key, entry);
        } finally {
            giveBack(reserved);
        }
    }

    private void note(EncodedKey key, Envelope entry) {
        highestVersion.accumulate(entry.version());
        if (!key.canonical()) {
            canonical = false;
        }
    }

    @Override
    public boolean publish(EncodedKey key, Receipt receipt) {
        return catalog.publish(key, receipt.place(), receipt.deadline());
    }

    @Override
    public void release(Receipt receipt) {
        if (survivesCrash()) {
            mortuary.withdraw(receipt.place());
        }
        catalog.forget(receipt.place());
    }

    @Override
    public boolean spill(EncodedKey key, Envelope entry) {
        if (closed) {
            return false;
        }
        note(key, entry);
        long place = writer.isOneFrame(entry) && writer.isPossible(key, entry) ? placeNow(key, entry) : 0;
        if (place == 0) {
            removed(key, catalog.remove(key));
            return false;
        }
        boolean there = catalog.publish(key, place, entry.deadline());
        if (volumes.wantsNext() || Index.volumeOf(place) == Holding.ID) {
            housekeeper.wake();
        }
        return there;
    }

    /** A place for an entry that the heap gives up, without waiting for files; 0 if it is given up here, too. */
    private long placeNow(EncodedKey key, Envelope entry) {
        long place = writer.tryAppend(key, entry);
        if (place != 0) {
            return place;
        }
        if (!rejectsWhenFull() && holding.isOverMark() && housekeeper.isChoked()) {
            housekeeper.wake();
            return 0;
        }
        Holding.Item item = new Holding.Item(frames.nextSequence(), key, entry);
        holding.add(item);
        return item.place();
    }

    @Override
    public boolean writesAhead(int payloadBytes) {
        return payloadBytes > shape.piece();
    }

    @Override
    public @Nullable Held read(EncodedKey key) {
        Match match = catalog.find(key, true);
        return match == null ? null : new Held(match.stored().place(), match.envelope());
    }

    @Override
    public @Nullable Glimpse peek(EncodedKey key) {
        Match match = catalog.find(key, false);
        return match == null ? null : match.stored().glimpse(match.deadline());
    }

    @Override
    public boolean names(EncodedKey key, long place) {
        return index.contains(Index.spread(key.hash()), place);
    }

    @Override
    public boolean supersede(EncodedKey key) {
        return removed(key, mayHold(key) ? catalog.supersede(key) : null);
    }

    @Override
    public boolean remove(EncodedKey key) {
        return removed(key, mayHold(key) ? catalog.remove(key) : null);
    }

    private boolean removed(EncodedKey key, @Nullable Match match) {
        if (survivesCrash()) {
            mortuary.removed(key, match);
        }
        return match != null;
    }

    private boolean mayHold(EncodedKey key) {
        return index.lookup(Index.spread(key.hash())).length > 0;
    }

    @Override
    public void bury(EncodedKey key, long version, int node) throws TierFullException {
        requireOpen();
        highestVersion.accumulate(version);
        mortuary.bury(key, version, node, options.cacheName());
        syncer.written();
    }

    @Override
    public boolean touch(EncodedKey key, long place, long deadline, long lasting) {
        return survivesCrash()
                ? mortuary.rewrite(key, place, deadline, lasting)
                : index.touch(Index.spread(key.hash()), place, deadline);
    }

    @Override
    public KeyCursor keys() {
        return new DiskCursor(index, catalog, frames, keys);
    }

    @Override
    public void sweep(long now, Consumer<EncodedKey> visitor) {
        settle();
        sweeper.sweep(now, visitor);
    }

    @Override
    public void prepareClear() {
        requireOpen();
        int generation = volumes.generation() + 1;
        if (announcedGeneration != generation) {
            home.cleared(generation);
            announcedGeneration = generation;
        }
    }

    @Override
    public void clear() {
        // First: where that fails, nothing has changed.
        prepareClear();
        int generation = announcedGeneration;
        // The index before the volumes: what housekeeping moves meanwhile must not be named, nor count, in a new one.
        holding.clear();
        index.clear();
        large.clear();
        volumes.dropAll(generation);
        housekeeper.wake();
    }

    @Override
    public boolean rejectsWhenFull() {
        return options.whenFull() == WhenFull.REJECT;
    }

    @Override
    public boolean survivesCrash() {
        return options.survives() == Survives.CRASH;
    }

    @Override
    public boolean survivesRestart() {
        return options.survives() != Survives.NOTHING;
    }

    @Override
    public long highestVersion() {
        return firstVersion;
    }

    /** Forgotten once it was asked for: what was there matters only until the first change. */
    @Override
    public Recollection recollection() {
        Recollection asked = recollection;
        recollection = Recollection.NONE;
        return asked;
    }

    @Override
    public boolean isUntouched() {
        return index.isUnused();
    }

    @Override
    public long entries() {
        return index.entries();
    }

    @Override
    public Usage usage() {
        return new Usage(volumes.bytes(), volumes.liveBytes() + holding.bytes(), index.bytes() + large.bytes());
    }

    @Override
    public List<Path> setAside() {
        return home.setAside();
    }

    @Override
    public void close() {
        end(false);
    }

    @Override
    public void destroy() {
        end(true);
    }

    private void end(boolean delete) {
        ending.lock();
        try {
            if (!closed) {
                closed = true;
                Interrupts.shieldedRun(() -> finish(delete));
            }
        } finally {
            ending.unlock();
        }
    }

    private void finish(boolean delete) {
        boolean keep = !delete && survivesRestart();
        mortuary.settle();
        // First, so that what can't be read from now on is not taken for damaged.
        catalog.close();
        volumes.close();
        housekeeper.finish(keep);
        volumes.closeAll();
        if (home instanceof KeptHome kept) {
            if (keep) {
                events.evicted(holding.items().size());
                store(kept).save(highestVersion.get(), canonical, survivesCrash());
                kept.release();
            } else {
                kept.delete();
            }
        } else if (home instanceof PrivateHome own) {
            own.delete();
        }
        index.clear();
        holding.clear();
        large.clear();
    }

    private void requireOpen() {
        volumes.requireOpen(options.cacheName());
    }

    /** How many cursors are taken for open; for tests. */
    int openCursors() {
        return catalog.openCursors();
    }

    /** Compares all that is known with all that is there; for tests, while nobody else uses the tier. */
    IntegrityCheck check() {
        return new IntegrityCheck(index, frames, volumes, holding, large, keys);
    }
}
