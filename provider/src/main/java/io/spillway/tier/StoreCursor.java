package io.spillway.tier;

import io.spillway.codec.EncodedKey;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Steps through the keys of both tiers: first the heap's, then those below that were not among them. For one thread.
 *
 * <p>A key in the heap when its turn comes is returned then. One that isn't is below at that moment, and either stays there
 * until its turn comes, or is superseded, which the lower tier's cursor takes note of. So none is missed, and the keys of
 * the heap are remembered so that none comes twice: some 50 bytes for each of them while the cursor is open.
 */
public final class StoreCursor<K> implements AutoCloseable {
    private final Iterator<K> heap;
    private final LowerTier.KeyCursor lower;
    private final Set<K> seen = new HashSet<>();
    private final boolean remembers;
    private @Nullable EncodedKey encoded;

    StoreCursor(Iterator<K> heap, LowerTier.KeyCursor lower, boolean remembers) {
        this.heap = heap;
        this.lower = lower;
        this.remembers = remembers;
    }

    /** The next key, or null at the end. */
    @SuppressWarnings("unchecked") // the keys of this store are the only ones that were ever encoded for it
    public @Nullable K next() {
        while (heap.hasNext()) {
            K key = heap.next();
            encoded = null;
            // The heap's iterator comes to a key again that left the heap and came back behind it.
            if (!remembers || seen.add(key)) {
                return key;
            }
        }
        for (EncodedKey below = lower.next(); below != null; below = lower.next()) {
            K key = (K) below.key();
            if (!seen.contains(key)) {
                encoded = below;
                return key;
            }
        }
        return null;
    }

    /** The last key with its bytes, where these are known already. */
    @Nullable EncodedKey encoded() {
        return encoded;
    }

    @Override
    public void close() {
        seen.clear();
        lower.close();
    }
}
