package io.spillway.codec;

/**
 * Turns objects of any class into bytes and back. Implementations are safe for use by any thread.
 *
 * <p>A codec is asked only for what {@link PlainTypes} does not know.
 */
public interface ValueCodec {
    /** The format of the bytes that it makes. */
    PayloadFormat format();

    /**
     * Encodes an object.
     *
     * @throws UnfaithfulException if what was decoded would not be what was encoded, as far as this codec knows, and
     *     another one may do better
     * @throws CodecException if it can't be encoded; the message says which class stands in the way
     */
    byte[] encode(Object object);

    /**
     * Encodes an object as a key: as {@link #encode}, and without anything that tells one run from another, as other nodes look
     * for the same bytes.
     *
     * @throws UnfaithfulException as {@link #encode}
     * @throws CodecException as {@link #encode}
     */
    default byte[] encodeKey(Object key) {
        return encode(key);
    }

    /**
     * Decodes an object from part of an array.
     *
     * @throws CodecException if the bytes can't be read, or name a class that may not be instantiated
     */
    Object decode(byte[] bytes, int offset, int length);
}
