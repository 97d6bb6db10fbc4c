package io.spillway.tier.disk;

import io.spillway.tier.disk.StoreReport.VolumeReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is found out about a volume from outside. For one thread. */
final class InspectedVolume {
    final int id;
    final Path file;
    final List<String> problems = new ArrayList<>();

    @Nullable RawFrames frames;

    /** What its journal says, where it has one that may be believed. */
    final List<JournalRecord> said = new ArrayList<>();

    long count;
    long notices;
    long liveCount;
    long liveBytes;
    boolean listed;

    private long missing;
    long expired;

    private long entries;
    private long oldest = Long.MAX_VALUE;
    private long newest = Long.MIN_VALUE;

    InspectedVolume(int id, Path file) {
        this.id = id;
        this.file = file;
    }

    RawFrames frames() {
        return Objects.requireNonNull(frames, "a volume is asked for frames only after it was looked through");
    }

    /** Compares what was found with a list of what should be there. */
    void compare(HintFile hint) throws IOException {
        int step = hint.complete() ? HintFile.LONGS_PER_FRAME : HintFile.LONGS_PER_ENTRY;
        for (int i = 0; i < hint.entries().length; i += step) {
            Frame frame = Frame.toRead();
            if (!frames().read(HintFile.sequenceOf(hint.entries()[i + 1]), 0, frame) || frame.verified() == null) {
                missing++;
            }
        }
        tellMissing();
        if (!hint.seal().matches(file)) {
            problems.add(file + " is not as it was when it was closed, beside its frames");
        }
    }

    /** Compares what was found with what its journal says was there. */
    void compare(int generation, LostFrames lost) {
        for (JournalRecord record : said) {
            if (record.generation() == generation && !frames().has(record.sequence())) {
                lost.add(record, null);
                missing++;
            }
        }
        tellMissing();
    }

    private void tellMissing() {
        if (missing > 0) {
            problems.add(file + " lacks " + missing + " frames, or they are not as they were written");
        }
    }

    /** Takes an entry of this volume into account, beside its pieces. */
    void account(FrameHead head, int room) {
        entries++;
        liveCount++;
        liveBytes += room;
        oldest = Math.min(oldest, head.created());
        newest = Math.max(newest, head.created());
    }

    VolumeReport report() {
        return new VolumeReport(
                file,
                frames().fileLength(),
                listed,
                count,
                notices,
                liveCount,
                liveBytes,
                missing,
                entries,
                expired,
                entries == 0 ? 0 : oldest,
                entries == 0 ? 0 : newest,
                List.copyOf(problems));
    }
}
