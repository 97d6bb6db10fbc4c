package io.spillway.spring.session;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.session.MapSession;
import org.springframework.session.SaveMode;
import org.springframework.session.Session;
import org.springframework.session.SessionIdGenerator;

/**
 * A session while a request uses it, and what that changes. For one thread at a time, as sessions of Spring are; each request
 * has its own.
 */
public final class SpillwaySession implements Session {
    private final MapSession cached;
    private final SessionIdGenerator ids;
    private final SaveMode saveMode;
    private final Runnable changed;
    private final Map<String, Optional<Object>> delta = new HashMap<>();
    private String storedId;
    private boolean isNew;
    private boolean accessed;
    private boolean intervalChanged;

    /**
     * Creates the view of a session.
     *
     * @param cached what is known of it
     * @param isNew whether it is not in the cache yet
     * @param changed called after each change
     */
    SpillwaySession(MapSession cached, boolean isNew, SessionIdGenerator ids, SaveMode saveMode, Listener changed) {
        this.cached = cached;
        this.isNew = isNew;
        this.ids = ids;
        this.saveMode = saveMode;
        this.changed = () -> changed.changed(this);
        this.storedId = cached.getId();
    }

    /** Told of each change of a session. */
    @FunctionalInterface
    interface Listener {
        void changed(SpillwaySession session);
    }

    @Override
    public String getId() {
        return cached.getId();
    }

    @Override
    public String changeSessionId() {
        String id = ids.generate();
        cached.setId(id);
        changed.run();
        return id;
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as Spring declares it
    public <T> @Nullable T getAttribute(String attributeName) {
        T value = cached.getAttribute(attributeName);
        if (value != null && saveMode == SaveMode.ON_GET_ATTRIBUTE) {
            delta.put(attributeName, Optional.of(value));
        }
        return value;
    }

    @Override
    public Set<String> getAttributeNames() {
        return cached.getAttributeNames();
    }

    @Override
    public void setAttribute(String attributeName, @Nullable Object attributeValue) {
        cached.setAttribute(attributeName, attributeValue);
        delta.put(attributeName, Optional.ofNullable(attributeValue));
        changed.run();
    }

    @Override
    public void removeAttribute(String attributeName) {
        setAttribute(attributeName, null);
    }

    @Override
    public Instant getCreationTime() {
        return cached.getCreationTime();
    }

    @Override
    public void setLastAccessedTime(Instant lastAccessedTime) {
        cached.setLastAccessedTime(lastAccessedTime);
        accessed = true;
        changed.run();
    }

    @Override
    public Instant getLastAccessedTime() {
        return cached.getLastAccessedTime();
    }

    @Override
    public void setMaxInactiveInterval(Duration interval) {
        cached.setMaxInactiveInterval(interval);
        intervalChanged = true;
        changed.run();
    }

    @Override
    public Duration getMaxInactiveInterval() {
        return cached.getMaxInactiveInterval();
    }

    @Override
    public boolean isExpired() {
        return cached.isExpired();
    }

    boolean isNew() {
        return isNew;
    }

    /** The id that the cache knows it by; another one than its own after {@link #changeSessionId()}. */
    String storedId() {
        return storedId;
    }

    boolean hasChanges() {
        return isNew
                || accessed
                || intervalChanged
                || saveMode == SaveMode.ALWAYS
                || !delta.isEmpty()
                || !storedId.equals(getId());
    }

    boolean intervalChanged() {
        return isNew || intervalChanged;
    }

    /** What is to be set and removed, by name. */
    Map<String, Optional<Object>> attributeChanges() {
        Map<String, Optional<Object>> changes = new HashMap<>(delta);
        if (saveMode == SaveMode.ALWAYS) {
            cached.getAttributeNames()
                    .forEach(name -> changes.put(name, Optional.ofNullable(cached.getAttribute(name))));
        }
        return changes;
    }

    /** All that was changed is in the cache. */
    void saved() {
        storedId = getId();
        isNew = false;
        accessed = false;
        intervalChanged = false;
        delta.clear();
    }

    @Override
    public String toString() {
        return "SpillwaySession " + getId();
    }
}
