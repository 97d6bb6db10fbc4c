package io.spillway.codec;

/**
 * Values that can change are held as payloads, encoded, and compressed, once when they are put; immutable ones as they are.
 *
 * <p>An array of bytes is itself such a changeable value, so a held {@code byte[]} is always a payload.
 */
public final class ByValue implements ValueForm {
    private final PayloadCodec codec;
    private final Compression compression;

    /** Creates the form of a cache whose payloads are made by {@code codec}, and compressed as {@code compression} says. */
    public ByValue(PayloadCodec codec, Compression compression) {
        this.codec = codec;
        this.compression = compression;
    }

    @Override
    public Object hold(Object value) {
        return codec.isImmutable(value) ? value : compression.pack(codec.encode(value));
    }

    @Override
    public Object reveal(Object held) {
        return held instanceof byte[] payload ? codec.decode(payload) : held;
    }

    @Override
    public byte[] payload(Object held) {
        return held instanceof byte[] payload ? payload : compression.pack(codec.encode(held));
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
