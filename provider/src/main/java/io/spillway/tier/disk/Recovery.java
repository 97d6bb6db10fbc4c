package io.spillway.tier.disk;

import io.spillway.codec.CodecException;
import io.spillway.codec.EncodedKey;
import io.spillway.codec.KeyCodec;
import io.spillway.tier.disk.LargeEntries.Large;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Fills the index from what a dead process left: hint files where volumes were sealed, the frames themselves where not. Of
 * each key the newest frame wins; if that is a notice of death, or expired, the key is gone. Nothing is written: whoever dies
 * in here leaves everything as it was.
 */
final class Recovery {
    private static final System.Logger LOG = System.getLogger(Recovery.class.getName());
    /** So many frames are compared in one pass, to bound the memory that it takes. */
    private static final int FRAMES_PER_PASS = 1 << 20;

    private final Path folder;
    private final Manifest manifest;
    private final VolumeShape shape;
    private final VolumeSet volumes;
    private final Index index;
    private final LargeEntries large;
    private final FrameStore frames;
    private final KeyCodec keys;
    private final long now;
    private final boolean mayLackPages;
    private final List<Source> sources = new ArrayList<>();
    private final Set<Long> withdrawn = new HashSet<>();
    private final LongStream.Builder departed = LongStream.builder();
    private long highestVersion;
    private long lost;
    private boolean canonical = true;

    Recovery(
            Path folder,
            Manifest manifest,
            VolumeShape shape,
            VolumeSet volumes,
            Index index,
            LargeEntries large,
            FrameStore frames,
            KeyCodec keys,
            long now,
            boolean mayLackPages) {
        this.folder = folder;
        this.manifest = manifest;
        this.shape = shape;
        this.volumes = volumes;
        this.index = index;
        this.large = large;
        this.frames = frames;
        this.keys = keys;
        this.now = now;
        this.mayLackPages = mayLackPages;
    }

    /** A volume, and what is in it. */
    private record Source(Volume volume, long[] words) {}

    /** A frame that may be the newest of its key. */
    private static final class Candidate {
        final Source source;
        final int at;
        final int check;
        /** The key, where its bytes do not decide. */
        final @Nullable EncodedKey key;

        @Nullable Candidate next;

        boolean beatOthers;

        Candidate(Source source, int at, int check, @Nullable EncodedKey key) {
            this.source = source;
            this.at = at;
            this.check = check;
            this.key = key;
        }

        long sequence() {
            return HintFile.sequenceOf(source.words[at + 1]);
        }

        byte kind() {
            return HintFile.kindOf(source.words[at + 1]);
        }

        boolean isLarge() {
            return (HintFile.flagsOf(source.words[at + 1]) & FrameHead.LARGE) != 0;
        }

        long deadline() {
            return source.words[at + 2];
        }

        int room() {
            return (int) source.words[at + 4];
        }

        boolean isNewerThan(Candidate other) {
            int byVersion = Long.compare(source.words[at + 3], other.source.words[other.at + 3]);
            int byNode = Long.compare(source.words[at + 4] >> 32, other.source.words[other.at + 4] >> 32);
            int byKind = Byte.compare(kind(), other.kind());
            int order = byVersion != 0 ? byVersion : byNode != 0 ? byNode : byKind;
            return order != 0 ? order > 0 : sequence() > other.sequence();
        }

        boolean isSameKey(Candidate other) {
            if (key != null && other.key != null) {
                return key.matches(other.key.bytes());
            }
            return key == null && other.key == null && check == other.check;
        }
    }

    void run(List<Integer> volumeIds) throws IOException {
        long total = 0;
        for (int id : volumeIds) {
            Source source = source(id);
            if (source != null) {
                sources.add(source);
                volumes.adopt(source.volume());
                total += source.words().length / HintFile.LONGS_PER_FRAME;
            }
        }
        sources.forEach(this::readNotices);
        if (mayLackPages) {
            sources.forEach(this::withdrawUnfinished);
        }
        long passes = Long.highestOneBit(total / FRAMES_PER_PASS + 1) * 2 - 1;
        int shift = Long.numberOfLeadingZeros(passes);
        for (long pass = 0; pass <= passes; pass++) {
            resolve(pass, shift);
        }
    }

