package io.spillway.tier.disk;

import io.spillway.tier.disk.FileReport.Kind;
import io.spillway.tier.disk.StoreReport.VolumeReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one file of a store from outside, for tools; as {@link StoreInspection} does, it changes nothing and trusts
 * nothing. What only the store as a whole can tell, such as which frames are alive, is told where the store is around the
 * file. For one thread.
 */
public final class FileInspection {
    private final Path file;
    private final Path folder;
    private final String name;
    private final long now;
    private final Map<String, Object> facts = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    private FileInspection(Path file, long now) {
        this.file = file;
        this.folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder");
        this.name = String.valueOf(file.getFileName());
        this.now = now;
    }

    /**
     * Looks at a file of which {@link StoreInspection#isPartOfStore} holds.
     *
     * @param now the time, in milliseconds since the epoch
     */
    public static FileReport of(Path file, long now) throws IOException {
        return new FileInspection(file, now).look();
    }

    private FileReport look() throws IOException {
        Kind kind = StoreInspection.VOLUME.matcher(name).matches()
                ? Kind.VOLUME
                : StoreInspection.JOURNAL.matcher(name).matches()
                        ? Kind.JOURNAL
                        : StoreInspection.DETAIL.matcher(name).matches() ? Kind.LIST : Kind.MANIFEST;
        try {
            switch (kind) {
                case VOLUME -> volume();
                case LIST -> list();
                case JOURNAL -> journal();
                case MANIFEST -> manifest();
            }
        } catch (DamagedFileException e) {
            if (e.isOfUnknownFormat()) {
                throw new UnknownFormatException(e);
            }
            problems.add(String.valueOf(e.getMessage()));
        }
        if (kind != Kind.VOLUME) {
            facts.put("fileBytes", Files.size(file));
        }
        return new FileReport(kind, facts, List.copyOf(problems));
    }

    /** The manifest beside the file; null if there is none that can be read. */
    private @Nullable Manifest ofStore() throws IOException {
        try {
            return Manifest.read(folder);
        } catch (DamagedFileException e) {
            return null;
        }
    }

    private void volume() throws IOException {
        if (ofStore() == null) {
            loneVolume();
            return;
        }
        StoreReport store = StoreInspection.of(folder).report(now);
        facts.put("cache", store.cache());
        if (store.owner() != null) {
            facts.put("openedBy", store.owner());
        }
        VolumeReport volume = store.volumes().stream()
                .filter(one -> one.file().getFileName().equals(file.getFileName()))
                .findFirst()
                .orElse(null);
        if (volume == null) {
            problems.addAll(store.problems());
            return;
        }
        facts.put("entries", volume.entries());
        facts.put("expired", volume.expired());
        times(volume.entries(), volume.oldest(), volume.newest());
        facts.put("frames", volume.frames());
        facts.put("notices", volume.notices());
        facts.put("liveFrames", volume.liveFrames());
        facts.put("listed", volume.listed());
        facts.put("missing", volume.missing());
        facts.put("bytes", volume.bytes());
        facts.put("liveBytes", volume.liveBytes());
        problems.addAll(volume.problems());
    }

    private void times(long entries, long oldest, long newest) {
        if (entries > 0) {
            facts.put("oldest", oldest);
            facts.put("newest", newest);
        }
    }

    /** Of a volume alone, the frames can be counted; which of them are alive is not known. */
    private void loneVolume() throws IOException {
        long[] entries = {0, Long.MAX_VALUE, Long.MIN_VALUE};
        long[] others = new long[2];
        RawFrames frames = RawFrames.scanAny(file, (found, at, frame, head) -> {
            if (head.kind() == FrameHead.ENTRY) {
                entries[0]++;
                entries[1] = Math.min(entries[1], head.created());
                entries[2] = Math.max(entries[2], head.created());
            } else {
                others[head.isNotice() ? 0 : 1]++;
            }
        });
        facts.put("store", "not around it, so that its live share is not known");
        facts.put("frames", entries[0] + others[0] + others[1]);
        facts.put("ofEntries", entries[0]);
        times(entries[0], entries[1], entries[2]);
        facts.put("notices", others[0]);
        facts.put("bytes", frames.fileLength());
        if (frames.isEmpty()) {
            problems.add(file + " holds no frame");
        }
    }

