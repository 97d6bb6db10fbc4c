package io.spillway.codec;

import org.jspecify.annotations.Nullable;

/**
 * What a codec's bytes are written in. Each has two tags, with which payloads begin: an even one, and the odd one after it for
 * an object that was immutable, so that what is decoded can be shared. Tags are part of the file format: they are never
 * reused.
 */
public enum PayloadFormat {
    /** Java serialization. */
    JAVA(64),
    /** Fory's, see {@link ObjectCodec}. */
    OBJECT(66),
    /** JSON, see {@link JsonCodec}. */
    JSON(68),
    /** That of a user's own codec. */
    OWN(70);

    private static final PayloadFormat[] ALL = values();
    private static final int FIRST = 64;

    private final byte tag;

    PayloadFormat(int tag) {
        this.tag = (byte) tag;
    }

    byte tag(boolean immutable) {
        return immutable ? (byte) (tag | 1) : tag;
    }

    /** The format that has this tag, or null. */
    static @Nullable PayloadFormat tagged(byte tag) {
        int number = (tag - FIRST) >> 1;
        return number >= 0 && number < ALL.length ? ALL[number] : null;
    }

    static boolean isOfImmutable(byte tag) {
        return tagged(tag) != null && (tag & 1) != 0;
    }
}
