package io.spillway.spring.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.FactoryBuilder.SingletonFactory;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryExpiredListener;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.session.DelegatingIndexResolver;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.FlushMode;
import org.springframework.session.IndexResolver;
import org.springframework.session.MapSession;
import org.springframework.session.PrincipalNameIndexResolver;
import org.springframework.session.SaveMode;
import org.springframework.session.SessionIdGenerator;
import org.springframework.session.UuidSessionIdGenerator;
import org.springframework.session.events.SessionCreatedEvent;
import org.springframework.session.events.SessionDeletedEvent;
import org.springframework.session.events.SessionExpiredEvent;

/**
 * Keeps Spring's sessions in a cache of Spillway: what {@code survives}, {@code disk}, {@code redis} and the like are for that
 * cache holds for them. Safe for use by any thread, after it was configured.
 *
 * <ul>
 *   <li>Saving a session writes what the request changed, and leaves the rest as it is by then: of requests that run at the same
 *       time in this process, and change different attributes, none loses what another one has set.
 *   <li>Attributes are encoded one by one. One that can't be read, as its class has changed or may not be named, is as if it were
 *       not there; the others are.
 *   <li>A session that is deleted stays so: what a request that was under way saves afterwards has no effect.
 *   <li>Created, deleted and expired sessions are told of by events, in the process that created, deleted or expired them. What
 *       expires while no process runs is not told of.
 * </ul>
 */
