package io.spillway.codec;

/**
 * A key as the tiers below the heap know it: the object, its bytes, and a hash that equal keys share.
 *
 * <p>Immutable and safe for use by any thread, as long as nobody changes the arrays that it hands out; they are not
 * copied.
 */
public abstract class EncodedKey {
    private final Object key;
    private final byte[] bytes;
    private final long hash;

    EncodedKey(Object key, byte[] bytes, long hash) {
        this.key = key;
        this.bytes = bytes;
        this.hash = hash;
    }

    /** The key itself; never to be changed. */
    public final Object key() {
        return key;
    }

    /** The key's bytes; not a copy, never to be changed. */
    public final byte[] bytes() {
        return bytes;
    }

    /**
     * A 64-bit hash. Keys that are equal have the same hash throughout one run of the JVM; where {@link #canonical()}
     * holds, in every run.
     */
    public final long hash() {
        return hash;
    }

    /**
     * Whether equal keys always have equal bytes, and so the hash is a function of the bytes alone. Where this is false,
     * the hash derives from {@link Object#hashCode()} and must be computed anew, from the decoded key, when bytes are
     * read in another run.
     */
    public abstract boolean canonical();

    /**
     * Whether {@code other} are the bytes of a key that equals this one.
     *
     * @throws CodecException if the key's own {@code equals} fails
     */
    public abstract boolean matches(byte[] other);
}
