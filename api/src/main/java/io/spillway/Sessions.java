package io.spillway;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.processor.EntryProcessorException;
import org.jspecify.annotations.Nullable;

/**
 * Sessions, kept in a cache of any JSR-107 provider.
 *
 * <pre>{@code
 * Sessions sessions = Sessions.open(cacheManager, "sessions");
 * Session session = sessions.create("alice", new SessionMetadata("192.0.2.7", "curl", "api"));
 * sessions.update(session.id(), "cart", List.of("apples"));
 * sessions.get(session.id()).ifPresent(found -> ...);
 * sessions.terminate(session.id());
 * }</pre>
 *
 * <p>A session's own {@link Session#expires()} tells how long there is one: whatever a provider still holds after that counts
 * as absent, and goes when it is come across. Spillway lets go of it by itself, as a session is an {@link EntryExpiry}. To read
 * a session is not to use it: only {@link #touch} and changes begin its time to live anew.
 *
 * <p>A session is called absent, then, if it was never there, has expired or was terminated. Methods throw what the cache
 * throws, such as an {@link IllegalStateException} when it is closed. Arguments are not null unless marked so.
 *
 * <p>Safe for use by any thread. Threads that change the same session do so one after the other, so none loses what another
 * did.
 */
public final class Sessions {
    /** How long a session lives that nobody uses, unless something else is said. */
    public static final Duration DEFAULT_TIME_TO_LIVE = Duration.ofMinutes(5);

    /** What the name of an index ends with, behind the name of the sessions. */
    public static final String INDEX_SUFFIX = "-by-user";

    private final Cache<String, Session> cache;
    private final UserIndex index;
    private final Duration timeToLive;
    private final InstantSource clock;
    private final SessionIds ids = new SessionIds();
    private final FoundExpired expired = new FoundExpired();
    private final Map<SessionListener, CacheEntryListenerConfiguration<String, Session>> listeners =
            new ConcurrentHashMap<>();

    private Sessions(Cache<String, Session> cache, UserIndex index, Duration timeToLive, InstantSource clock) {
        this.cache = cache;
        this.index = index;
        this.timeToLive = timeToLive;
        this.clock = clock;
    }

    /**
     * The sessions in a cache, with the default time to live.
     *
     * @param cache keeps the sessions
     * @param index keeps which user has which; for nothing else, and it should survive what {@code cache} survives
     */
    public static Sessions of(Cache<String, Session> cache, Cache<String, String> index) {
        return of(cache, index, DEFAULT_TIME_TO_LIVE, InstantSource.system());
    }

    /**
     * The sessions in a cache.
     *
     * @param cache keeps the sessions
     * @param index keeps which user has which; for nothing else, and it should survive what {@code cache} survives
     * @param timeToLive how long a session lives that nobody uses, unless it was made with another time; positive
     * @param clock tells the time; the one that the cache goes by
     */
    public static Sessions of(
            Cache<String, Session> cache, Cache<String, String> index, Duration timeToLive, InstantSource clock) {
        if (timeToLive.isNegative() || timeToLive.isZero()) {
            throw new IllegalArgumentException("Sessions can't live for " + timeToLive + "; give a positive time");
        }
        return new Sessions(
                Objects.requireNonNull(cache, "cache"),
                new UserIndex(index),
                timeToLive,
                Objects.requireNonNull(clock, "clock"));
    }

    /**
     * The sessions in the caches {@code name} and {@code name-by-user} of a manager, with the default time to live. Caches that
     * are not there, by configuration or as they were created before, are created.
     *
     * @throws ClassCastException if there are caches of these names for other types
     */
    public static Sessions open(CacheManager manager, String name) {
        return of(cache(manager, name, Session.class), cache(manager, name + INDEX_SUFFIX, String.class));
    }

    private static <V> Cache<String, V> cache(CacheManager manager, String name, Class<V> type) {
        Cache<String, V> present = manager.getCache(name, String.class, type);
        return present != null
                ? present
                : manager.createCache(name, new MutableConfiguration<String, V>().setTypes(String.class, type));
    }

    /** Makes a session of nobody, of which nothing is known. */
    public Session create() {
        return create(null, SessionMetadata.NONE);
    }

    /** Makes a session; see {@link #create(String, SessionMetadata, Duration)}. */
    public Session create(@Nullable String userId, SessionMetadata metadata) {
        return create(userId, metadata, timeToLive);
    }

    /**
     * Makes a session. Its id has 192 random bits.
     *
     * @param userId whose it is; null for nobody's
     * @param timeToLive how long it lives when nobody uses it; positive
     * @throws IllegalArgumentException if the time isn't positive
     */
    public Session create(@Nullable String userId, SessionMetadata metadata, Duration timeToLive) {
        Session session = Session.builder(ids.next(), clock.instant())
                .userId(userId)
                .metadata(metadata)
                .timeToLive(timeToLive)
                .build();
        cache.put(session.id(), session);
        enter(userId, session.id());
        return session;
    }

    /** The session, or nothing if it is absent. It is not used by that. */
    public Optional<Session> get(String id) {
        Session session = cache.get(id);
        if (session != null && session.isExpiredAt(clock.instant())) {
            expire(id);
            return Optional.empty();
        }
        return Optional.ofNullable(session);
    }

    /** Lets go of a session whose time is over, unless somebody has made another of it. */
    private void expire(String id) {
        change(id, session -> session);
    }

    /**
     * Puts a value into the data of a session.
     *
     * @param value what JSON can say; null is a value, too
     * @return the session as it is now
     * @throws SessionNotFoundException if the session is absent
     * @throws IllegalArgumentException if JSON does not know the value; nothing has changed then
     */
    public Session update(String id, String key, @Nullable Object value) {
        return update(id, session -> session.with(key, value));
    }

