package io.spillway.tier.disk;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names of folders for names of caches: different ones for different caches, also where the file system does not know upper
 * from lower case, and never longer than it permits.
 */
public final class FolderNames {
    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final String PREFIX = "cache-";
    private static final String LONG_PREFIX = "longcache-";
    private static final int MAX_LENGTH = 120;
    private static final int KEPT_OF_LONG = 40;

    private FolderNames() {}

    /** The name of a cache's folder. */
    public static String of(String cacheName) {
        String plain = escape(cacheName);
        return plain.length() <= MAX_LENGTH ? PREFIX + plain : ofLong(plain);
    }

    /** A name in lower-case letters, digits and a few signs; char by char, so that ill-formed text keeps its difference. */
    public static String escape(String name) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (PLAIN.indexOf(c) >= 0) {
                plain.append(c);
            } else if (c < 0x100) {
                plain.append('%').append(HexFormat.of().toHexDigits((byte) c));
            } else {
                plain.append('~').append(HexFormat.of().toHexDigits(c));
            }
        }
        return plain.toString();
    }

    /** The name that was escaped. */
    public static String unescape(String escaped) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            int digits = c == '%' ? 2 : c == '~' ? 4 : 0;
            if (digits == 0 || i + digits >= escaped.length()) {
                name.append(c);
            } else {
                name.append((char) HexFormat.fromHexDigits(escaped, i + 1, i + 1 + digits));
                i += digits;
            }
        }
        return name.toString();
    }

    private static String ofLong(String plain) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(plain.getBytes(StandardCharsets.UTF_8));
            return LONG_PREFIX
                    + plain.substring(0, KEPT_OF_LONG)
                    + "-"
                    + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java runtime has SHA-256", e);
        }
    }
}
