package io.spillway;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Base64;

/**
 * A Java object in a session, encoded by itself, so that one that can't be read costs no other. What the bytes mean is up to
 * whoever made them. Immutable, and safe for use by any thread.
 */
public final class SessionAttribute implements Serializable {
    private static final long serialVersionUID = 1L;

    private final byte[] bytes;

    private SessionAttribute(byte[] bytes) {
        this.bytes = bytes;
    }

    /** An attribute of a copy of these bytes. */
    public static SessionAttribute of(byte[] bytes) {
        return new SessionAttribute(bytes.clone());
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The bytes as a text, as they are in JSON. */
    public String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SessionAttribute attribute && Arrays.equals(bytes, attribute.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
