package io.spillway.tier.disk;

/** What becomes of a write for which there is no room on disk. */
public enum WhenFull {
    /** It is made room for, by dropping other entries. */
    EVICT,
    /** It fails. */
    REJECT
}
