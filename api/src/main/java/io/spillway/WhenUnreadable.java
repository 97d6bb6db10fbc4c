package io.spillway;

/** What becomes of a read whose value can't be decoded, as its class has changed or may not be named. */
public enum WhenUnreadable {
    /** There is none. */
    MISS,
    /** The read fails. */
    FAIL
}
