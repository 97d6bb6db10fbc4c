package io.spillway.codec;

/**
 * Values are held as they were given. A lower tier holds copies, which are made when an entry spills and are other objects
 * when it comes back; a cache that wants the very same objects has no lower tier.
 */
public final class ByReference implements ValueForm {
    private final PayloadCodec codec;

    /** Creates the form of a cache whose payloads, if it has a lower tier, are made by {@code codec}. */
    public ByReference(PayloadCodec codec) {
        this.codec = codec;
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
        return codec.encode(held);
    }

    @Override
    public Object holdPayload(byte[] payload) {
        return codec.decode(payload);
    }
}
