package io.spillway.tier.disk;

import io.spillway.codec.CodecException;
import io.spillway.codec.Envelope;
import io.spillway.codec.KeyCodec;
import io.spillway.tier.disk.LargeEntries.Large;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** Takes a tier's content from the files that an earlier run left, and leaves it for a later run. */
final class KeptStore {
    private static final System.Logger LOG = System.getLogger(KeptStore.class.getName());
    static final String SET_ASIDE = ".damaged";
    /** So many entries are sorted by volume in one pass, to bound the memory that it takes. */
    private static final int ENTRIES_PER_PASS = 1 << 20;

    private final KeptHome home;
    private final VolumeShape shape;
    private final VolumeSet volumes;
    private final Index index;
    private final LargeEntries large;
    private final FrameStore frames;
    private final Catalog catalog;
    private final KeyCodec keys;
    private final DiskEvents events;
    private long lost;

    /**
     * What became of an earlier run's files.
     *
     * @param canonical whether the hashes of all keys hold in every run
     * @param highestVersion the highest version seen
     * @param tidy whether there is something to tidy up
     * @param departed the hashes of keys that are known to be gone, in ascending order
     */
    record Loaded(boolean canonical, long highestVersion, boolean tidy, long[] departed) {}

    /** How many entries or files were damaged. */
    long lost() {
        return lost;
    }

    KeptStore(
            KeptHome home,
            VolumeShape shape,
            VolumeSet volumes,
            Index index,
            LargeEntries large,
            FrameStore frames,
            Catalog catalog,
            KeyCodec keys,
            DiskEvents events) {
        this.home = home;
        this.shape = shape;
        this.volumes = volumes;
        this.index = index;
        this.large = large;
        this.frames = frames;
        this.catalog = catalog;
        this.keys = keys;
        this.events = events;
    }

    static Manifest newManifest(DiskOptions options) {
        return Manifest.ofNew(new SecureRandom().nextLong(), options);
    }

    /** Takes possession of a cache's folder, and discards what in it can't be used. */
    static KeptHome open(Path directory, DiskOptions options, DiskEvents events) {
        StoreFolder folder = StoreFolder.ofCache(directory, options.cacheName());
        boolean opened = false;
        try {
            Manifest manifest = usableManifest(folder, options, events);
            boolean found = manifest != null;
            if (manifest == null) {
                manifest = newManifest(options);
                removeFiles(folder.path());
                manifest.write(folder.path());
            }
            opened = true;
            return new KeptHome(folder, options, manifest, found);
        } catch (IOException e) {
            throw new CacheException(
                    "The files of cache '" + options.cacheName() + "' in " + folder.path() + " can't be used", e);
        } finally {
            if (!opened) {
                release(folder);
            }
        }
    }

    private static void release(StoreFolder folder) {
        try {
            folder.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Could not unlock " + folder.path(), e);
        }
    }

    private static @Nullable Manifest usableManifest(StoreFolder folder, DiskOptions options, DiskEvents events)
            throws IOException {
        Manifest manifest;
        try {
            manifest = Manifest.read(folder.path());
        } catch (DamagedFileException e) {
            LOG.log(
                    Level.WARNING,
                    e.getMessage() + "; it is moved aside, and cache '" + options.cacheName() + "' starts empty");
            setAside(folder.path().resolve(Manifest.FILE));
            events.discarded(volumeIds(folder.path()).size());
            return null;
        }
        if (manifest == null) {
            return null;
        }
        if (!manifest.cacheName().equals(FolderNames.escape(options.cacheName()))) {
            throw new CacheException("The folder " + folder.path() + " belongs to cache '" + manifest.cacheName()
                    + "', not to '" + options.cacheName() + "'");
        }
        if (!manifest.clean() && manifest.survives() == Survives.CRASH) {
            LOG.log(
                    Level.INFO,
                    "Cache '" + options.cacheName() + "' was not closed by its last owner ("
                            + (folder.predecessor() == null ? "unknown" : folder.predecessor())
                            + "); what it kept in " + folder.path() + " is recovered");
        } else if (!manifest.clean()) {
            LOG.log(
                    Level.WARNING,
                    "Cache '" + options.cacheName() + "' was not closed by its last owner ("
                            + (folder.predecessor() == null ? "unknown" : folder.predecessor())
                            + "), so what it kept in " + folder.path() + " is discarded, as survives is "
                            + manifest.survives());
            events.discarded(volumeIds(folder.path()).size());
            return null;
        }
        return manifest;
    }

