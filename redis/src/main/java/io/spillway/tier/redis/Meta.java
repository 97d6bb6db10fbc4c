package io.spillway.tier.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What Redis says of a cache: two numbers of sixteen hexadecimal digits, with a colon in between.
 *
 * @param generation which of the cache's generations counts
 * @param epoch drawn when nothing was said yet; another one than before tells that the server was emptied meanwhile
 */
record Meta(long generation, long epoch) {
    private static final int DIGITS = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    static Meta draw() {
        return new Meta(drawGeneration(), RANDOM.nextLong());
    }

    static long drawGeneration() {
        return RANDOM.nextLong();
    }

    static @Nullable Meta parse(byte[] bytes) {
        String text = new String(bytes, US_ASCII);
        if (text.length() != 2 * DIGITS + 1 || text.charAt(DIGITS) != ':') {
            return null;
        }
        try {
            return new Meta(
                    HexFormat.fromHexDigitsToLong(text, 0, DIGITS),
                    HexFormat.fromHexDigitsToLong(text, DIGITS + 1, 2 * DIGITS + 1));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    byte[] bytes() {
        return (hex(generation) + ":" + hex(epoch)).getBytes(US_ASCII);
    }

    static byte[] digits(long number) {
        return hex(number).getBytes(US_ASCII);
    }

    private static String hex(long number) {
        return HexFormat.of().toHexDigits(number);
    }
}
