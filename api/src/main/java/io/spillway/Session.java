package io.spillway;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A session, as it is at one moment. Immutable, all through, and safe for use by any thread; {@link Sessions} makes and changes
 * them.
 *
 * <p>Times are kept to the millisecond. The data are what JSON can say: strings, booleans, numbers, lists, maps by strings, and
 * null; others are refused. Numbers take one form when a session is built, whatever was put: a whole one is a {@link Long}, or
 * a {@link java.math.BigInteger} if it does not fit; a fraction is a {@link Double}, or a {@link java.math.BigDecimal} if that
 * would round it.
 *
 * <p>As JSON, a session is readable by other languages; {@code docs/sessions.md} tells the names. What such a JSON has that
 * this version does not know is kept, and written again.
 */
public final class Session implements EntryExpiry, Serializable {
    private static final long serialVersionUID = 1L;

    /** The life of a session. */
    public enum State {
        /** In use. */
        ACTIVE,
        /** Its time was over. */
        EXPIRED,
        /** It was ended. */
        TERMINATED
    }

    private final String id;
    private final @Nullable String userId;
    private final Instant created;
    private final Instant lastAccessed;
    private final Duration timeToLive;
    private final Instant expires;
    private final State state;
    private final SessionMetadata metadata;

    @SuppressWarnings("serial") // copies, of the JDK's classes
    private final Map<String, @Nullable Object> data;

    @SuppressWarnings("serial")
    private final Map<String, SessionAttribute> attributes;

    @SuppressWarnings("serial")
    private final Map<String, @Nullable Object> unknown;

