package io.spillway.cache;

import org.jspecify.annotations.Nullable;

/** The operations of {@code javax.cache.Cache} on one entry, each as the difference that makes it. */
final class Operations {
    private Operations() {}

    static <K, V> Operation<K, V, @Nullable V> get() {
        return entry -> {
            V value = entry.value();
            entry.countLookup();
            if (value == null) {
                return entry.load();
            }
            entry.access();
            return value;
        };
    }

    static <K, V> Operation<K, V, Boolean> containsKey() {
        return EntryAction::isReadable;
    }

    static <K, V> Operation<K, V, Boolean> put(V value) {
        return entry -> {
            entry.put(value);
            return true;
        };
    }

    static <K, V> Operation<K, V, @Nullable V> getAndPut(V value) {
        return entry -> {
            V old = entry.value();
            entry.countLookup();
            entry.put(value);
            return old;
        };
    }

    static <K, V> Operation<K, V, Boolean> putIfAbsent(V value) {
        return entry -> {
            boolean there = entry.isReadable();
            entry.countLookup();
            if (there) {
                return false;
            }
            entry.put(value);
            return true;
        };
    }

    static <K, V> Operation<K, V, Boolean> remove() {
        return entry -> {
            boolean existed = entry.exists();
            entry.remove();
            return existed;
        };
    }

    static <K, V> Operation<K, V, Boolean> remove(V expected) {
        return entry -> {
            boolean same = expected.equals(entry.value());
            entry.countLookup();
            if (same) {
                entry.remove();
            } else {
                entry.access();
            }
            return same;
        };
    }

    static <K, V> Operation<K, V, @Nullable V> getAndRemove() {
        return entry -> {
            V old = entry.value();
            entry.countLookup();
            entry.remove();
            return old;
        };
    }

    static <K, V> Operation<K, V, Boolean> replace(V value) {
        return entry -> {
            boolean there = entry.isReadable();
            entry.countLookup();
            if (!there) {
                return false;
            }
            entry.put(value);
            return true;
        };
    }

    static <K, V> Operation<K, V, Boolean> replace(V expected, V value) {
        return entry -> {
            boolean same = expected.equals(entry.value());
            entry.countLookup();
            if (same) {
                entry.put(value);
            } else {
                entry.access();
            }
            return same;
        };
    }

    static <K, V> Operation<K, V, @Nullable V> getAndReplace(V value) {
        return entry -> {
            V old = entry.value();
            entry.countLookup();
            if (old != null) {
                entry.put(value);
            }
            return old;
        };
    }

    /** Looks at an entry in a way that is no access; null if there is none. */
    static <K, V> Operation<K, V, @Nullable V> glance() {
        return EntryAction::value;
    }

    /** What an iterator does with each key that it comes to: null if the entry has gone meanwhile. */
    static <K, V> Operation<K, V, @Nullable Visited<V>> visit() {
        return entry -> {
            V value = entry.value();
            if (value == null) {
                return null;
            }
            entry.countLookup();
            entry.accessInPlace();
            return new Visited<>(value, entry.version());
        };
    }

    /** Removes the entry that an iterator returned, but not another that has taken its place. */
    static <K, V> Operation<K, V, Boolean> removeVisited(long version) {
        return entry -> {
            boolean same = entry.exists() && entry.version() == version;
            if (same) {
                entry.remove();
            }
            return same;
        };
    }

    /** What an iterator found, and which of the key's entries that was. */
    record Visited<V>(V value, long version) {}
}
