package io.spillway.config;

import java.time.Duration;

/**
 * When entries expire.
 *
 * @param kind what starts the time anew
 * @param duration how long an entry lives from then on: whole milliseconds; meaningless if eternal
 */
public record ExpirySettings(Kind kind, Duration duration) {
    /** Entries never expire. */
    public static final ExpirySettings ETERNAL = new ExpirySettings(Kind.ETERNAL, Duration.ZERO);

    /** What starts the time of an entry anew. */
    public enum Kind {
        /** Nothing expires. */
        ETERNAL,
        /** Its creation only. */
        CREATED,
        /** Its creation and each update; JSR-107 says "modified". */
        UPDATED,
        /** Its creation and each access, but no update. */
        ACCESSED,
        /** Its creation, each update and each access; JSR-107 says "touched". */
        IDLE
    }
}
