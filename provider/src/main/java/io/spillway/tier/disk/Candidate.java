package io.spillway.tier.disk;

import io.spillway.codec.EncodedKey;
import org.jspecify.annotations.Nullable;

/** A frame that may be the newest of its key. */
final class Candidate {
    final FrameSource source;
    private final int at;
    /** The key, where its bytes do not decide. */
    private final @Nullable EncodedKey key;

    @Nullable Candidate next;

    boolean beatOthers;

    /** Creates one for the frame whose words begin at an index. */
    Candidate(FrameSource source, int at, @Nullable EncodedKey key) {
        this.source = source;
        this.at = at;
        this.key = key;
    }

    long sequence() {
        return HintFile.sequenceOf(source.words()[at + 1]);
    }

    byte kind() {
        return HintFile.kindOf(source.words()[at + 1]);
    }

    boolean isLarge() {
        return (HintFile.flagsOf(source.words()[at + 1]) & FrameHead.LARGE) != 0;
    }

    long deadline() {
        return source.words()[at + 2];
    }

    int room() {
        return (int) source.words()[at + 4];
    }

    /** A checksum of the key's bytes. */
    int check() {
        return (int) (source.words()[at + 5] >>> 32);
    }

    boolean isNewerThan(Candidate other) {
        int byVersion = Long.compare(source.words()[at + 3], other.source.words()[other.at + 3]);
        int byNode = Long.compare(source.words()[at + 4] >> 32, other.source.words()[other.at + 4] >> 32);
        int byKind = Byte.compare(kind(), other.kind());
        int order = byVersion != 0 ? byVersion : byNode != 0 ? byNode : byKind;
        return order != 0 ? order > 0 : sequence() > other.sequence();
    }

    /** Asked of two whose keys share a hash. */
    boolean isSameKey(Candidate other) {
        if (key != null && other.key != null) {
            return key.matches(other.key.bytes());
        }
        return key == null && other.key == null && check() == other.check();
    }
}
