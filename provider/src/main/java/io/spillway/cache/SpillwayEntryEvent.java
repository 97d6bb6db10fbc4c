package io.spillway.cache;

import javax.cache.Cache;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/** What happened to one entry. Each listener gets an event of its own, so that none sees another's changes to a value. */
@SuppressWarnings("serial") // an event is as serializable as its cache is: not at all
final class SpillwayEntryEvent<K, V> extends CacheEntryEvent<K, V> {
    private static final long serialVersionUID = 1L;

    private final K key;
    private final @Nullable V value;
    private final @Nullable V oldValue;

    SpillwayEntryEvent(Cache<K, V> cache, EventType type, K key, @Nullable V value, @Nullable V oldValue) {
        super(cache, type);
        this.key = key;
        this.value = value;
        this.oldValue = oldValue;
    }

    @Override
    public K getKey() {
        return key;
    }

    @Override
    @SuppressWarnings("NullAway") // null is what the specification has for an old value that isn't available
    public V getValue() {
        boolean gone = getEventType() == EventType.REMOVED || getEventType() == EventType.EXPIRED;
        return gone ? oldValue : value;
    }

    @Override
    @SuppressWarnings("NullAway") // null is what the specification has for an old value that isn't available
    public V getOldValue() {
        return oldValue;
    }

    @Override
    public boolean isOldValueAvailable() {
        return oldValue != null;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        return SpillwayEntry.unwrap(this, type);
    }

    @Override
    public String toString() {
        return getEventType() + " " + key;
    }
}
