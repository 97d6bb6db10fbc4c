package io.spillway.tier.disk;

import io.spillway.codec.CodecException;
import io.spillway.codec.EncodedKey;
import io.spillway.codec.KeyCodec;
import io.spillway.tier.disk.LargeEntries.Large;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Fills the index from what a dead process left: hint files where volumes were sealed, the frames themselves where not. Of
 * each key the newest frame wins; if that is a notice of death, or expired, the key is gone. Nothing is written: whoever dies
 * in here leaves everything as it was.
 */
final class Recovery {
    /** So many frames are compared in one pass, to bound the memory that it takes. */
    private static final int FRAMES_PER_PASS = 1 << 20;

    private final SourceReader reader;
    private final VolumeSet volumes;
    private final Index index;
    private final LargeEntries large;
    private final FrameStore frames;
    private final KeyCodec keys;
    private final long now;
    private final List<FrameSource> sources = new ArrayList<>();
    private final Set<Long> withdrawn = new HashSet<>();
    private final LostFrames lostFrames = new LostFrames();
    private final LongStream.Builder departed = LongStream.builder();
    private long highestVersion;
    private long lost;

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
        this.reader = new SourceReader(folder, manifest, shape, keys, mayLackPages, lostFrames);
        this.volumes = volumes;
        this.index = index;
        this.large = large;
        this.frames = frames;
        this.keys = keys;
        this.now = now;
    }

    void run(List<Integer> volumeIds) throws IOException {
        long total = 0;
        for (int id : volumeIds) {
            FrameSource source = reader.read(id);
            if (source != null) {
                sources.add(source);
                volumes.adopt(source.volume());
                total += source.words().length / HintFile.LONGS_PER_FRAME;
            }
        }
        sources.forEach(this::readNotices);
        sources.stream().filter(FrameSource::mayLackPages).forEach(this::withdrawUnfinished);
        lostFrames.settle(withdrawn);
        frames.used(lostFrames.highestSequence());
        highestVersion = Math.max(highestVersion, lostFrames.highestVersion());
        long passes = Long.highestOneBit(total / FRAMES_PER_PASS + 1) * 2 - 1;
        int shift = Long.numberOfLeadingZeros(passes);
        for (long pass = 0; pass <= passes; pass++) {
            resolve(pass, shift);
        }
        // Right for keys whose hash is one of their bytes.
        lostFrames.forEach(gone -> departed.add(Index.spread(gone.hash())));
        lost += lostFrames.entries();
    }

    long highestVersion() {
        return highestVersion;
    }

    /** How many entries or files can't be used. */
    long lost() {
        return lost + reader.lost();
    }

    /** The hashes of keys whose newest frame is none that can be used: they were removed, have expired, or are lost. */
    long[] departed() {
        return departed.build().sorted().toArray();
    }

    boolean isCanonical() {
        return reader.isCanonical();
    }

    private void readNotices(FrameSource source) {
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
    private void withdrawUnfinished(FrameSource source) {
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
        for (FrameSource source : sources) {
            long[] words = source.words();
            for (int at = 0; at < words.length; at += HintFile.LONGS_PER_FRAME) {
                boolean dead = isDead(words[at + 1]);
                if (dead && pass == 0) {
                    oweWithdrawal(source, words[at + 1]);
                }
                boolean plain = (HintFile.flagsOf(words[at + 1]) & FrameHead.NOT_CANONICAL) == 0;
                if (!dead && plain && isInPass(words[at], pass, shift)) {
                    add(newest, words[at], new Candidate(source, at, null));
                } else if (!dead && !plain) {
                    addDecoded(newest, source, at, pass, shift);
                }
            }
        }
        // Some may have been found lost just now.
        lostFrames.settle(withdrawn);
        newest.forEach((hash, first) -> {
            for (Candidate candidate = first; candidate != null; candidate = candidate.next) {
                adopt(hash, candidate);
            }
        });
    }

    private boolean isDead(long word) {
        return HintFile.kindOf(word) == FrameHead.WITHDRAWAL || withdrawn.contains(HintFile.sequenceOf(word));
    }

    /** A frame was withdrawn, and only a journal tells of it: that goes with its volume, so the frame needs a new notice. */
    private void oweWithdrawal(FrameSource source, long word) {
        LostFrames.Lost notice = lostFrames.withdrawalOf(HintFile.sequenceOf(word));
        Frame frame = Frame.toReadHead();
        FrameHead head = notice != null && source.volume().read(HintFile.sequenceOf(word), 0, frame)
                ? frame.verifiedHead()
                : null;
        if (notice != null && notice.volume != null && head != null) {
            FrameHead withdrawal = FrameHead.withdrawal(head.sequence(), head.storeId(), 0);
            notice.volume.notices().owe(withdrawal.withHorizon(volumes.horizon()), frame.key);
        }
    }

    /** What a hint file says of a frame whose key's hash is one of its bytes. */
    private static JournalRecord listed(long[] words, int at) {
        return new JournalRecord(
                words[at], words[at + 1], words[at + 3], (int) (words[at + 4] >> 32), (int) (words[at + 5] >>> 32), 0);
    }

    private static boolean isInPass(long hash, long pass, int shift) {
        return shift == Long.SIZE || hash >>> shift == pass;
    }

    /** A hash of an earlier run means nothing: the key must be read and hashed anew. */
    private void addDecoded(Map<Long, Candidate> newest, FrameSource source, int at, long pass, int shift) {
        Frame frame = Frame.toReadHead();
        long sequence = HintFile.sequenceOf(source.words()[at + 1]);
        FrameHead head = source.volume().read(sequence, 0, frame) ? frame.verifiedHead() : null;
        if (head == null) {
            if (pass == 0) {
                lostFrames.add(listed(source.words(), at), source.volume());
            }
            return;
        }
        try {
            EncodedKey key = keys.decode(frame.key);
            long hash = Index.spread(key.hash());
            if (isInPass(hash, pass, shift)) {
                add(newest, hash, new Candidate(source, at, key));
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
        if (isOutdated(newest) || newest.kind() != FrameHead.ENTRY) {
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
            return;
        }
        volume.addLive(newest.room(), 1);
        index.addCold(hash, place, newest.deadline());
    }

    /** Whether a newer frame of the key is known to be lost; the key is gone then. */
    private boolean isOutdated(Candidate newest) {
        if (!lostFrames.mayKnow(newest.check())) {
            return false;
        }
        Frame frame = Frame.toReadHead();
        FrameHead head = newest.source.volume().read(newest.sequence(), 0, frame) ? frame.verifiedHead() : null;
        if (head == null) {
            return false;
        }
        LostFrames.Lost newer = lostFrames.newerThan(head, frame.key);
        if (newer == null || newer.volume == null) {
            return false;
        }
        // Until that is written, the journal and its volume stay.
        newer.volume.notices().owe(head.asTombstone(newer.version(), newer.node(), volumes.horizon()), frame.key);
        return true;
    }

    private boolean adoptPieces(long hash, long place, int room) {
        Stored stored = frames.load(place, true);
        PieceTable table = stored == null ? null : PieceTable.decode(stored.payload());
        if (table == null) {
            lost++;
            return false;
        }
        for (int id : table.volumes()) {
            if (volumes.get(id) == null) {
                // It had been evicted, as the heap had it, too, and then its pieces went before its head did. A volume
                // that
                // somebody else removed has left a hint file or a journal, and is among these.
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
