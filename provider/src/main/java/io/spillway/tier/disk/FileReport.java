package io.spillway.tier.disk;

import java.util.List;
import java.util.Map;

/**
 * What one file of a store is, as far as can be told from outside.
 *
 * @param kind what it is
 * @param facts by name, in the order of telling; numbers are bytes, counts, or milliseconds since the epoch
 * @param problems what is not as it was written, in words; empty if the file is healthy
 */
public record FileReport(Kind kind, Map<String, Object> facts, List<String> problems) {
    /** What a file is. */
    public enum Kind {
        /** A file of entries. */
        VOLUME,
        /** A list of what a volume holds. */
        LIST,
        /** What was added to a volume that has no list yet. */
        JOURNAL,
        /** What a store says of itself as a whole. */
        MANIFEST
    }
}
