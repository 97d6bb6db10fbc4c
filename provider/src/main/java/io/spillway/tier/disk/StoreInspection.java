package io.spillway.tier.disk;

import io.spillway.codec.Envelope;
import io.spillway.tier.StoreSnapshot.Item;
import io.spillway.tier.disk.StoreReport.VolumeReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the files of a store from outside, for tools: nothing is changed, nothing locked, and no byte trusted before it
 * verifies. Of a store that is open meanwhile it sees what was there at some moment of its looking. For one thread.
 *
 * <p>Which entries an opening would find is decided as the opening does: by the lists of what was alive at a proper close, or
 * else by the newest frame of each key. Keys are told apart by their bytes, as their classes are not at hand. Some hundred
 * bytes of memory are taken for each frame.
 */
public final class StoreInspection {
    private static final Pattern VOLUME = Pattern.compile("[0-9a-f]{6,8}" + Pattern.quote(VolumeFile.SUFFIX));
    private static final Pattern DETAIL = Pattern.compile(
            "[0-9a-f]{6,8}(" + Pattern.quote(HintFile.SUFFIX) + "|" + Pattern.quote(HintFile.LIVE_SUFFIX) + ")");

    private final Path folder;
    private final Manifest manifest;
    private final List<String> problems = new ArrayList<>();
    private final Map<Integer, LookedAt> volumes = new TreeMap<>();
    /** By the bytes of their keys. */
    private final Map<ByteBuffer, Found> newest = new HashMap<>();

    private final Set<Long> withdrawn = new HashSet<>();
    private final List<Found> entries = new ArrayList<>();

    private static final class LookedAt {
        final int id;
        RawFrames frames;
        long count;
        long liveCount;
        long liveBytes;
        boolean listed;
        long missing;

        LookedAt(int id, RawFrames frames) {
            this.id = id;
            this.frames = frames;
        }
    }

    private record Found(int volume, FrameHead head, int room) {
        boolean isNewerThan(Found other) {
            int byVersion = Long.compare(head.version(), other.head.version());
            int byNode = Integer.compare(head.node(), other.head.node());
            int byKind = Byte.compare(head.kind(), other.head.kind());
            int order = byVersion != 0 ? byVersion : byNode != 0 ? byNode : byKind;
            return order != 0 ? order > 0 : head.sequence() > other.head.sequence();
        }

        Found withDeadline(long deadline) {
            return new Found(volume, head.withDeadline(deadline), room);
        }
    }

    private StoreInspection(Path folder, Manifest manifest) {
        this.folder = folder;
        this.manifest = manifest;
    }

    /** Whether a folder looks like that of a store. */
    public static boolean isStore(Path folder) {
        return Files.isRegularFile(folder.resolve(Manifest.FILE)) || Files.isRegularFile(folder.resolve(Manifest.COPY));
    }

    /** Whether a file has the name of one of a store's. */
    public static boolean isPartOfStore(Path file) {
        String name = String.valueOf(file.getFileName());
        return VOLUME.matcher(name).matches()
                || DETAIL.matcher(name).matches()
                || name.equals(Manifest.FILE)
                || name.equals(Manifest.COPY);
    }

    /**
     * Looks at a store.
     *
     * @throws IOException if its files can't be read, or its manifest is not what this version writes
     */
    public static StoreInspection of(Path folder) throws IOException {
        Manifest manifest;
        try {
            manifest = Manifest.read(folder);
        } catch (DamagedFileException e) {
            throw new IOException(e.getMessage(), e);
        }
        if (manifest == null) {
            throw new IOException(folder + " has no manifest, so it is no store");
        }
        StoreInspection inspection = new StoreInspection(folder, manifest);
        inspection.look();
        return inspection;
    }

    private void look() throws IOException {
        checkManifestFiles();
        boolean byLists = manifest.clean() && manifest.survives() == Survives.RESTART;
        for (int id : volumeIds()) {
            look(id);
        }
        Map<Long, Long> alive = new HashMap<>();
        for (LookedAt volume : volumes.values()) {
            compare(volume, byLists, alive);
        }
        for (Found found : newest.values()) {
            addIfAlive(found, byLists, alive);
        }
        entries.forEach(this::account);
    }

