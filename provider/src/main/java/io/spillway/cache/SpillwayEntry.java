package io.spillway.cache;

import javax.cache.Cache;

/** An entry as an iterator returns it. */
public final class SpillwayEntry<K, V> implements Cache.Entry<K, V> {
    private final K key;
    private final V value;

    SpillwayEntry(K key, V value) {
        this.key = key;
        this.value = value;
    }

    @Override
    public K getKey() {
        return key;
    }

    @Override
    public V getValue() {
        return value;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        return unwrap(this, type);
    }

    static <T> T unwrap(Object wrapper, Class<T> type) {
        if (type.isInstance(wrapper)) {
            return type.cast(wrapper);
        }
        throw new IllegalArgumentException(
                "A " + wrapper.getClass().getName() + " can't be unwrapped to " + type.getName());
    }

    @Override
    public String toString() {
        return key + "=" + value;
    }
}
