package io.spillway.session;

/** What becomes of a Java object in a session whose class has changed, is gone, or may not be named. */
public enum WhenObjectUnreadable {
    /** The session goes on without it. */
    DROP,
    /** The session seems not to have it, and keeps its bytes, for an earlier version of the application to read again. */
    KEEP,
    /** The read throws. */
    FAIL
}
