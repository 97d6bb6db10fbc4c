package io.spillway.tier.disk;

import io.spillway.tier.StoreSnapshot.Item;
import io.spillway.tier.disk.StoreReport.VolumeReport;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the files of a store from outside, for tools: nothing is changed, nothing locked, and no byte trusted before it
 * verifies. Of a store that is open meanwhile it sees what was there at some moment of its looking. For one thread.
 *
 * <p>Which entries an opening would find is decided as the opening does: by the lists of what was alive at a proper close, or
 * else by the newest frame of each key. Keys are told apart by their bytes, as their classes are not at hand. For each frame
 * some thirty bytes of memory are taken; what it says is read again when it is asked for.
 */
public final class StoreInspection {
    static final Pattern VOLUME = Pattern.compile("[0-9a-f]{6,8}" + Pattern.quote(VolumeFile.SUFFIX));
    static final Pattern JOURNAL = Pattern.compile("[0-9a-f]{6,8}" + Pattern.quote(JournalFile.SUFFIX));
    static final Pattern DETAIL = Pattern.compile(
            "[0-9a-f]{6,8}(" + Pattern.quote(HintFile.SUFFIX) + "|" + Pattern.quote(HintFile.LIVE_SUFFIX) + ")");

    private final Path folder;
    private final Manifest manifest;
    private final List<String> problems = new ArrayList<>();
    private final Map<Integer, InspectedVolume> volumes = new TreeMap<>();
    private final List<InspectedVolume> inOrder = new ArrayList<>();
    private final List<RawFrames> files = new ArrayList<>();
    private final NewestFrames newest = new NewestFrames(files);
    private final Set<Long> withdrawn = new HashSet<>();
    private final LostFrames lostFrames = new LostFrames();

    /** Told of each entry that an opening would find. */
    private interface EntryVisitor {
        /**
         * An entry.
         *
         * @param head what its frame says, with the deadline that holds
         */
        void entry(InspectedVolume volume, FrameHead head, Frame frame);
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
                || JOURNAL.matcher(name).matches()
                || DETAIL.matcher(name).matches()
                || name.equals(Manifest.FILE)
                || name.equals(Manifest.COPY);
    }

    /**
     * Looks at a store.
     *
     * @throws UnknownFormatException if another version wrote it, in a format that this one does not know
     * @throws IOException if its files can't be read, or its manifest is not as it was written
     */
    public static StoreInspection of(Path folder) throws IOException {
        Manifest manifest;
        try {
            manifest = Manifest.read(folder);
        } catch (DamagedFileException e) {
            throw e.isOfUnknownFormat() ? new UnknownFormatException(e) : new IOException(e.getMessage(), e);
        }
        if (manifest == null) {
            throw new IOException(folder + " has no manifest, so it is no store");
        }
        StoreInspection inspection = new StoreInspection(folder, manifest);
        inspection.look();
        return inspection;
    }

    /** Whether the lists of a proper close say which entries there are. */
    private boolean byLists() {
        return manifest.clean() && manifest.survives() == Survives.RESTART;
    }

    private void look() throws IOException {
        checkManifestFiles();
        Set<Integer> there = new TreeSet<>();
        Set<Integer> toLookAt = new TreeSet<>();
        findVolumes(there, toLookAt);
        toLookAt.forEach(this::look);
        List<Integer> expected = manifest.clean() ? manifest.volumes() : null;
        if (expected != null) {
            expected.stream()
                    .filter(id -> !there.contains(id))
                    .forEach(id -> problems.add(folder.resolve(VolumeFile.name(id)) + " is missing"));
        }
        for (InspectedVolume volume : inOrder) {
            compare(volume);
        }
        lostFrames.settle(withdrawn);
        forEachEntry(this::account);
    }

    private void checkManifestFiles() {
        for (String name : List.of(Manifest.FILE, Manifest.COPY)) {
            if (!Manifest.isIntact(folder.resolve(name))) {
                problems.add(folder.resolve(name) + " is missing or not as it was written; its copy is used");
            }
        }
    }

