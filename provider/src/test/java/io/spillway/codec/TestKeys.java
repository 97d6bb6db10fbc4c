package io.spillway.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;

/** Codecs for keys that are strings: plain ones, and such that make life hard for a tier. */
public final class TestKeys implements KeyCodec {
    private final boolean canonical;
    private final boolean salted;
    private final ToLongFunction<String> hash;
    private final AtomicInteger salt = new AtomicInteger();

    private TestKeys(boolean canonical, boolean salted, ToLongFunction<String> hash) {
        this.canonical = canonical;
        this.salted = salted;
        this.hash = hash;
    }

    /** Equal strings have equal bytes; hashes are as good as those of {@code String}. */
    public static TestKeys canonical() {
        return new TestKeys(true, false, String::hashCode);
    }

    /** Many keys share a hash. */
    public static TestKeys colliding() {
        return new TestKeys(true, false, key -> key.hashCode() % 7);
    }

    /** Equal strings have equal bytes, but the tier is not told so. */
    public static TestKeys notCanonical() {
        return new TestKeys(false, false, String::hashCode);
    }

    /** Equal strings have different bytes each time, and many keys share a hash. */
    public static TestKeys salted() {
        return new TestKeys(false, true, key -> key.hashCode() % 31);
    }

    @Override
    public EncodedKey encode(Object key) {
        String text = (String) key;
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = Arrays.copyOf(plain, plain.length + 1);
        bytes[plain.length] = !salted ? 0 : (byte) salt.incrementAndGet();
        return new Key(text, bytes);
    }

    @Override
    public EncodedKey decode(byte[] bytes) {
        return new Key(text(bytes), bytes);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, 0, bytes.length - 1, StandardCharsets.UTF_8);
    }

    private final class Key extends EncodedKey {
        Key(String key, byte[] bytes) {
            super(key, bytes, hash.applyAsLong(key));
        }

        @Override
        public boolean canonical() {
            return canonical;
        }

        @Override
        public boolean matches(byte[] other) {
            return key().equals(text(other));
        }

        @Override
        public String toString() {
            return key().toString();
        }
    }
}