    /**
     * Changes a session, alone: nobody else changes it meanwhile.
     *
     * @param function makes the new session of the old one, of which it keeps the id and the user. It is called under the lock
     *     of the session: it should be short, and must not call the cache. It may be called more than once
     * @return the session as it is now
     * @throws SessionNotFoundException if the session is absent
     * @throws RuntimeException what the function throws; nothing has changed then
     */
    public Session update(String id, UnaryOperator<Session> function) {
        return change(id, session -> {
                    Session changed = function.apply(session);
                    if (changed != null && !Objects.equals(changed.userId(), session.userId())) {
                        throw new IllegalArgumentException(
                                "The function gave the session to another user; that is what assign is for");
                    }
                    return changed;
                })
                .orElseThrow(() -> absent("changed"));
    }

    /**
     * Makes a session that of a user, as when somebody logs in. Where that lets a user do more than before, make a new session
     * instead, as somebody else may know the id of this one.
     *
     * @param userId whose it is from now on; null for nobody's
     * @return the session as it is now
     * @throws SessionNotFoundException if the session is absent
     */
    public Session assign(String id, @Nullable String userId) {
        // Before, so that a crash in between does not lose it; and after, as a reader may have taken it out meanwhile.
        enter(userId, id);
        @Nullable String[] before = new @Nullable String[1];
        Optional<Session> assigned = change(id, session -> {
            before[0] = session.userId();
            return session.toBuilder().userId(userId).build();
        });
        if (assigned.isEmpty()) {
            leave(userId, id);
            throw absent("given to a user");
        }
        enter(userId, id);
        if (!Objects.equals(before[0], userId)) {
            leave(before[0], id);
        }
        return assigned.get();
    }

    private void enter(@Nullable String userId, String id) {
        if (userId != null) {
            index.add(userId, id);
        }
    }

    private void leave(@Nullable String userId, String id) {
        if (userId != null) {
            index.remove(userId, id);
        }
    }

    /** Begins the time to live of a session anew; whether there was one. */
    public boolean touch(String id) {
        return change(id, session -> session).isPresent();
    }

    private Optional<Session> change(String id, UnaryOperator<Session> function) {
        try {
            return Optional.ofNullable(cache.invoke(id, new SessionChange(clock.instant(), expired, function)));
        } catch (EntryProcessorException e) {
            throw unwrapped(e);
        }
    }

    /** What the code that ran under a key's lock threw, as its callers threw it. */
    static RuntimeException unwrapped(EntryProcessorException e) {
        return e.getCause() instanceof RuntimeException cause ? cause : e;
    }

    /** Without the id, which is a secret, and may end in a log. */
    private SessionNotFoundException absent(String done) {
        return new SessionNotFoundException("There is no such session in cache '" + cache.getName() + "' to be " + done
                + ": it has expired, was terminated, or never was. Make a new one with create");
    }

    /**
     * Ends a session: it is gone from every tier when this returns, as far as they can be reached.
     *
     * @return whether there was one
     */
    public boolean terminate(String id) {
        Session session = cache.getAndRemove(id);
        if (session == null) {
            return false;
        }
        leave(session.userId(), id);
        return !session.isExpiredAt(clock.instant());
    }

    /**
     * All sessions that are not over, in no order. The stream reads one after the other as it goes, and is no use of them: a
     * session that is there throughout comes once. On Spillway nothing is restored and no statistics move; with another
     * provider it goes by the iterator of the cache, and does what that does.
     */
    public Stream<Session> active() {
        return stream(scan().map(CacheScan::entries).orElseGet(cache::iterator))
                .map(Cache.Entry::getValue)
                .filter(session -> !session.isExpiredAt(clock.instant()));
    }

    private static <T> Stream<T> stream(Iterator<T> iterator) {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(iterator, Spliterator.NONNULL | Spliterator.DISTINCT), false);
    }

    @SuppressWarnings("unchecked") // what scans a cache has the cache's types
    private Optional<CacheScan<String, Session>> scan() {
        try {
            return Optional.of((CacheScan<String, Session>) cache.unwrap(CacheScan.class));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** How many sessions there are that are not over. It takes a look at each of them. */
    public long count() {
        return scan().map(CacheScan::count).orElseGet(() -> active().count());
    }

    /** The sessions of a user that are not over, in the order in which they became the user's. */
    public Stream<Session> byUser(String userId) {
        if (!index.isComplete()) {
            repairIndex();
        }
        return index.ids(userId).stream().flatMap(id -> {
            Optional<Session> found = get(id).filter(session -> userId.equals(session.userId()));
            if (found.isEmpty()) {
                index.remove(userId, id);
            }
            return found.stream();
        });
    }

    /**
     * Enters all sessions in the index of users again. That happens by itself when the index has been lost; it is needed only
     * where sessions were put into the cache otherwise.
     */
    public void repairIndex() {
        active().forEach(session -> enter(session.userId(), session.id()));
        index.completed();
    }

    /** Has a listener hear of sessions from now on; one that does already goes on as it is. */
    public void addListener(SessionListener listener) {
        listeners.computeIfAbsent(listener, added -> {
            SessionEvents events = new SessionEvents(added, expired);
            CacheEntryListenerConfiguration<String, Session> registration =
                    new MutableCacheEntryListenerConfiguration<>(() -> events, null, true, false);
            cache.registerCacheEntryListener(registration);
            return registration;
        });
    }

    /** Has a listener hear no more. */
    public void removeListener(SessionListener listener) {
        CacheEntryListenerConfiguration<String, Session> registration = listeners.remove(listener);
        if (registration != null) {
            cache.deregisterCacheEntryListener(registration);
        }
    }
}
