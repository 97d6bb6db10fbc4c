package io.spillway.tier.disk;

/** What the content of a disk tier outlives. */
public enum Survives {
    /** Nothing: files are the process's own, and gone when the tier is closed. */
    NOTHING,
    /** A clean close. */
    RESTART,
    /** The death of the process at any instant. */
    CRASH
}
