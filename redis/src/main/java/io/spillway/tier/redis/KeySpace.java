package io.spillway.tier.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The names of one cache's keys in Redis.
 *
 * <p>Each byte of an encoded key becomes one character, of the same number; Redis sees it as UTF-8. So what is ASCII can be
 * read there, and every key has its own name.
 */
final class KeySpace {
    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final String prefix;

    private KeySpace(String prefix) {
        this.prefix = prefix;
    }

    /** The names of what all nodes share. */
    KeySpace(String namespace, String cache) {
        this(plain(namespace) + ":" + plain(cache) + ":");
    }

    /** The names of what only one node has to do with, and only as long as its own content is there. */
    static KeySpace of(String namespace, String cache, String owner) {
        return new KeySpace(plain(namespace) + ":" + plain(cache) + "@" + plain(owner) + ":");
    }

    /** The name of the key that tells which generation counts. */
    String meta() {
        return prefix + "meta";
    }

    /** The name of an entry's key. */
    String name(long generation, byte[] key) {
        return generation(generation) + new String(key, ISO_8859_1);
    }

    /** A pattern of all entries' names in a generation. */
    String pattern(long generation) {
        return generation(generation) + "*";
    }

    private String generation(long generation) {
        return prefix + HexFormat.of().toHexDigits(generation) + ":";
    }

    /** The bytes of the key that has a name; null if it is not the name of an entry in that generation. */
    byte @Nullable [] key(long generation, String name) {
        String start = generation(generation);
        if (!name.startsWith(start)) {
            return null;
        }
        for (int i = start.length(); i < name.length(); i++) {
            if (name.charAt(i) > 0xFF) {
                return null;
            }
        }
        return name.substring(start.length()).getBytes(ISO_8859_1);
    }

    private static String plain(String name) {
        StringBuilder plain = new StringBuilder(name.length());
        for (byte b : name.getBytes(UTF_8)) {
            if (b > 0 && PLAIN.indexOf(b) >= 0) {
                plain.append((char) b);
            } else {
                plain.append('%');
                HEX.toHexDigits(plain, b);
            }
        }
        return plain.toString();
    }
}