    private void findVolumes(Set<Integer> there, Set<Integer> toLookAt) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (VOLUME.matcher(name).matches() && Files.isRegularFile(file)) {
                    there.add(idOf(name));
                } else if (JOURNAL.matcher(name).matches() && isOfMissingVolume(idOf(name))) {
                    toLookAt.add(idOf(name));
                } else if (name.endsWith(".damaged")) {
                    problems.add(file + " was set aside as damaged");
                }
            }
        }
        toLookAt.addAll(there);
    }

    private static int idOf(String name) {
        return Integer.parseUnsignedInt(name.substring(0, name.indexOf('.')), 16);
    }

    /** Of a volume that was deleted there may be a journal; in an open store, both may just be going. */
    private boolean isOfMissingVolume(int id) {
        return !byLists()
                && owner() == null
                && !Files.exists(folder.resolve(VolumeFile.name(id)))
                && !Files.exists(HintFile.path(folder, id, true));
    }

    private void look(int id) {
        Path file = folder.resolve(VolumeFile.name(id));
        InspectedVolume volume = new InspectedVolume(id, file);
        try {
            // Before the volume: whatever is in there by then, is in here later on.
            readJournal(volume);
            if (isOfMissingVolume(id)) {
                add(volume, RawFrames.none());
                return;
            }
            RawFrames frames =
                    RawFrames.scan(file, manifest.storeId(), manifest.generation(), (found, at, frame, head) -> {
                        add(volume, found);
                        volume.count++;
                        take(volume, at, frame, head);
                    });
            add(volume, frames);
        } catch (IOException e) {
            problems.add(file + " can't be read: " + e.getMessage());
        }
    }

    private void readJournal(InspectedVolume volume) throws IOException {
        try {
            JournalFile journal = byLists() ? null : JournalFile.read(folder, volume.id, manifest.storeId());
            if (journal != null && journal.header().isOfThisBoot()) {
                journal.forEach(volume.said::add);
            }
        } catch (DamagedFileException e) {
            volume.problems.add(String.valueOf(e.getMessage()));
        }
    }

    /** Numbers a volume, before the first of its frames is taken into account. */
    private void add(InspectedVolume volume, RawFrames frames) {
        if (volume.frames == null) {
            volume.frames = frames;
            volumes.put(volume.id, volume);
            inOrder.add(volume);
            files.add(frames);
        }
    }

    private void take(InspectedVolume volume, int at, Frame frame, FrameHead head) {
        volume.notices += head.isNotice() ? 1 : 0;
        if (head.kind() == FrameHead.WITHDRAWAL) {
            withdrawn.add(head.created());
        } else if (head.kind() != FrameHead.PIECE && !byLists()) {
            newest.add(at, frame, head);
        }
    }

    /** Compares what was found with what is listed, and with what the volume was like when it was closed. */
    private void compare(InspectedVolume volume) throws IOException {
        HintFile hint;
        try {
            hint = HintFile.read(folder, volume.id, manifest.storeId(), !byLists());
        } catch (DamagedFileException e) {
            volume.problems.add(String.valueOf(e.getMessage()));
            volume.compare(manifest.generation(), lostFrames);
            return;
        }
        if (hint == null || hint.generation() != manifest.generation()) {
            if (byLists()) {
                volume.problems.add(HintFile.path(folder, volume.id, false) + " is missing, so " + volume.file
                        + " would be set aside");
            }
            volume.compare(manifest.generation(), lostFrames);
            return;
        }
        volume.listed = true;
        volume.compare(hint);
    }

    private void forEachEntry(EntryVisitor visitor) throws IOException {
        if (byLists()) {
            for (InspectedVolume volume : inOrder) {
                if (volume.listed) {
                    forEachListed(volume, visitor);
                }
            }
        } else {
            newest.forEach((file, head, frame) -> {
                if (head.kind() == FrameHead.ENTRY
                        && !withdrawn.contains(head.sequence())
                        && lostFrames.newerThan(head, frame.key) == null) {
                    visitor.entry(inOrder.get(file), head, frame);
                }
            });
        }
    }

    /** The list is read anew rather than kept. */
    private void forEachListed(InspectedVolume volume, EntryVisitor visitor) throws IOException {
        HintFile hint;
        try {
            hint = HintFile.read(folder, volume.id, manifest.storeId(), false);
        } catch (DamagedFileException e) {
            throw new IOException(e.getMessage(), e);
        }
        long[] listed = hint == null ? new long[0] : hint.entries();
        for (int i = 0; i < listed.length; i += HintFile.LONGS_PER_ENTRY) {
            Frame frame = Frame.toReadHead();
            FrameHead head =
                    volume.frames().read(HintFile.sequenceOf(listed[i + 1]), 0, frame) ? frame.verifiedHead() : null;
            if (head != null) {
                visitor.entry(volume, head.withDeadline(listed[i + 2]), frame);
            }
        }
    }

    private void account(InspectedVolume volume, FrameHead head, Frame frame) {
        volume.account(head, VolumeShape.room(frame.size()));
        if (!head.isLarge()) {
            return;
        }
        Frame whole = Frame.toRead();
        PieceTable table = volume.frames().read(head.sequence(), 0, whole) ? PieceTable.decode(whole.payload) : null;
        int missing = 0;
        for (int i = 0; table != null && i < table.pieces(); i++) {
            InspectedVolume home = volumes.get(table.volumes()[i]);
            if (home == null || !home.frames().read(table.sequence(), i + 1, Frame.toReadHead())) {
                missing++;
            } else {
                home.liveCount++;
                home.liveBytes += table.roomOf(i);
            }
        }
        if (table == null || missing > 0) {
            volume.problems.add("A large entry in " + volume.file + " lacks " + missing + " of its pieces");
        }
    }

    /**
     * What the store holds.
     *
     * @param now the time, in milliseconds since the epoch
     */
    public StoreReport report(long now) throws IOException {
        inOrder.forEach(volume -> volume.expired = 0);
        forEachEntry((volume, head, frame) -> volume.expired += head.deadline() <= now ? 1 : 0);
        List<VolumeReport> reports =
                inOrder.stream().map(InspectedVolume::report).toList();
        List<String> all = new ArrayList<>(problems);
        reports.forEach(volume -> all.addAll(volume.problems()));
        List<VolumeReport> withEntries =
                reports.stream().filter(volume -> volume.entries() > 0).toList();
        Owner owner = owner();
        return new StoreReport(
                folder,
                FolderNames.unescape(manifest.cacheName()),
                manifest.survives(),
                manifest.clean(),
                owner == null ? null : owner.toString(),
                manifest.tierBytes(),
                withEntries.stream().mapToLong(VolumeReport::entries).sum(),
                withEntries.stream().mapToLong(VolumeReport::expired).sum(),
                withEntries.stream().mapToLong(VolumeReport::oldest).min().orElse(0),
                withEntries.stream().mapToLong(VolumeReport::newest).max().orElse(0),
                reports,
                List.copyOf(all));
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
    public void forEach(Consumer<Item> visitor) throws IOException {
        forEachEntry((volume, head, found) -> {
            Frame frame = Frame.toRead();
            if (!volume.frames().read(head.sequence(), 0, frame) || frame.verified() == null) {
                return;
            }
            byte[] payload = head.isLarge() ? assemble(frame.payload) : frame.payload;
            if (payload != null) {
                visitor.accept(new Item(frame.key, head.envelope(head.deadline(), payload)));
            }
        });
    }

    private byte @Nullable [] assemble(byte[] encodedTable) {
        PieceTable table = PieceTable.decode(encodedTable);
        if (table == null) {
            return null;
        }
        byte[] whole = new byte[table.length()];
        for (int i = 0; i < table.pieces(); i++) {
            InspectedVolume volume = volumes.get(table.volumes()[i]);
            Frame piece = Frame.toRead();
            boolean there = volume != null
                    && volume.frames().read(table.sequence(), i + 1, piece)
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
