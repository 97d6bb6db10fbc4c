package io.spillway;

/** What the content of a cache outlives. */
public enum Survives {
    /** Nothing: the content is gone when the cache is closed. */
    NOTHING,
    /** A clean shutdown and the start after it. */
    RESTART,
    /** The death of the process at any instant. */
    CRASH
}
