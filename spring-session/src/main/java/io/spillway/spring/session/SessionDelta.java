package io.spillway.spring.session;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one request has changed in a session. Applied to the session as it is by then, so that requests which change different
 * attributes lose none.
 *
 * @param accessed when it was accessed, in milliseconds since the epoch; the latest access stays
 * @param inactive how long it may be inactive, in seconds; null if that did not change
 * @param attributes the encoded attributes that were set, and those that were removed
 * @param indexes the values that it is found by from now on, by the names of indexes; empty for one that it is not found by any
 *     more. An index that is not named stays as it is
 */
record SessionDelta(
        long accessed,
        @Nullable Long inactive,
        Map<String, Optional<byte[]>> attributes,
        Map<String, Optional<String>> indexes) {

    SessionFrame applyTo(SessionFrame frame) {
        return new SessionFrame(
                frame.created(),
                Math.max(accessed, frame.accessed()),
                inactive == null ? frame.inactive() : inactive,
                merged(frame.indexes(), indexes),
                merged(frame.attributes(), attributes));
    }

    private static <T> Map<String, T> merged(Map<String, T> present, Map<String, Optional<T>> changes) {
        Map<String, T> merged = new LinkedHashMap<>(present);
        changes.forEach(
                (name, value) -> value.ifPresentOrElse(set -> merged.put(name, set), () -> merged.remove(name)));
        return merged;
    }
}