    private void checkManifestFiles() {
        for (String name : List.of(Manifest.FILE, Manifest.COPY)) {
            if (!Manifest.isIntact(folder.resolve(name))) {
                problems.add(folder.resolve(name) + " is missing or not as it was written; its copy is used");
            }
        }
    }

    private List<Integer> volumeIds() throws IOException {
        List<Integer> ids = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (VOLUME.matcher(name).matches() && Files.isRegularFile(file)) {
                    ids.add(Integer.parseUnsignedInt(name.substring(0, name.indexOf('.')), 16));
                } else if (name.endsWith(".damaged")) {
                    problems.add(file + " was set aside as damaged");
                }
            }
        }
        ids.sort(null);
        return ids;
    }

    private void look(int id) {
        Path file = folder.resolve(VolumeFile.name(id));
        long[] count = new long[1];
        try {
            RawFrames frames = RawFrames.scan(file, manifest.storeId(), manifest.generation(), frame -> {
                FrameHead head = frame.verifiedHead();
                if (head != null) {
                    count[0]++;
                    take(id, head, frame);
                }
            });
            LookedAt volume = new LookedAt(id, frames);
            volume.count = count[0];
            volumes.put(id, volume);
        } catch (IOException e) {
            problems.add(file + " can't be read: " + e.getMessage());
        }
    }

    private void take(int id, FrameHead head, Frame frame) {
        if (head.kind() == FrameHead.WITHDRAWAL) {
            withdrawn.add(head.created());
        } else if (head.kind() != FrameHead.PIECE) {
            Found found = new Found(id, head, VolumeShape.room(frame.size()));
            boolean byLists = manifest.clean() && manifest.survives() == Survives.RESTART;
            // Where lists decide, each frame counts; else the newest of its key does.
            ByteBuffer key =
                    byLists ? ByteBuffer.allocate(Long.BYTES).putLong(0, head.sequence()) : ByteBuffer.wrap(frame.key);
            newest.merge(key, found, (one, other) -> other.isNewerThan(one) ? other : one);
        }
    }

    /** Compares what was found with what is listed, and with what the volume was like when it was closed. */
    private void compare(LookedAt volume, boolean byLists, Map<Long, Long> alive) throws IOException {
        HintFile hint;
        Path file = folder.resolve(VolumeFile.name(volume.id));
        try {
            hint = HintFile.read(folder, volume.id, manifest.storeId(), !byLists);
        } catch (DamagedFileException e) {
            problems.add(String.valueOf(e.getMessage()));
            return;
        }
        if (hint == null || hint.generation() != manifest.generation()) {
            if (byLists) {
                problems.add(
                        HintFile.path(folder, volume.id, false) + " is missing, so " + file + " would be set aside");
            }
            return;
        }
        volume.listed = true;
        int step = hint.complete() ? HintFile.LONGS_PER_FRAME : HintFile.LONGS_PER_ENTRY;
        Frame frame = Frame.toRead();
        for (int i = 0; i < hint.entries().length; i += step) {
            long sequence = HintFile.sequenceOf(hint.entries()[i + 1]);
            if (!volume.frames.read(sequence, 0, frame) || frame.verified() == null) {
                volume.missing++;
            }
            if (byLists) {
                alive.put(sequence, hint.entries()[i + 2]);
            }
        }
        if (volume.missing > 0) {
            problems.add(file + " lacks " + volume.missing + " frames, or they are not as they were written");
        }
        if (!hint.seal().matches(file)) {
            problems.add(file + " is not as it was when it was closed, beside its frames");
        }
    }

    private void addIfAlive(Found found, boolean byLists, Map<Long, Long> alive) {
        FrameHead head = found.head();
        if (byLists) {
            Long deadline = alive.get(head.sequence());
            if (deadline != null) {
                entries.add(found.withDeadline(deadline));
            }
        } else if (head.kind() == FrameHead.ENTRY && !withdrawn.contains(head.sequence())) {
            entries.add(found);
        }
    }

    private void account(Found found) {
        LookedAt volume = volumes.get(found.volume());
        if (volume == null) {
            return;
        }
        volume.liveCount++;
        volume.liveBytes += found.room();
        if (!found.head().isLarge()) {
            return;
        }
        Frame frame = Frame.toRead();
        PieceTable table =
                volume.frames.read(found.head().sequence(), 0, frame) ? PieceTable.decode(frame.payload) : null;
        int missing = 0;
        for (int i = 0; table != null && i < table.pieces(); i++) {
            LookedAt home = volumes.get(table.volumes()[i]);
            if (home == null || !home.frames.read(table.sequence(), i + 1, Frame.toRead())) {
                missing++;
            } else {
                home.liveCount++;
                home.liveBytes += table.roomOf(i);
            }
        }
        if (table == null || missing > 0) {
            problems.add("A large entry in " + folder.resolve(VolumeFile.name(found.volume())) + " lacks " + missing
                    + " of its pieces");
        }
    }

    /**
     * What the store holds.
     *
     * @param now the time, in milliseconds since the epoch
     */
    public StoreReport report(long now) {
        long expired = 0;
        long oldest = Long.MAX_VALUE;
        long latest = 0;
        for (Found found : entries) {
            expired += found.head().deadline() <= now ? 1 : 0;
            oldest = Math.min(oldest, found.head().created());
            latest = Math.max(latest, found.head().created());
        }
        List<VolumeReport> reports = new ArrayList<>();
        for (LookedAt volume : volumes.values()) {
            reports.add(new VolumeReport(
                    folder.resolve(VolumeFile.name(volume.id)),
                    volume.frames.fileLength(),
                    volume.listed,
                    volume.count,
                    volume.liveCount,
                    volume.liveBytes,
                    volume.missing));
        }
        Owner owner = owner();
        return new StoreReport(
                folder,
                FolderNames.unescape(manifest.cacheName()),
                manifest.survives(),
                manifest.clean(),
                owner == null ? null : owner.toString(),
                manifest.tierBytes(),
                entries.size(),
                expired,
                entries.isEmpty() ? 0 : oldest,
                latest,
                List.copyOf(reports),
                List.copyOf(problems));
    }

    private @Nullable Owner owner() {
        Owner owner = FolderLock.owner(folder);
        return owner != null && owner.mayBeAlive() ? owner : null;
    }

    /** What opening the store takes. */
    public DiskOptions options() {
        return new DiskOptions(
                folder.toAbsolutePath().getParent(),
                FolderNames.unescape(manifest.cacheName()),
                manifest.tierBytes(),
                manifest.survives(),
                WhenFull.REJECT,
                0);
    }

    /** Hands over each entry that an opening would find, expired ones included; those with missing pieces are left out. */
    public void forEach(Consumer<Item> visitor) {
        for (Found found : entries) {
            LookedAt volume = volumes.get(found.volume());
            Frame frame = Frame.toRead();
            if (volume == null || !volume.frames.read(found.head().sequence(), 0, frame) || frame.verified() == null) {
                continue;
            }
            byte[] payload = found.head().isLarge() ? assemble(frame.payload) : frame.payload;
            if (payload != null) {
                Envelope envelope = found.head().envelope(found.head().deadline(), payload);
                visitor.accept(new Item(frame.key, envelope));
            }
        }
    }

    private byte @Nullable [] assemble(byte[] encodedTable) {
        PieceTable table = PieceTable.decode(encodedTable);
        if (table == null) {
            return null;
        }
        byte[] whole = new byte[table.length()];
        for (int i = 0; i < table.pieces(); i++) {
            LookedAt volume = volumes.get(table.volumes()[i]);
            Frame piece = Frame.toRead();
            boolean there = volume != null
                    && volume.frames.read(table.sequence(), i + 1, piece)
                    && piece.verified() != null
                    && piece.length == table.lengthOf(i);
            if (!there) {
                return null;
            }
            System.arraycopy(piece.payload, 0, whole, table.offsetOf(i), piece.length);
        }
        return whole;
    }
}
