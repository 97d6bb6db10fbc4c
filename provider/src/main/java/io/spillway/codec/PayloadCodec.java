package io.spillway.codec;

/**
 * Turns the objects of one cache into payloads and back: the well-known types by their own encodings, all else by the
 * cache's {@link Codec}. Safe for use by any thread.
 *
 * <p>The first byte of a payload tells which.
 */
public final class PayloadCodec {
    /** The first byte of a payload that the cache's codec made. */
    private static final byte TAG_CODEC = 64;

    /** The same, of an object that was immutable: what is decoded can be shared. */
    private static final byte TAG_CODEC_IMMUTABLE = 65;

    private final Codec codec;
    private final Immutability immutability = new Immutability();

    /** Creates a payload codec that leaves what it doesn't know to {@code codec}. */
    public PayloadCodec(Codec codec) {
        this.codec = codec;
    }

    /** Whether nobody can change the object, so that it need not be copied. */
    public boolean isImmutable(Object object) {
        return immutability.isImmutable(object);
    }

    /** Whether objects that are equal to this one have equal payloads, in every run. */
    boolean isCanonical(Object object) {
        PlainTypes type = PlainTypes.of(object);
        return type != null && type.isImmutable();
    }

    /**
     * Encodes an object.
     *
     * @throws CodecException if the object can't be encoded
     */
    public byte[] encode(Object object) {
        PlainTypes type = PlainTypes.of(object);
        if (type != null) {
            return type.encode(object);
        }
        byte[] body = codec.encode(object);
        byte[] payload = new byte[body.length + 1];
        payload[0] = isImmutable(object) ? TAG_CODEC_IMMUTABLE : TAG_CODEC;
        System.arraycopy(body, 0, payload, 1, body.length);
        return payload;
    }

    /**
     * Decodes a payload.
     *
     * @throws CodecException if the payload can't be read, or names a class that may not be instantiated
     */
    public Object decode(byte[] payload) {
        if (payload.length == 0) {
            throw new CodecException("An empty payload was found where an encoded object should be", null);
        }
        if (PackedPayload.is(payload)) {
            return decode(PackedPayload.unpack(payload));
        }
        if (payload[0] == TAG_CODEC || payload[0] == TAG_CODEC_IMMUTABLE) {
            return codec.decode(payload, 1, payload.length - 1);
        }
        PlainTypes type = PlainTypes.tagged(payload[0]);
        if (type == null) {
            throw new CodecException(
                    "A payload has the type tag " + payload[0] + ", which this version of Spillway doesn't know;"
                            + " was it written by a newer one?",
                    null);
        }
        try {
            return type.decode(payload);
        } catch (RuntimeException e) {
            throw new CodecException("A payload of type " + type + " can't be read", e);
        }
    }

    /**
     * The object itself if nobody can change it, else a copy.
     *
     * @throws CodecException if the object can't be copied
     */
    public Object copy(Object object) {
        return isImmutable(object) ? object : decode(encode(object));
    }

    /**
     * A payload as it was before it was compressed; itself if it is not.
     *
     * @throws CodecException if it can't be read
     */
    public static byte[] uncompressed(byte[] payload) {
        return payload.length > 0 && PackedPayload.is(payload) ? PackedPayload.unpack(payload) : payload;
    }

    /** Whether a payload was made of an immutable object. */
    static boolean isOfImmutable(byte[] payload) {
        if (payload.length == 0) {
            return false;
        }
        byte tag = PackedPayload.is(payload) ? PackedPayload.innerTag(payload) : payload[0];
        PlainTypes type = PlainTypes.tagged(tag);
        return type != null ? type.isImmutable() : tag == TAG_CODEC_IMMUTABLE;
    }
}