public final class SpillwaySessionRepository
        implements FindByIndexNameSessionRepository<SpillwaySession>, AutoCloseable {
    /** The name of the cache, unless another one is given. */
    public static final String DEFAULT_CACHE = "spring-sessions";

    private final SessionExpiry expiry = new SessionExpiry();
    private final Cache<String, byte[]> sessions;
    private final Cache<String, String> indexCache;
    private final SessionIndex index;
    private final AttributeCodec codec;
    private final ApplicationEventPublisher events;
    private IndexResolver<SpillwaySession> indexResolver =
            new DelegatingIndexResolver<>(new PrincipalNameIndexResolver<>());
    private Duration maxInactiveInterval = Duration.ofSeconds(MapSession.DEFAULT_MAX_INACTIVE_INTERVAL_SECONDS);
    private FlushMode flushMode = FlushMode.ON_SAVE;
    private SaveMode saveMode = SaveMode.ON_SET_ATTRIBUTE;
    private SessionIdGenerator ids = UuidSessionIdGenerator.getInstance();

    /**
     * Creates a repository, and its two caches.
     *
     * @param manager where the caches are made; theirs are the settings of the pattern that matches their names
     * @param cacheName the name of the cache of sessions; that of the other one has {@code -index} behind it
     * @param loader finds the classes of attributes
     * @param events is told of created, deleted and expired sessions
     * @throws IllegalStateException if there is a cache of one of these names
     */
    public SpillwaySessionRepository(
            CacheManager manager, String cacheName, ClassLoader loader, ApplicationEventPublisher events) {
        SessionCaches caches = new SessionCaches(manager, cacheName);
        this.events = Objects.requireNonNull(events, "events");
        this.codec = new AttributeCodec(cacheName, loader, caches.allow());
        this.sessions = caches.sessions(expiry);
        this.indexCache = caches.index();
        this.index = new SessionIndex(indexCache);
        sessions.registerCacheEntryListener(new MutableCacheEntryListenerConfiguration<>(
                new SingletonFactory<>(
                        (CacheEntryExpiredListener<String, byte[]>) expired -> expired.forEach(this::expired)),
                null,
                true,
                false));
    }

    /** How long a new session may be inactive; negative for ever. Thirty minutes unless said otherwise. */
    public void setDefaultMaxInactiveInterval(Duration interval) {
        maxInactiveInterval = Objects.requireNonNull(interval, "interval");
    }

    /** Whether changes are written at once, or when the session is saved. */
    public void setFlushMode(FlushMode mode) {
        flushMode = Objects.requireNonNull(mode, "mode");
    }

    /** Which attributes are written. */
    public void setSaveMode(SaveMode mode) {
        saveMode = Objects.requireNonNull(mode, "mode");
    }

    /** What sessions are found by; the name of the principal unless said otherwise. */
    public void setIndexResolver(IndexResolver<SpillwaySession> resolver) {
        indexResolver = Objects.requireNonNull(resolver, "resolver");
    }

    /** What makes ids; random UUIDs unless said otherwise. */
    public void setSessionIdGenerator(SessionIdGenerator generator) {
        ids = Objects.requireNonNull(generator, "generator");
    }

    @Override
    public SpillwaySession createSession() {
        MapSession cached = new MapSession(ids.generate());
        cached.setMaxInactiveInterval(maxInactiveInterval);
        SpillwaySession session = view(cached, true);
        flush(session);
        return session;
    }

    private SpillwaySession view(MapSession cached, boolean isNew) {
        return new SpillwaySession(cached, isNew, ids, saveMode, this::flush);
    }

    private void flush(SpillwaySession session) {
        if (flushMode == FlushMode.IMMEDIATE) {
            save(session);
        }
    }

    @Override
    public void save(SpillwaySession session) {
        if (!session.hasChanges()) {
            return;
        }
        SessionDelta delta = deltaOf(session);
        String id = session.getId();
        // Before it is written, so that a killed process leaves none that is not found; and after it, as another one of
        // the same
        // value may have taken it for gone meanwhile.
        addToIndex(id, delta);
        if (session.isNew()) {
            create(session, delta);
        } else if (session.storedId().equals(id)) {
            update(id, delta);
        } else {
            move(session.storedId(), id, delta);
        }
        addToIndex(id, delta);
        session.saved();
    }

    private void addToIndex(String id, SessionDelta delta) {
        delta.indexes().forEach((name, value) -> value.ifPresent(set -> index.add(name, set, id, this::isThere)));
    }

    private SessionDelta deltaOf(SpillwaySession session) {
        Map<String, Optional<byte[]>> attributes = new LinkedHashMap<>();
        Map<String, Optional<Object>> changes = session.attributeChanges();
        changes.forEach((name, value) -> attributes.put(name, value.map(set -> codec.encode(name, set))));
        return new SessionDelta(
                session.getLastAccessedTime().toEpochMilli(),
                session.intervalChanged() ? seconds(session.getMaxInactiveInterval()) : null,
                attributes,
                indexesOf(session, !changes.isEmpty() || !session.storedId().equals(session.getId())));
    }

    /** What a session is found by follows from its attributes. */
    private Map<String, Optional<String>> indexesOf(SpillwaySession session, boolean mayHaveChanged) {
        Map<String, Optional<String>> indexes = new HashMap<>();
        if (mayHaveChanged) {
            Map<String, String> found = indexResolver.resolveIndexesFor(session);
            indexes.put(PRINCIPAL_NAME_INDEX_NAME, Optional.empty());
            found.forEach((name, value) -> indexes.put(name, Optional.ofNullable(value)));
        }
        return indexes;
    }

    private static long seconds(Duration interval) {
        return interval.isNegative() ? -1 : interval.toSeconds();
    }

    private void create(SpillwaySession session, SessionDelta delta) {
        long inactive = seconds(session.getMaxInactiveInterval());
        SessionFrame empty = new SessionFrame(
                session.getCreationTime().toEpochMilli(), delta.accessed(), inactive, Map.of(), Map.of());
        put(session.getId(), delta.applyTo(empty));
        events.publishEvent(new SessionCreatedEvent(this, session));
    }

    private void put(String id, SessionFrame frame) {
        expiry.with(remaining(frame), () -> {
            sessions.put(id, frame.encode());
            return true;
        });
    }

    /** How long it has, in seconds, rounded up; as a session may be saved long after it was accessed. */
    private static long remaining(SessionFrame frame) {
        if (frame.inactive() < 0) {
            return frame.inactive();
        }
        long since = System.currentTimeMillis() - frame.accessed();
        long left = TimeUnit.SECONDS.toMillis(frame.inactive()) - since;
        return Math.max(0, (left + 999) / 1000);
    }

    private void update(String id, SessionDelta delta) {
        Map<String, String> before = expiry.with(
                0,
                () -> sessions.invoke(id, (entry, arguments) -> {
                    if (!entry.exists()) {
                        return Map.<String, String>of();
                    }
                    SessionFrame present = SessionFrame.decode(entry.getValue());
                    SessionFrame changed = delta.applyTo(present);
                    expiry.set(remaining(changed));
                    entry.setValue(changed.encode());
                    return present.indexes();
                }));
        forgetChanged(id, before, delta.indexes());
    }

    /** Under its new id first, so that a killed process loses nothing; again, if somebody changed it under the old one since. */
    private void move(String from, String to, SessionDelta delta) {
        byte[] first = sessions.get(from);
        if (first == null) {
            return;
        }
        put(to, delta.applyTo(SessionFrame.decode(first)));
        byte[] last = sessions.getAndRemove(from);
        if (last == null) {
            sessions.remove(to);
            return;
        }
        SessionFrame present = SessionFrame.decode(last);
        if (!Arrays.equals(first, last)) {
            put(to, delta.applyTo(present));
        }
        forget(from, present);
    }

    /** Takes a session out of the index where it has another value now, or none. */
    private void forgetChanged(String id, Map<String, String> before, Map<String, Optional<String>> changes) {
        changes.forEach((name, now) -> {
            String old = before.get(name);
            if (old != null && !now.equals(Optional.of(old))) {
                index.remove(name, old, id);
            }
        });
    }

    private void forget(String id, SessionFrame gone) {
        gone.indexes().forEach((name, value) -> index.remove(name, value, id));
    }

    private boolean isThere(String id) {
        return sessions.containsKey(id);
    }

    @Override
    public @Nullable SpillwaySession findById(String id) {
        byte[] bytes = sessions.get(id);
        if (bytes == null) {
            return null;
        }
        MapSession cached = read(id, SessionFrame.decode(bytes));
        if (cached.isExpired()) {
            // By its own clock; the cache will notice in less than a second.
            return null;
        }
        return view(cached, false);
    }

    private MapSession read(String id, SessionFrame frame) {
        MapSession cached = new MapSession(id);
        cached.setCreationTime(Instant.ofEpochMilli(frame.created()));
        cached.setLastAccessedTime(Instant.ofEpochMilli(frame.accessed()));
        cached.setMaxInactiveInterval(Duration.ofSeconds(frame.inactive()));
        frame.attributes()
                .forEach((name, value) ->
                        codec.decode(name, value).ifPresent(decoded -> cached.setAttribute(name, decoded)));
        return cached;
    }

    @Override
    public void deleteById(String id) {
        byte[] bytes = sessions.getAndRemove(id);
        if (bytes != null) {
            SessionFrame frame = SessionFrame.decode(bytes);
            forget(id, frame);
            publish(new SessionDeletedEvent(this, view(read(id, frame), false)));
        }
    }

    @Override
    public Map<String, SpillwaySession> findByIndexNameAndIndexValue(String indexName, String indexValue) {
        Map<String, SpillwaySession> found = new LinkedHashMap<>();
        for (String id : index.find(indexName, indexValue)) {
            byte[] bytes = sessions.get(id);
            SessionFrame frame = bytes == null ? null : SessionFrame.decode(bytes);
            if (frame != null && indexValue.equals(frame.indexes().get(indexName))) {
                found.put(id, view(read(id, frame), false));
            }
        }
        return found;
    }

    private void expired(CacheEntryEvent<? extends String, ? extends byte[]> event) {
        byte[] bytes = event.getOldValue();
        if (bytes != null) {
            SessionFrame frame = SessionFrame.decode(bytes);
            forget(event.getKey(), frame);
            publish(new SessionExpiredEvent(this, view(read(event.getKey(), frame), false)));
        }
    }

    private void publish(ApplicationEvent event) {
        events.publishEvent(event);
    }

    /** Closes the two caches; what survives stays. */
    @Override
    public void close() {
        sessions.close();
        indexCache.close();
    }
}
