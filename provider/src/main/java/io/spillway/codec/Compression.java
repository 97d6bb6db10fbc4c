package io.spillway.codec;

/**
 * Which payloads of a cache are compressed when they are made. Reading needs none of this: a payload says itself whether it
 * is compressed. Safe for use by any thread.
 */
public final class Compression {
    /** No payload. */
    public static final Compression NONE = new Compression(Integer.MAX_VALUE);

    private final int over;

    private Compression(int over) {
        this.over = over;
    }

    /** Payloads of more than so many bytes, where LZ4 makes them shorter by a sixteenth or more. */
    public static Compression lz4(long over) {
        return new Compression((int) Math.min(Integer.MAX_VALUE, over));
    }

    /** The payload, compressed if it is to be and gains by it. */
    byte[] pack(byte[] payload) {
        return payload.length > over ? PackedPayload.pack(payload) : payload;
    }
}
