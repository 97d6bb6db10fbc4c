package io.spillway.tier.disk;

import io.spillway.codec.EncodedKey;
import io.spillway.tier.LowerTier.Recollection;
import java.util.Arrays;

/** What a kept store's files say of keys, until the first change. Two keys with one hash are taken for one. */
final class KeptRecollection implements Recollection {
    private final boolean whole;
    private final Index index;
    private final long[] departed;

    /**
     * Creates a recollection.
     *
     * @param whole whether nothing is missing
     * @param index the keys that are there
     * @param departed the hashes of those that are gone, in ascending order
     */
    KeptRecollection(boolean whole, Index index, long[] departed) {
        this.whole = whole;
        this.index = index;
        this.departed = departed;
    }

    @Override
    public boolean isWhole() {
        return whole;
    }

    @Override
    public boolean covers(EncodedKey key) {
        long hash = Index.spread(key.hash());
        return index.lookup(hash).length > 0 || Arrays.binarySearch(departed, hash) >= 0;
    }
}
