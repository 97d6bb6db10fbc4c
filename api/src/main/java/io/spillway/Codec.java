package io.spillway;

/**
 * Turns the keys and values of a cache into bytes and back, in a way of the user's own: named in the configuration with
 * {@code codec: com.example.MyCodec}.
 *
 * <p>A class that implements this is public and has a public constructor without parameters. Each cache that names it makes
 * one instance, which is used by many threads at once; where it is {@link java.io.Closeable}, that is up to whoever shares it:
 * caches don't close it.
 *
 * <p>It is not asked about what Spillway encodes itself: strings, boxed and big numbers, {@code byte[]}, {@code UUID} and the
 * common types of {@code java.time}.
 *
 * <p><strong>What it must keep to.</strong> A decoded object equals the one that was encoded, and shares nothing with it that
 * can change. Bytes may come from an earlier run of the application, whose classes had other fields: what can't be read right
 * must be refused, and never guessed. The bytes that it is given are those that it made, checked by a checksum; but whoever
 * can write the files can put others there, so a codec that takes names of classes from bytes has to know which it accepts:
 * the configuration's {@code allow} is not consulted.
 */
public interface Codec {
    /**
     * Encodes an object.
     *
     * @param object a key or value, not null; of any class that the cache was given
     * @return the bytes, not null, not kept and not changed afterwards
     * @throws Exception whatever stands in the way; the operation that put the object fails then with a {@code
     *     CacheException} that has it as its cause, and changes nothing
     */
    byte[] encode(Object object) throws Exception;

    /**
     * Decodes an object.
     *
     * @param bytes what {@link #encode} made, perhaps in an earlier run; not null, and the codec's to keep
     * @param loader the cache manager's class loader, not null
     * @return the object, not null
     * @throws Exception if the bytes can't be read
     */
    Object decode(byte[] bytes, ClassLoader loader) throws Exception;
}
