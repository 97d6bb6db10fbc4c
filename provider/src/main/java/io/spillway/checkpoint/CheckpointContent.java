package io.spillway.checkpoint;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.tier.StoreSnapshot;
import io.spillway.tier.TierFullException;
import java.util.function.BooleanSupplier;

/** What a cache lets be done with its content. Implementations are safe for use by any thread. */
public interface CheckpointContent {
    /** A copy of each entry; to be closed. */
    StoreSnapshot<?> snapshot();

    /**
     * The key with these bytes.
     *
     * @throws io.spillway.codec.CodecException if it can't be decoded
     */
    EncodedKey key(byte[] bytes);

    /**
     * Puts an entry where there is none of its key.
     *
     * @param wanted asked after the content that the entry goes into is determined: if it says no, nothing is put, and what
     *     was cleared since stays empty
     * @return whether it was put
     * @throws TierFullException if there is no room
     * @throws io.spillway.codec.CodecException if its value can't be decoded, and must be
     */
    boolean fill(EncodedKey key, Envelope entry, BooleanSupplier wanted) throws TierFullException;
}
