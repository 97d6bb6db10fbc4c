package io.spillway.codec;

/**
 * Values are held as they were given. A lower tier holds copies, which are made when an entry spills and are other objects
 * when it comes back; a cache that wants the very same objects has no lower tier.
 */
public final class ByReference implements ValueForm {
    private final PayloadCodec codec;
    private final Compression compression;

    /**
     * Creates the form of a cache whose payloads, if it has a lower tier, are made by {@code codec}, and compressed as
     * {@code compression} says.
     */
    public ByReference(PayloadCodec codec, Compression compression) {
        this.codec = codec;
        this.compression = compression;
    }

    @Override
    public Object hold(Object value) {
        return value;
    }

    @Override
    public Object reveal(Object held) {
        return held;
    }

    @Override
    public byte[] payload(Object held) {
        return compression.pack(codec.encode(held));
    }

    @Override
    public Object holdPayload(byte[] payload) {
        return codec.decode(payload);
    }
}
