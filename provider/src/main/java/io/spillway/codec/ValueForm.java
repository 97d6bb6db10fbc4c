package io.spillway.codec;

import org.jspecify.annotations.Nullable;

/**
 * How the values of one cache are held in the heap. Safe for use by any thread.
 *
 * <p>What is held is never changed: either an object that callers may share, or a payload of which every caller gets a
 * fresh object.
 */
public interface ValueForm {
    /**
     * What the heap keeps of a value that a caller hands over.
     *
     * @throws CodecException if the value can't be kept
     */
    Object hold(Object value);

    /**
     * What a caller gets of a held value; null if it can't be decoded, and counts as missing then.
     *
     * @throws CodecException if its payload can't be decoded
     */
    @Nullable Object reveal(Object held);

    /** Whether a value that can't be decoded counts as missing, rather than being an error. */
    default boolean hidesUnreadable() {
        return false;
    }

    /**
     * The payload of a held value, for the tiers below the heap.
     *
     * @throws CodecException if a value held by reference can't be encoded
     */
    byte[] payload(Object held);

    /**
     * What the heap keeps of a value that a lower tier holds.
     *
     * @throws CodecException if a value to be held by reference can't be decoded
     */
    Object holdPayload(byte[] payload);
}
