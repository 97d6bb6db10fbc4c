package io.spillway.codec;

import java.io.NotSerializableException;
import java.io.Serializable;

/**
 * Values that can change are held as payloads, encoded once when they are put; immutable ones as they are.
 *
 * <p>An array of bytes is itself such a changeable value, so a held {@code byte[]} is always a payload.
 */
public final class ByValue implements ValueForm {
    private final PayloadCodec codec;

    /** Creates the form of a cache whose payloads are made by {@code codec}. */
    public ByValue(PayloadCodec codec) {
        this.codec = codec;
    }

    @Override
    public Object hold(Object value) {
        if (!codec.isImmutable(value)) {
            return codec.encode(value);
        }
        // An immutable value is encoded when the heap evicts it, which is no time to find that it can't be.
        if (!(value instanceof Serializable)) {
            String name = value.getClass().getName();
            throw new CodecException(
                    "A value of class " + name + " can't be stored by value because it isn't Serializable."
                            + " Let the class implement java.io.Serializable, or configure the cache with"
                            + " store-by-value: false to keep references in the heap only",
                    new NotSerializableException(name));
        }
        return value;
    }

    @Override
    public Object reveal(Object held) {
        return held instanceof byte[] payload ? codec.decode(payload) : held;
    }

    @Override
    public byte[] payload(Object held) {
        return held instanceof byte[] payload ? payload : codec.encode(held);
    }

    @Override
    public Object holdPayload(byte[] payload) {
        if (!PayloadCodec.isOfImmutable(payload)) {
            return payload;
        }
        try {
            Object value = codec.decode(payload);
            return codec.isImmutable(value) ? value : payload;
        } catch (CodecException e) {
            // Whoever asks for the value gets this exception from reveal; a restore is not the place to fail.
            return payload;
        }
    }
}
