package io.spillway.tier;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.KeyCodec;
import org.jspecify.annotations.Nullable;

/**
 * What one look at the store found under a key: an entry in the heap, one on the lower tier, one on the remote tier, or none.
 * Valid under the key's ticket; for one thread.
 */
public final class Located<K> {
    private final K key;
    private final int generation;
    private final @Nullable HeapEntry inHeap;
    private final LowerTier.@Nullable Glimpse below;
    private final RemoteTier.Answer remote;
    private @Nullable EncodedKey encodedKey;
    private @Nullable Object held;
    /** Until when the remote tier must have answered the operation; 0 as long as it was not asked. */
    private long answerBy;
    /** When the look began, if it is timed. */
    private long start;

    private Flight.Span span = Flight.Span.NONE;

    private Located(
            K key,
            int generation,
            @Nullable HeapEntry inHeap,
            LowerTier.@Nullable Glimpse below,
            RemoteTier.Answer remote,
            @Nullable EncodedKey encodedKey) {
        this.key = key;
        this.generation = generation;
        this.inHeap = inHeap;
        this.below = below;
        this.remote = remote;
        this.encodedKey = encodedKey;
        this.held = inHeap == null ? null : inHeap.held();
    }

    static <K> Located<K> nowhere(K key, int generation, @Nullable EncodedKey encodedKey) {
        return new Located<>(key, generation, null, null, RemoteTier.Answer.ABSENT, encodedKey);
    }

    static <K> Located<K> inHeap(K key, int generation, HeapEntry entry) {
        return new Located<>(key, generation, entry, null, RemoteTier.Answer.ABSENT, null);
    }

    static <K> Located<K> below(K key, int generation, EncodedKey encodedKey, LowerTier.Glimpse glimpse) {
        return new Located<>(key, generation, null, glimpse, RemoteTier.Answer.ABSENT, encodedKey);
    }

    static <K> Located<K> remote(
            K key, int generation, EncodedKey encodedKey, RemoteTier.Answer answer, long answerBy) {
        Located<K> located = new Located<>(key, generation, null, null, answer, encodedKey);
        located.answerBy = answerBy;
        return located;
    }

    /** Whether there is an entry, expired or not. */
    public boolean isPresent() {
        return inHeap != null || isBelow();
    }

    /** Whether the entry is not in the heap but on a lower tier, or on the remote one. */
    public boolean isBelow() {
        return below != null || isRemote();
    }

    /** Whether the entry is on the remote tier alone. */
    public boolean isRemote() {
        return remote.entry() != null;
    }

    /** Whether there may be an entry on the remote tier, which did not answer. */
    public boolean isUncertain() {
        return !remote.known();
    }

    /** Whether there is an entry and its time is over. */
    public boolean isExpiredAt(long time) {
        return isPresent() && deadline() <= time;
    }

    /** The deadline in milliseconds since the epoch; the furthest one if there is no entry. */
    public long deadline() {
        if (inHeap != null) {
            return inHeap.deadline();
        }
        if (below != null) {
            return below.deadline();
        }
        Envelope entry = remote.entry();
        return entry != null ? entry.deadline() : Envelope.ETERNAL;
    }

    /** The entry's version, which each put changes, and no spill, restore or access does; 0 if there is no entry. */
    public long version() {
        if (inHeap != null) {
            return inHeap.version();
        }
        if (below != null) {
            return below.version();
        }
        Envelope entry = remote.entry();
        return entry != null ? entry.version() : 0;
    }

    /** What is reserved below for the entry. */
    int reserved() {
        return inHeap == null ? 0 : inHeap.reserved();
    }

    K key() {
        return key;
    }

    public int generation() {
        return generation;
    }

    LowerTier.@Nullable Glimpse glimpse() {
        return below;
    }

    @Nullable Envelope remoteEntry() {
        return remote.entry();
    }

    /** Until when the remote tier must have answered; all calls of an operation share one deadline. */
    long answerBy(RemoteTier tier) {
        if (answerBy == 0) {
            answerBy = tier.answerBy();
        }
        return answerBy;
    }

    void began(long newStart, Flight.Span newSpan) {
        start = newStart;
        span = newSpan;
    }

    /** When the look began; 0 if it is not timed. */
    long start() {
        return start;
    }

    Flight.Span span() {
        return span;
    }

    @Nullable Object held() {
        return held;
    }

    void held(Object newHeld) {
        held = newHeld;
    }

    /** The key as the lower tier knows it; encoded once, and only if it is asked for. */
    EncodedKey encoded(KeyCodec keys) {
        EncodedKey encoded = encodedKey;
        if (encoded == null) {
            encoded = keys.encode(key);
            encodedKey = encoded;
        }
        return encoded;
    }
}
