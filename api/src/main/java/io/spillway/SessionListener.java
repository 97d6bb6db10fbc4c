package io.spillway;

/**
 * Hears of sessions that come and go, each in the state that it is in then. It is called asynchronously, in the order of
 * events of one session, by threads of the cache's provider; what it throws is the provider's to log. It may use the sessions
 * and the cache.
 */
public interface SessionListener {
    /** A session was made. */
    default void created(Session session) {}

    /** A session's time is over; not told of those whose time ended while nothing ran. */
    default void expired(Session session) {}

    /** A session was ended. */
    default void terminated(Session session) {}
}
