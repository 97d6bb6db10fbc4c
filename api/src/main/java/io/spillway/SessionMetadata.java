package io.spillway;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a session comes from. Immutable, and safe for use by any thread.
 *
 * @param clientAddress the address of the client, in whatever form; null if unknown
 * @param userAgent what the client calls itself; null if unknown
 * @param source what began the session, such as {@code web} or {@code api}; null if unknown
 * @param attributes whatever else there is to say, in the order in which it was said; names and values are not null
 */
public record SessionMetadata(
        @Nullable String clientAddress,
        @Nullable String userAgent,
        @Nullable String source,
        @SuppressWarnings("serial") Map<String, String> attributes) // a copy, of the JDK's classes
        implements Serializable {
    /** Nothing is known. */
    public static final SessionMetadata NONE = new SessionMetadata(null, null, null, Map.of());

    /** Copies the attributes. */
    public SessionMetadata {
        Map<String, String> copy = new LinkedHashMap<>(attributes);
        copy.forEach((name, value) -> {
            Objects.requireNonNull(name, "The name of an attribute is null");
            Objects.requireNonNull(value, () -> "The attribute '" + name + "' is null");
        });
        attributes = Collections.unmodifiableMap(copy);
    }

    /** Metadata that knows the client and the source. */
    public SessionMetadata(@Nullable String clientAddress, @Nullable String userAgent, @Nullable String source) {
        this(clientAddress, userAgent, source, Map.of());
    }

    /** The same, with one more attribute, or another value of one. */
    public SessionMetadata with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(attributes);
        more.put(name, value);
        return new SessionMetadata(clientAddress, userAgent, source, more);
    }
}
