package io.spillway.tier;

import io.spillway.codec.CodecException;
import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.KeyCodec;
import java.time.InstantSource;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a store's entries, one after the other, while others change them. Each key that is in the store throughout comes
 * exactly once, with a value that it had meanwhile; others come at most once. Entries whose time is over don't come.
 *
 * <p>Nobody waits for this, and it waits for nobody: an entry is looked for in the heap, then below. One that moved between
 * the two looks is found by looking again, and one that seems to be in neither is looked for a last time inside the heap's
 * atomic section, where nothing can move. For one thread.
 */
public final class StoreSnapshot<K> implements AutoCloseable {
    /** Of an entry that is neither to be read nor gone there is something wrong. */
    private static final int MAX_LOOKS = 1_000;

    private final StoreCursor<K> cursor;
    private final UpperTier<K> heap;
    private final LowerTier lower;
    private final KeyCodec keys;
    private final InstantSource clock;
    private final IntSupplier generation;
    private final int generationAtStart;
    private final ToEnvelope toEnvelope;
    private long unreadable;
    private @Nullable CodecException firstFailure;

    /** Makes of an entry in the heap what the tiers below know. */
    interface ToEnvelope {
        Envelope of(HeapEntry entry, long deadline);
    }

    /**
     * One entry.
     *
     * @param key the bytes of its key
     * @param entry the rest of it
     */
    public record Item(byte[] key, Envelope entry) {}

    StoreSnapshot(
            StoreCursor<K> cursor,
            UpperTier<K> heap,
            LowerTier lower,
            KeyCodec keys,
            InstantSource clock,
            IntSupplier generation,
            ToEnvelope toEnvelope) {
        this.cursor = cursor;
        this.heap = heap;
        this.lower = lower;
        this.keys = keys;
        this.clock = clock;
        this.generation = generation;
        this.generationAtStart = generation.getAsInt();
        this.toEnvelope = toEnvelope;
    }

    /** The next entry, or null at the end. */
    public @Nullable Item next() {
        for (K key = cursor.next(); key != null; key = cursor.next()) {
            try {
                EncodedKey known = cursor.encoded();
                EncodedKey encoded = known == null ? keys.encode(key) : known;
                Envelope entry = find(key, encoded);
                if (entry != null && !entry.isExpiredAt(clock.millis())) {
                    return new Item(encoded.bytes(), entry);
                }
            } catch (CodecException e) {
                missed(e);
            }
        }
        return null;
    }

    private @Nullable Envelope find(K key, EncodedKey encoded) {
        for (int look = 0; look < MAX_LOOKS; look++) {
            HeapEntry entry = heap.peek(key);
            if (entry != null && entry.generation() == generationAtStart) {
                return toEnvelope.of(entry, entry.deadline());
            }
            LowerTier.Held below = lower.read(encoded);
            if (below != null) {
                return below.entry();
            }
            if (isNowhere(key, encoded)) {
                return null;
            }
        }
        throw new CodecException("An entry can't be read, though its tier names it", null);
    }

    private boolean isNowhere(K key, EncodedKey encoded) {
        boolean[] nowhere = new boolean[1];
        heap.change(key, 0, present -> {
            nowhere[0] = present == null ? lower.peek(encoded) == null : present.generation() != generationAtStart;
            return present;
        });
        return nowhere[0];
    }

    private void missed(CodecException e) {
        unreadable++;
        if (firstFailure == null) {
            firstFailure = e;
        }
    }

    /** Whether the store has not been cleared or closed since; if it has, what comes is not its content. */
    public boolean isCurrent() {
        return generation.getAsInt() == generationAtStart;
    }

    /** How many entries could not be encoded, and did not come. */
    public long unreadable() {
        return unreadable;
    }

    /** Why the first of these could not be encoded. */
    public @Nullable CodecException firstFailure() {
        return firstFailure;
    }

    @Override
    public void close() {
        cursor.close();
    }
}
