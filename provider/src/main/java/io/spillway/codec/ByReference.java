package io.spillway.codec;

/** Values are held as they were given, and never leave the heap. */
public final class ByReference implements ValueForm {
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
        throw new UnsupportedOperationException("A value held by reference has no payload");
    }

    @Override
    public Object holdPayload(byte[] payload) {
        throw new UnsupportedOperationException("A value held by reference has no payload");
    }
}