    long highestVersion() {
        return highestVersion;
    }

    /** How many entries or files can't be used. */
    long lost() {
        return lost;
    }

    /** The hashes of keys whose newest frame is none that can be used: they were removed, have expired, or are lost. */
    long[] departed() {
        return departed.build().sorted().toArray();
    }

    boolean isCanonical() {
        return canonical;
    }

    private @Nullable Source source(int id) throws IOException {
        Path file = folder.resolve(VolumeFile.name(id));
        HintFile hint = hint(id);
        if (hint != null && hint.generation() != manifest.generation()) {
            // Cleared.
            remove(id);
            return null;
        }
        boolean there = Files.exists(file);
        if (hint != null && (!there || Files.size(file) == hint.seal().fileLength())) {
            Volume volume = Volume.sealed(id, folder, shape, hint.generation(), hint.seal(), manifest.storeId());
            volume.hinted();
            canonical &= hint.canonical();
            if (!there) {
                LOG.log(Level.WARNING, file + " is missing, and with it what its hint file names");
            }
            return new Source(volume, hint.entries());
        }
        FrameList list = new FrameList(keys);
        RawFrames raw = RawFrames.scan(file, manifest.storeId(), manifest.generation(), list::add);
        Volume volume = Volume.raw(id, folder, shape, manifest.generation(), raw);
        if (hint != null) {
            // What the file has lost is known still, so that nothing older takes its place.
            LOG.log(Level.WARNING, file + " was cut off or extended; some of its frames may be lost");
            volume.hinted();
            canonical &= hint.canonical();
            return new Source(volume, hint.entries());
        }
        lost += list.unreadableKeys();
        if (raw.isEmpty()) {
            if (raw.isForeign()) {
                LOG.log(Level.WARNING, file + " belongs to another store; it is moved aside");
                KeptStore.setAside(file);
                lost++;
            }
            remove(id);
            return null;
        }
        canonical &= list.isCanonical();
        return new Source(volume, list.words());
    }

    private @Nullable HintFile hint(int id) throws IOException {
        try {
            return HintFile.read(folder, id, manifest.storeId(), true);
        } catch (DamagedFileException e) {
            LOG.log(Level.WARNING, e.getMessage() + "; the volume itself is read instead");
            return null;
        }
    }

    private void remove(int id) throws IOException {
        Files.deleteIfExists(folder.resolve(VolumeFile.name(id)));
        Files.deleteIfExists(HintFile.path(folder, id, true));
        Files.deleteIfExists(HintFile.path(folder, id, false));
    }

    private void readNotices(Source source) {
        long[] words = source.words();
        for (int at = 0; at < words.length; at += HintFile.LONGS_PER_FRAME) {
            long sequence = HintFile.sequenceOf(words[at + 1]);
            byte kind = HintFile.kindOf(words[at + 1]);
            frames.used(sequence);
            highestVersion = Math.max(highestVersion, words[at + 3]);
            if (kind == FrameHead.WITHDRAWAL) {
                withdrawn.add(words[at + 2]);
            }
            if (kind != FrameHead.ENTRY) {
                source.volume().notices().add(sequence, (int) words[at + 5], (int) words[at + 4]);
            }
        }
    }

    /**
     * A head frame is written after its pieces, but when the machine dies it may reach the device before them. Such an entry
     * was never acknowledged, or never forced; it must not hide the one before it.
     */
    private void withdrawUnfinished(Source source) {
        if (!source.volume().isRaw() || source.volume().isHinted()) {
            return;
        }
        long[] words = source.words();
        for (int at = 0; at < words.length; at += HintFile.LONGS_PER_FRAME) {
            boolean isLarge = (HintFile.flagsOf(words[at + 1]) & FrameHead.LARGE) != 0;
            if (isLarge && HintFile.kindOf(words[at + 1]) == FrameHead.ENTRY) {
                long sequence = HintFile.sequenceOf(words[at + 1]);
                Stored stored = frames.load(Index.place(source.volume().id(), sequence), true);
                if (stored == null || frames.assemble(stored) == null) {
                    withdrawn.add(sequence);
                }
            }
        }
    }

