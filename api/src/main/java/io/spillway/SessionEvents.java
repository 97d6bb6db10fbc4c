package io.spillway;

import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryRemovedListener;
import org.jspecify.annotations.Nullable;

/** Tells a listener of a cache's events as what they are for sessions. */
final class SessionEvents
        implements CacheEntryCreatedListener<String, Session>,
                CacheEntryExpiredListener<String, Session>,
                CacheEntryRemovedListener<String, Session> {
    private final SessionListener listener;
    private final FoundExpired expired;

    SessionEvents(SessionListener listener, FoundExpired expired) {
        this.listener = listener;
        this.expired = expired;
    }

    @Override
    public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends Session>> events) {
        for (CacheEntryEvent<? extends String, ? extends Session> event : events) {
            listener.created(event.getValue());
        }
    }

    @Override
    public void onExpired(Iterable<CacheEntryEvent<? extends String, ? extends Session>> events) {
        for (CacheEntryEvent<? extends String, ? extends Session> event : events) {
            Session session = last(event);
            if (session != null) {
                listener.expired(in(session, Session.State.EXPIRED));
            }
        }
    }

    /** A provider that does not know when a session expires keeps it until it is come across, and removed. */
    @Override
    public void onRemoved(Iterable<CacheEntryEvent<? extends String, ? extends Session>> events) {
        for (CacheEntryEvent<? extends String, ? extends Session> event : events) {
            Session session = last(event);
            if (session != null && expired.contains(session.id())) {
                listener.expired(in(session, Session.State.EXPIRED));
            } else if (session != null) {
                listener.terminated(in(session, Session.State.TERMINATED));
            }
        }
    }

    private static @Nullable Session last(CacheEntryEvent<? extends String, ? extends Session> event) {
        Session old = event.getOldValue();
        return old == null ? event.getValue() : old;
    }

    private static Session in(Session session, Session.State state) {
        return session.toBuilder().state(state).build();
    }
}
