package io.spillway.tier.disk;

import io.spillway.codec.PayloadKeyCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Frames that are known to have been there and can't be read any more. Older frames of their keys must not take their places.
 * Keys are told apart by their bytes: by a hash and a checksum of them. For one thread.
 */
final class LostFrames {
    private final List<Lost> all = new ArrayList<>();
    private final Map<Mark, Lost> newest = new HashMap<>();
    /** Most keys are told apart by these already. */
    private final Set<Integer> checks = new HashSet<>();

    private final Map<Long, Lost> withdrawals = new HashMap<>();
    private long highestVersion;
    private long highestSequence;

    private record Mark(long hash, int check) {}

    /** A frame that is lost. */
    static final class Lost {
        private final JournalRecord said;
        /** Where it was; null for those who only look. */
        final @Nullable Volume volume;

        private boolean replaced;

        private Lost(JournalRecord said, @Nullable Volume volume) {
            this.said = said;
            this.volume = volume;
        }

        long hash() {
            return said.key();
        }

        long version() {
            return said.version();
        }

        int node() {
            return said.node();
        }

        /** By version, as of two frames of one version and kind one is a copy of the other. */
        private int compareTo(long version, int node, byte kind) {
            int byVersion = Long.compare(said.version(), version);
            int byNode = Integer.compare(said.node(), node);
            return byVersion != 0 ? byVersion : byNode != 0 ? byNode : Byte.compare(said.kind(), kind);
        }
    }

    /** Takes note that a frame is lost. */
    void add(JournalRecord said, @Nullable Volume volume) {
        highestVersion = Math.max(highestVersion, said.version());
        highestSequence = Math.max(highestSequence, said.sequence());
        Lost lost = new Lost(said, volume);
        if (said.kind() == FrameHead.WITHDRAWAL) {
            withdrawals.put(said.key(), lost);
        } else {
            all.add(lost);
        }
    }

    long highestVersion() {
        return highestVersion;
    }

    long highestSequence() {
        return highestSequence;
    }

    /** Says what is known of all that are lost: once all of them are, and the withdrawals too. */
    void settle(Set<Long> withdrawn) {
        withdrawn.addAll(withdrawals.keySet());
        for (Lost lost : all) {
            if (!withdrawn.contains(lost.said.sequence())) {
                Mark mark = new Mark(lost.said.key(), lost.said.check());
                Lost other = newest.get(mark);
                if (other == null || lost.compareTo(other.version(), other.node(), other.said.kind()) > 0) {
                    newest.put(mark, lost);
                    checks.add(mark.check());
                }
            }
        }
        all.clear();
    }

    /** Whether there may be a frame here of a key with a checksum. */
    boolean mayKnow(int check) {
        return checks.contains(check);
    }

    /** The frame that is newer than the newest one of its key that can be read; null if there is none. */
    @Nullable Lost newerThan(FrameHead head, byte[] key) {
        Lost lost = newest.get(new Mark(PayloadKeyCodec.hash(key), FrameList.check(key)));
        if (lost == null) {
            return null;
        }
        lost.replaced |= lost.compareTo(head.version(), head.node(), head.kind()) <= 0;
        return lost.replaced ? null : lost;
    }

    /** The lost notice that a frame was withdrawn; null if it is none of these. */
    @Nullable Lost withdrawalOf(long sequence) {
        return withdrawals.get(sequence);
    }

    /** Hands over those in whose place nothing was found that is as new. */
    void forEach(Consumer<Lost> visitor) {
        newest.values().stream().filter(lost -> !lost.replaced).forEach(visitor);
    }

    /** How many entries these are. */
    long entries() {
        return newest.values().stream()
                .filter(lost -> !lost.replaced && lost.said.kind() == FrameHead.ENTRY)
                .count();
    }
}
