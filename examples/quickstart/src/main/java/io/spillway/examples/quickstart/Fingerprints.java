package io.spillway.examples.quickstart;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Remembers the SHA-256 of each file, and judges what the cache gives back. */
final class Fingerprints {
    private final MessageDigest digest;
    private final Map<String, byte[]> expected = new HashMap<>();
    private long compared;
    private long different;
    private long missing;

    Fingerprints() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    void remember(String path, byte[] content) {
        expected.put(path, digest.digest(content));
    }

    /**
     * Compares what came back with what was remembered.
     *
     * @param content what the cache gave; null if it has no such entry
     */
    void check(String path, byte @Nullable [] content) {
        compared++;
        if (content == null) {
            missing++;
        } else if (!Arrays.equals(digest.digest(content), expected.get(path))) {
            different++;
        }
    }

    Verdict verdict() {
        return new Verdict(compared, different, missing);
    }

    /**
     * What the comparisons said.
     *
     * @param compared how many there were
     * @param different how many times the bytes were others
     * @param missing how many times there was no entry
     */
    record Verdict(long compared, long different, long missing) {
        boolean isGood() {
            return compared > 0 && different == 0 && missing == 0;
        }
    }
}
