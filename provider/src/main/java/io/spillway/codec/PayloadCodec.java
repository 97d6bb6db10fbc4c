package io.spillway.codec;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Turns the objects of one cache into payloads and back: the well-known types by their own encodings, all else by the
 * cache's codec, or by another one where that would not do. Safe for use by any thread.
 *
 * <p>The first byte of a payload tells which, so a cache reads what it wrote when its configuration named another codec.
 */
public final class PayloadCodec {
    private final ValueCodec writer;
    private final Map<PayloadFormat, ValueCodec> readers = new EnumMap<>(PayloadFormat.class);
    private final Immutability immutability = new Immutability();

    /**
     * Creates a payload codec.
     *
     * @param writer encodes what has no encoding of its own
     * @param others decode what they have encoded in another run, and encode what {@code writer} can't keep as it is, if one
     *     of them is for Java serialization
     */
    public PayloadCodec(ValueCodec writer, ValueCodec... others) {
        this.writer = writer;
        for (ValueCodec other : others) {
            readers.put(other.format(), other);
        }
        readers.put(writer.format(), writer);
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
        return encode(object, ValueCodec::encode);
    }

    /**
     * Encodes a key, which has the same bytes in every run and on every node.
     *
     * @throws CodecException if the key can't be encoded
     */
    byte[] encodeKey(Object key) {
        return encode(key, ValueCodec::encodeKey);
    }

    private byte[] encode(Object object, BiFunction<ValueCodec, Object, byte[]> way) {
        PlainTypes type = PlainTypes.of(object);
        if (type != null) {
            return type.encode(object);
        }
        try {
            return payload(object, writer, way);
        } catch (UnfaithfulException e) {
            ValueCodec faithful = readers.get(PayloadFormat.JAVA);
            if (faithful == null || writer.format() == PayloadFormat.JAVA) {
                throw new CodecException(
                        "A " + object.getClass().getName() + " can't be stored by value: " + e.getMessage(), e);
            }
            return payload(object, faithful, way);
        }
    }

    private byte[] payload(Object object, ValueCodec codec, BiFunction<ValueCodec, Object, byte[]> way) {
        byte[] body = way.apply(codec, object);
        byte[] payload = new byte[body.length + 1];
        payload[0] = codec.format().tag(isImmutable(object));
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
        PayloadFormat format = PayloadFormat.tagged(payload[0]);
        if (format != null) {
            return decode(reader(format), payload);
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

    /** Reading takes more stack than writing took; what could be written must be readable. */
    private static Object decode(ValueCodec reader, byte[] payload) {
        try {
            return reader.decode(payload, 1, payload.length - 1);
        } catch (CodecException e) {
            if (LargeStack.wasMissing(e)) {
                return LargeStack.call(() -> reader.decode(payload, 1, payload.length - 1));
            }
            throw e;
        }
    }

    private ValueCodec reader(PayloadFormat format) {
        ValueCodec reader = readers.get(format);
        if (reader == null) {
            throw new CodecException(
                    format == PayloadFormat.OWN
                            ? "A stored object was written by a codec of your own; name its class under `codec` to read it"
                            : "A stored object was written by `codec: "
                                    + format.name().toLowerCase(Locale.ROOT) + "`, which is not at hand here",
                    null);
        }
        return reader;
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
        return type != null ? type.isImmutable() : PayloadFormat.isOfImmutable(tag);
    }
}
