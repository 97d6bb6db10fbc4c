package io.spillway.codec;

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
        return codec.isImmutable(value) ? value : codec.encode(value);
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