    private Session(Builder builder) {
        id = Objects.requireNonNull(builder.id, "A session needs an id");
        if (id.isEmpty()) {
            throw new IllegalArgumentException("The id of a session is empty");
        }
        userId = builder.userId;
        created = millis(builder.created);
        lastAccessed = millis(builder.lastAccessed == null ? builder.created : builder.lastAccessed);
        timeToLive = builder.timeToLive;
        expires = millis(builder.expires == null ? end(lastAccessed, timeToLive) : builder.expires);
        state = builder.state;
        metadata = builder.metadata;
        data = JsonValues.copy(builder.data, "data");
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(builder.attributes));
        unknown = JsonValues.copy(builder.unknown, "session");
    }

    private static Instant millis(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }

    /** The time that there will never be stands for all later ones. */
    private static Instant end(Instant from, Duration time) {
        Duration left = Duration.between(from, Instant.ofEpochMilli(Long.MAX_VALUE));
        return time.compareTo(left) >= 0 ? Instant.ofEpochMilli(Long.MAX_VALUE) : from.plus(time);
    }

    /** Begins a session; it has no user, metadata or data, and a time to live of {@link Sessions#DEFAULT_TIME_TO_LIVE}. */
    public static Builder builder(String id, Instant created) {
        return new Builder(id, created);
    }

    /** Begins a session that is like this one. */
    public Builder toBuilder() {
        Builder builder = new Builder(id, created);
        builder.userId = userId;
        builder.lastAccessed = lastAccessed;
        builder.timeToLive = timeToLive;
        builder.expires = expires;
        builder.state = state;
        builder.metadata = metadata;
        builder.data.putAll(data);
        builder.attributes.putAll(attributes);
        builder.unknown.putAll(unknown);
        return builder;
    }

    /** The session with a value in its data, or with another; null is a value, too. */
    public Session with(String key, @Nullable Object value) {
        return toBuilder().put(key, value).build();
    }

    /** The session without a value in its data. */
    public Session without(String key) {
        return toBuilder().remove(key).build();
    }

    /** The session as it is when it was used at a time: it expires its time to live after that. */
    public Session accessedAt(Instant now) {
        Builder builder = toBuilder().lastAccessed(now);
        builder.expires = null;
        return builder.build();
    }

    /** What it is called; whoever knows it has the session. */
    public String id() {
        return id;
    }

    /** Whose session it is; null if it is anonymous. */
    public @Nullable String userId() {
        return userId;
    }

    /** Whether it is nobody's. */
    public boolean isAnonymous() {
        return userId == null;
    }

    /** When it was made. */
    public Instant created() {
        return created;
    }

    /** When it was last used, which is made, changed or touched. */
    public Instant lastAccessed() {
        return lastAccessed;
    }

    /** How long it lives after it was last used. */
    public Duration timeToLive() {
        return timeToLive;
    }

    @Override
    public Instant expires() {
        return expires;
    }

    /** Whether its time is over at a time. */
    public boolean isExpiredAt(Instant now) {
        return !expires.isAfter(now);
    }

    /** What has become of it, as far as this object knows: {@link #isExpiredAt} goes by the clock. */
    public State state() {
        return state;
    }

    /** Where it comes from. */
    public SessionMetadata metadata() {
        return metadata;
    }

    /** What was put in it, in the order in which it was put; cannot be changed. */
    public Map<String, @Nullable Object> data() {
        return data;
    }

    /** A value of its data; null if there is none, or it is null. */
    public @Nullable Object get(String key) {
        return data.get(key);
    }

    /** The Java objects in it, each encoded by itself; cannot be changed. */
    public Map<String, SessionAttribute> attributes() {
        return attributes;
    }

    /** What its JSON had beside all this, of another version; cannot be changed. */
    public Map<String, @Nullable Object> unknown() {
        return unknown;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Session session
                && id.equals(session.id)
                && Objects.equals(userId, session.userId)
                && created.equals(session.created)
                && lastAccessed.equals(session.lastAccessed)
                && timeToLive.equals(session.timeToLive)
                && expires.equals(session.expires)
                && state == session.state
                && metadata.equals(session.metadata)
                && data.equals(session.data)
                && attributes.equals(session.attributes)
                && unknown.equals(session.unknown);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, lastAccessed, data, attributes);
    }

    /** Tells what is no secret: neither the id, whose holder has the session, nor the data. */
    @Override
    public String toString() {
        return "Session of " + (userId == null ? "nobody" : userId) + ", " + state + ", created " + created
                + ", expires " + expires + ", " + data.size() + " data, " + attributes.size() + " attributes";
    }

    /** Builds a session. Not safe for use by several threads. */
    public static final class Builder {
        private final String id;
        private final Instant created;
        private @Nullable String userId;
        private @Nullable Instant lastAccessed;
        private Duration timeToLive = Sessions.DEFAULT_TIME_TO_LIVE;
        private @Nullable Instant expires;
        private State state = State.ACTIVE;
        private SessionMetadata metadata = SessionMetadata.NONE;
        private final Map<String, @Nullable Object> data = new LinkedHashMap<>();
        private final Map<String, SessionAttribute> attributes = new LinkedHashMap<>();
        private final Map<String, @Nullable Object> unknown = new LinkedHashMap<>();

        private Builder(String id, Instant created) {
            this.id = Objects.requireNonNull(id, "id");
            this.created = Objects.requireNonNull(created, "created");
        }

        /** Whose it is; null for nobody's. */
        public Builder userId(@Nullable String user) {
            userId = user;
            return this;
        }

        /** When it was last used; when it was made, unless this is said. */
        public Builder lastAccessed(Instant time) {
            lastAccessed = Objects.requireNonNull(time, "time");
            return this;
        }

        /**
         * How long it lives after it was last used.
         *
         * @throws IllegalArgumentException if that is no time at all
         */
        public Builder timeToLive(Duration time) {
            if (time.isNegative() || time.isZero()) {
                throw new IllegalArgumentException("A session can't live for " + time + "; give it a positive time");
            }
            timeToLive = time;
            expires = null;
            return this;
        }

        /** When it expires, if not its time to live after it was last used; to be said after that. */
        public Builder expires(Instant time) {
            expires = Objects.requireNonNull(time, "time");
            return this;
        }

        /** What has become of it. */
        public Builder state(State is) {
            state = Objects.requireNonNull(is, "state");
            return this;
        }

        /** Where it comes from. */
        public Builder metadata(SessionMetadata is) {
            metadata = Objects.requireNonNull(is, "metadata");
            return this;
        }

        /** Puts a value into its data. */
        public Builder put(String key, @Nullable Object value) {
            data.put(Objects.requireNonNull(key, "key"), value);
            return this;
        }

        /** Puts values into its data. */
        public Builder putAll(Map<String, ? extends @Nullable Object> values) {
            values.forEach(this::put);
            return this;
        }

        /** Takes a value out of its data. */
        public Builder remove(String key) {
            data.remove(key);
            return this;
        }

        /** Puts an encoded Java object. */
        public Builder attribute(String name, SessionAttribute attribute) {
            attributes.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(attribute, "attribute"));
            return this;
        }

        /** Takes an encoded Java object out. */
        public Builder removeAttribute(String name) {
            attributes.remove(name);
            return this;
        }

        /** Something that a JSON had, and this version does not know. */
        public Builder unknown(String name, @Nullable Object value) {
            unknown.put(Objects.requireNonNull(name, "name"), value);
            return this;
        }

        /**
         * The session.
         *
         * @throws IllegalArgumentException if something is in its data that JSON does not know
         */
        public Session build() {
            return new Session(this);
        }
    }
}