    private void list() throws IOException, DamagedFileException {
        HintFile hint = HintFile.read(file);
        if (hint == null) {
            throw new IOException(file + " is gone");
        }
        Manifest manifest = ofStore();
        if (manifest != null) {
            facts.put("cache", FolderNames.unescape(manifest.cacheName()));
        }
        Path volume = folder.resolve(VolumeFile.name(hint.volumeId()));
        boolean complete = name.endsWith(HintFile.SUFFIX);
        facts.put("of", String.valueOf(volume.getFileName()));
        facts.put("lists", hint.complete() ? "every frame that matters after a crash" : "what is alive after a close");
        if (hint.complete()) {
            frames(hint);
        } else {
            entries(hint);
        }
        facts.put("liveFrames", (long) hint.liveFrames());
        facts.put("liveBytes", hint.liveBytes());
        if (hint.complete() != complete) {
            problems.add(file + " has the name of another kind of file");
        }
        if (!HintFile.path(folder, hint.volumeId(), complete).getFileName().equals(file.getFileName())) {
            problems.add(file + " belongs to " + volume);
        } else if (!Files.exists(volume)) {
            problems.add(file + " is of a volume that is not there");
        } else if (!hint.seal().matches(volume)) {
            problems.add(volume + " is not as it was when it was closed, beside its frames");
        }
        if (manifest != null && manifest.storeId() != hint.storeId()) {
            problems.add(file + " belongs to another store");
        } else if (manifest != null) {
            facts.put("current", isCurrent(hint, manifest));
        }
    }

    private void journal() throws IOException, DamagedFileException {
        JournalFile journal = JournalFile.read(file);
        if (journal == null) {
            throw new IOException(file + " is gone");
        }
        Manifest manifest = ofStore();
        if (manifest != null) {
            facts.put("cache", FolderNames.unescape(manifest.cacheName()));
        }
        JournalHeader header = journal.header();
        Path volume = folder.resolve(VolumeFile.name(header.volumeId()));
        boolean listed = Files.exists(HintFile.path(folder, header.volumeId(), true));
        long[] frames = new long[1];
        journal.forEach(record -> frames[0]++);
        facts.put("of", String.valueOf(volume.getFileName()));
        facts.put("frames", frames[0]);
        facts.put("current", !listed && header.isOfThisBoot());
        if (!JournalFile.path(folder, header.volumeId()).getFileName().equals(file.getFileName())) {
            problems.add(file + " belongs to " + volume);
        } else if (!Files.exists(volume) && frames[0] > 0) {
            problems.add(file + " is of a volume that is not there");
        }
        if (Files.size(file) != JournalFile.length(header.records())) {
            problems.add(file + " was cut off or extended");
        }
        if (manifest != null && manifest.storeId() != header.storeId()) {
            problems.add(file + " belongs to another store");
        }
    }

    /** Whether an opening would go by it. */
    private static boolean isCurrent(HintFile hint, Manifest manifest) {
        boolean ofClose = manifest.clean() && manifest.survives() == Survives.RESTART;
        return hint.generation() == manifest.generation() && (hint.complete() || ofClose);
    }

    private void frames(HintFile hint) {
        long entries = 0;
        for (int i = 0; i < hint.entries().length; i += HintFile.LONGS_PER_FRAME) {
            entries += HintFile.kindOf(hint.entries()[i + 1]) == FrameHead.ENTRY ? 1 : 0;
        }
        long frames = hint.entries().length / HintFile.LONGS_PER_FRAME;
        facts.put("frames", frames);
        facts.put("ofEntries", entries);
        facts.put("notices", frames - entries);
    }

    private void entries(HintFile hint) {
        long expired = 0;
        for (int i = 0; i < hint.entries().length; i += HintFile.LONGS_PER_ENTRY) {
            expired += hint.entries()[i + 2] <= now ? 1 : 0;
        }
        facts.put("entries", (long) hint.entries().length / HintFile.LONGS_PER_ENTRY);
        facts.put("expired", expired);
    }

    private void manifest() throws IOException, DamagedFileException {
        Manifest manifest = Manifest.readFile(file);
        if (manifest == null) {
            throw new IOException(file + " is gone");
        }
        facts.put("cache", FolderNames.unescape(manifest.cacheName()));
        facts.put("survives", manifest.survives().name().toLowerCase(Locale.ROOT));
        facts.put("closed", manifest.clean());
        facts.put("store", Long.toHexString(manifest.storeId()));
        facts.put("generation", (long) manifest.generation());
        facts.put("configuredBytes", manifest.tierBytes());
        if (manifest.clean()) {
            facts.put("nextVolume", VolumeFile.name(manifest.nextVolume()));
            facts.put("nextSequence", manifest.nextSequence());
            facts.put("highestVersion", manifest.highestVersion());
        }
        Path other = folder.resolve(name.equals(Manifest.FILE) ? Manifest.COPY : Manifest.FILE);
        boolean same;
        try {
            same = manifest.equals(Manifest.readFile(other));
        } catch (DamagedFileException e) {
            same = false;
        }
        facts.put("sameAsCopy", same);
    }
}
