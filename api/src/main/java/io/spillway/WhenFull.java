package io.spillway;

/** What happens to a write for which the disk tier has no room. */
public enum WhenFull {
    /** Entries that were not used for long leave the cache. */
    EVICT,
    /** The write fails, and every entry stays. */
    REJECT
}
