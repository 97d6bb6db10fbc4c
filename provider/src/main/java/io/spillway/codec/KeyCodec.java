package io.spillway.codec;

/** Turns the keys of one cache into bytes and back. Safe for use by any thread. */
public interface KeyCodec {
    /**
     * Encodes a key.
     *
     * @param key the key; must not be changed afterwards
     * @return the key with its bytes and hash
     * @throws CodecException if the key cannot be turned into bytes, or its own {@code hashCode} fails
     */
    EncodedKey encode(Object key);

    /**
     * Decodes a key from bytes that {@link #encode(Object)} made, in this run or an earlier one.
     *
     * @param bytes the bytes; kept, so they must not be changed afterwards
     * @return the key, with a hash that is right for this run
     * @throws CodecException if the bytes cannot be read, or name a class that may not be instantiated, or the key's own
     *     {@code hashCode} fails
     */
    EncodedKey decode(byte[] bytes);
}