    /** Gives a file a name by which nobody takes it for a part of the store. */
    static void setAside(Path file) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + SET_ASIDE);
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void removeFiles(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                folder,
                "*{" + VolumeFile.SUFFIX + "," + HintFile.SUFFIX + "," + HintFile.LIVE_SUFFIX + "," + JournalFile.SUFFIX
                        + "," + VolumeFile.UNFINISHED + "}")) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static List<Integer> volumeIds(Path folder) throws IOException {
        return ids(folder, VolumeFile.SUFFIX);
    }

    private static List<Integer> ids(Path folder, String suffix) throws IOException {
        List<Integer> ids = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + suffix)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                try {
                    ids.add(Integer.parseInt(name.substring(0, name.length() - suffix.length()), 16));
                } catch (NumberFormatException e) {
                    LOG.log(Level.WARNING, file + " is none of Spillway's files and is left alone");
                }
            }
        }
        ids.sort(Comparator.naturalOrder());
        return ids;
    }

    /** Fills the index. */
    Loaded load(@Nullable Sealer sealer, long now) throws IOException {
        removeUnfinished(home.folder());
        boolean recover = home.manifest().survives() == Survives.CRASH;
        for (int id : missing(home.folder(), home.manifest())) {
            LOG.log(
                    Level.WARNING,
                    home.folder().resolve(VolumeFile.name(id)) + " is missing, and with it what it held");
            lost++;
        }
        Loaded loaded = recover ? recover(now) : loadAlive(sealer, now);
        if (lost > 0) {
            LOG.log(Level.WARNING, lost + " entries or files in " + home.folder() + " were damaged, and are lost");
            events.damaged(lost);
        }
        return loaded;
    }

    /** The volumes that were there at a proper close and are not any more, nor what a crash would be survived with. */
    static List<Integer> missing(Path folder, Manifest manifest) {
        List<Integer> volumes = manifest.clean() ? manifest.volumes() : null;
        if (volumes == null) {
            return List.of();
        }
        boolean recover = manifest.survives() == Survives.CRASH;
        return volumes.stream()
                .filter(id -> !Files.exists(folder.resolve(VolumeFile.name(id)))
                        && !(recover && Files.exists(HintFile.path(folder, id, true))))
                .toList();
    }

    private static void removeUnfinished(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + VolumeFile.UNFINISHED)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    private Loaded recover(long now) throws IOException {
        Manifest manifest = home.manifest();
        Recovery recovery = new Recovery(
                home.folder(), manifest, shape, volumes, index, large, frames, keys, now, home.mayLackPages());
        Set<Integer> ids = new TreeSet<>(volumeIds(home.folder()));
        // A volume that is missing, but not its hint file or its journal, is one whose entries are known to be lost.
        ids.addAll(ids(home.folder(), HintFile.SUFFIX));
        ids.addAll(ids(home.folder(), JournalFile.SUFFIX));
        recovery.run(List.copyOf(ids));
        lost += recovery.lost();
        if (manifest.clean()) {
            loadDeadlines();
        }
        boolean raw = volumes.all().stream().anyMatch(Volume::isRaw);
        long highest = Math.max(manifest.highestVersion(), recovery.highestVersion());
        return new Loaded(recovery.isCanonical(), highest, raw, recovery.departed());
    }

    /** A frame may have a later deadline than its entry; after a proper close, the entry's own is known. */
    private void loadDeadlines() throws IOException {
        for (int id : ids(home.folder(), HintFile.LIVE_SUFFIX)) {
            HintFile hint = hint(home.folder(), id);
            long[] entries = hint == null ? new long[0] : hint.entries();
            for (int i = 0; i < entries.length; i += HintFile.LONGS_PER_ENTRY) {
                long place = Index.place(id, HintFile.sequenceOf(entries[i + 1]));
                Long hash = hint != null && hint.canonical() ? Long.valueOf(entries[i]) : hashOfKeyAt(place);
                if (hash != null) {
                    index.touch(hash, place, entries[i + 2]);
                }
            }
        }
    }

    private @Nullable Long hashOfKeyAt(long place) {
        Stored stored = frames.load(place, false);
        try {
            return stored == null
                    ? null
                    : Index.spread(keys.decode(stored.key()).hash());
        } catch (CodecException e) {
            LOG.log(Level.DEBUG, "Counted as lost already", e);
            return null;
        }
    }

    /** Fills the index from what was alive at a proper close. */
    private Loaded loadAlive(@Nullable Sealer sealer, long now) throws IOException {
        Path folder = home.folder();
        List<HintFile> hints = new ArrayList<>();
        for (int id : volumeIds(folder)) {
            HintFile hint = hint(folder, id);
            if (hint == null) {
                setAside(folder.resolve(VolumeFile.name(id)));
                lost++;
            } else {
                hints.add(hint);
                Volume volume = Volume.sealed(id, folder, shape, hint.generation(), hint.seal(), hint.storeId());
                volume.addLive(hint.liveBytes(), hint.liveFrames());
                volumes.adopt(volume);
            }
        }
        // Only now, as the pieces of an entry may lie in any volume.
        for (HintFile hint : hints) {
            load(hint, keys, now);
        }
        if (sealer != null) {
            writeFrameLists(sealer);
        }
        boolean canonical = hints.stream().allMatch(HintFile::canonical);
        return new Loaded(canonical, home.manifest().highestVersion(), false, new long[0]);
    }

    /** From now on a crash is to be survived: then only what is alive now may come back from these volumes. */
    private void writeFrameLists(Sealer sealer) throws IOException {
        Map<Integer, FrameList> lists = new HashMap<>();
        index.forEach((hash, place, deadline) -> {
            Stored stored = frames.load(place, false);
            if (stored != null) {
                lists.computeIfAbsent(Index.volumeOf(place), id -> new FrameList(keys))
                        .add(stored.head().withDeadline(deadline), stored.key(), stored.room());
            }
        });
        for (Volume volume : volumes.all()) {
            sealer.write(volume, home.folder(), lists.getOrDefault(volume.id(), new FrameList(keys)));
        }
    }

    private @Nullable HintFile hint(Path folder, int id) throws IOException {
        try {
            HintFile hint = HintFile.read(folder, id, home.manifest().storeId(), false);
            boolean current =
                    hint != null && hint.generation() == home.manifest().generation();
            return current ? hint : null;
        } catch (DamagedFileException e) {
            LOG.log(Level.WARNING, e.getMessage());
            return null;
        }
    }

    private void load(HintFile hint, KeyCodec keys, long now) {
        long[] entries = hint.entries();
        for (int i = 0; i < entries.length; i += HintFile.LONGS_PER_ENTRY) {
            long place = Index.place(hint.volumeId(), HintFile.sequenceOf(entries[i + 1]));
            boolean isLarge = (HintFile.flagsOf(entries[i + 1]) & FrameHead.LARGE) != 0;
            long deadline = entries[i + 2];
            if (deadline > now && hint.canonical() && !isLarge) {
                index.addCold(entries[i], place, deadline);
            } else {
                addAfterReading(keys, place, isLarge, deadline, now);
            }
        }
    }

    private void addAfterReading(KeyCodec keys, long place, boolean isLarge, long deadline, long now) {
        // Of a large entry the payload is the table of its pieces; of others it is not needed now.
        Stored stored = frames.load(place, isLarge);
        if (stored == null) {
            lost++;
            catalog.died(place, 0);
            return;
        }
        long hash;
        try {
            hash = Index.spread(keys.decode(stored.key()).hash());
        } catch (CodecException e) {
            LOG.log(Level.WARNING, "A key of an earlier run can't be read", e);
            lost++;
            catalog.died(place, stored.room());
            return;
        }
        if (isLarge) {
            PieceTable table = PieceTable.decode(stored.payload());
            if (table != null) {
                large.add(place, new Large(hash, stored.room(), table));
            }
        }
        if (deadline <= now) {
            catalog.died(place, stored.room());
        } else {
            index.addCold(hash, place, deadline);
        }
    }

    /** Writes hint files and manifest, all volumes being closed. */
    void save(long highestVersion, boolean canonical, boolean afterCrashes) {
        try {
            List<Volume> kept = new ArrayList<>();
            for (Volume volume : volumes.all()) {
                boolean needed = volume.liveFrames() > 0 || afterCrashes && volume.horizon() > 0;
                if (volume.isDropped() || !needed) {
                    volume.delete();
                } else {
                    kept.add(volume);
                }
            }
            // After a crash the frames are read; but some have later deadlines than their entries.
            writeHints(kept, canonical, afterCrashes);
            home.closed(
                    highestVersion,
                    frames.unusedSequence(),
                    volumes.nextId(),
                    kept.stream().map(Volume::id).toList());
        } catch (IOException | CacheException e) {
            LOG.log(
                    Level.ERROR,
                    "What the next start needs could not be written to " + home.folder()
                            + "; the next start will take this close for a crash",
                    e);
        }
    }

    private void writeHints(List<Volume> kept, boolean canonical, boolean onlyMortals) throws IOException {
        List<Volume> pass = new ArrayList<>();
        long entries = 0;
        for (Volume volume : kept) {
            pass.add(volume);
            entries += volume.liveFrames();
            if (entries >= ENTRIES_PER_PASS) {
                writePass(pass, canonical, onlyMortals);
                pass.clear();
                entries = 0;
            }
        }
        writePass(pass, canonical, onlyMortals);
    }

    private void writePass(List<Volume> pass, boolean canonical, boolean onlyMortals) throws IOException {
        Map<Integer, LongList> byVolume = new HashMap<>();
        pass.forEach(volume -> byVolume.put(volume.id(), new LongList()));
        index.forEach((hash, place, deadline) -> {
            LongList entries = byVolume.get(Index.volumeOf(place));
            if (entries != null && !(onlyMortals && deadline == Envelope.ETERNAL)) {
                byte flags = large.contains(place) ? FrameHead.LARGE : 0;
                entries.add(hash, HintFile.word(Index.sequenceOf(place), FrameHead.ENTRY, flags), deadline);
            }
        });
        for (Volume volume : pass) {
            long[] entries = byVolume.getOrDefault(volume.id(), new LongList()).toArray();
            if (onlyMortals && entries.length == 0) {
                // One of an earlier run says what is not so any more.
                Files.deleteIfExists(HintFile.path(home.folder(), volume.id(), false));
                continue;
            }
            new HintFile(
                            frames.storeId(),
                            volume.id(),
                            volume.generation(),
                            volume.liveBytes(),
                            volume.liveFrames(),
                            canonical,
                            volume.sealOfFile(),
                            entries,
                            false)
                    .write(home.folder());
        }
    }

    /** Numbers, three at a time. */
    private static final class LongList {
        private long[] values = new long[3 * 64];
        private int size;

        void add(long a, long b, long c) {
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
            }
            values[size++] = a;
            values[size++] = b;
            values[size++] = c;
        }

        long[] toArray() {
            return Arrays.copyOf(values, size);
        }
    }
}