    /** Compares those frames whose hashes begin with certain bits. */
    private void resolve(long pass, int shift) {
        Map<Long, Candidate> newest = new HashMap<>();
        for (Source source : sources) {
            long[] words = source.words();
            for (int at = 0; at < words.length; at += HintFile.LONGS_PER_FRAME) {
                byte kind = HintFile.kindOf(words[at + 1]);
                boolean dead = kind == FrameHead.WITHDRAWAL || withdrawn.contains(HintFile.sequenceOf(words[at + 1]));
                boolean plain = (HintFile.flagsOf(words[at + 1]) & FrameHead.NOT_CANONICAL) == 0;
                if (!dead && plain && isInPass(words[at], pass, shift)) {
                    add(newest, words[at], new Candidate(source, at, (int) (words[at + 5] >>> 32), null));
                } else if (!dead && !plain) {
                    addDecoded(newest, source, at, pass, shift);
                }
            }
        }
        newest.forEach((hash, first) -> {
            for (Candidate candidate = first; candidate != null; candidate = candidate.next) {
                adopt(hash, candidate);
            }
        });
    }

    private static boolean isInPass(long hash, long pass, int shift) {
        return shift == Long.SIZE || hash >>> shift == pass;
    }

    /** A hash of an earlier run means nothing: the key must be read and hashed anew. */
    private void addDecoded(Map<Long, Candidate> newest, Source source, int at, long pass, int shift) {
        Frame frame = Frame.toReadHead();
        long sequence = HintFile.sequenceOf(source.words()[at + 1]);
        FrameHead head = source.volume().read(sequence, 0, frame) ? frame.verifiedHead() : null;
        if (head == null) {
            lost += pass == 0 ? 1 : 0;
            return;
        }
        try {
            EncodedKey key = keys.decode(frame.key);
            long hash = Index.spread(key.hash());
            if (isInPass(hash, pass, shift)) {
                add(newest, hash, new Candidate(source, at, 0, key));
            }
        } catch (CodecException e) {
            lost += pass == 0 ? 1 : 0;
        }
    }

    private static void add(Map<Long, Candidate> newest, long hash, Candidate added) {
        Candidate previous = null;
        Candidate first = newest.get(hash);
        for (Candidate candidate = first; candidate != null; candidate = candidate.next) {
            if (candidate.isSameKey(added)) {
                boolean newer = added.isNewerThan(candidate);
                candidate.beatOthers = true;
                if (newer) {
                    added.beatOthers = true;
                    added.next = candidate.next;
                    if (previous == null) {
                        newest.put(hash, added);
                    } else {
                        previous.next = added;
                    }
                }
                return;
            }
            previous = candidate;
        }
        added.next = first;
        newest.put(hash, added);
    }

    /** Makes the newest frame of a key the visible one, if it is alive. */
    private void adopt(long hash, Candidate newest) {
        if (newest.kind() != FrameHead.ENTRY) {
            departed.add(hash);
            return;
        }
        Volume volume = newest.source.volume();
        if (newest.deadline() <= now) {
            departed.add(hash);
            if (newest.beatOthers) {
                volume.notices().add(newest.sequence(), volumes.horizon(), newest.room());
            }
            return;
        }
        long place = Index.place(volume.id(), newest.sequence());
        if (newest.isLarge() && !adoptPieces(hash, place, newest.room())) {
            volume.notices().add(newest.sequence(), volumes.horizon(), newest.room());
            departed.add(hash);
            lost++;
            return;
        }
        volume.addLive(newest.room(), 1);
        index.addCold(hash, place, newest.deadline());
    }

    private boolean adoptPieces(long hash, long place, int room) {
        Stored stored = frames.load(place, true);
        PieceTable table = stored == null ? null : PieceTable.decode(stored.payload());
        if (table == null) {
            return false;
        }
        for (int id : table.volumes()) {
            if (volumes.get(id) == null) {
                return false;
            }
        }
        for (int i = 0; i < table.pieces(); i++) {
            Volume volume = volumes.get(table.volumes()[i]);
            if (volume != null) {
                volume.addLive(table.roomOf(i), 1);
            }
        }
        frames.used(table.sequence());
        large.add(place, new Large(hash, room, table));
        return true;
    }
}
