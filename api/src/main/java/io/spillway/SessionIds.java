package io.spillway;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes ids that nobody can guess: 192 random bits, in letters that need no escaping in an address or a cookie. */
final class SessionIds {
    private static final int BYTES = 24;

    private final SecureRandom random = new SecureRandom();

    String next() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
