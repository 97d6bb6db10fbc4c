package io.spillway.cache;

import io.spillway.tier.Failures;
import io.spillway.tier.StoreCursor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.integration.CacheLoaderException;

/**
 * Operations on several keys. Where a loader or writer takes part, it is called once for all keys, under all their tickets;
 * otherwise the keys go one by one.
 */
final class BulkOperations<K, V> {
    private final Engine<K, V> engine;

    BulkOperations(Engine<K, V> engine) {
        this.engine = engine;
    }

    Map<K, V> getAll(Set<? extends K> keys) {
        long start = engine.statistics.start();
        Map<K, V> found = new HashMap<>();
        Set<K> rest = new LinkedHashSet<>();
        for (K key : keys) {
            Object held = engine.heldInHeap(key);
            V value = held == null ? null : engine.reveal(held);
            if (value != null) {
                found.put(key, value);
            } else {
                rest.add(key);
            }
        }
        if (!found.isEmpty()) {
            engine.statistics.endGet(start);
        }
        if (rest.isEmpty()) {
            return found;
        }
        if (engine.loading.readsThrough()) {
            found.putAll(engine.runAll(rest, this::getOrLoad));
        } else {
            forEach(rest, key -> {
                V value = engine.run(key, Operations.get());
                if (value != null) {
                    found.put(key, value);
                }
            });
        }
        return found;
    }

    private Map<K, V> getOrLoad(Map<K, EntryAction<K, V>> actions) {
        Map<K, V> found = new HashMap<>();
        Map<K, EntryAction<K, V>> absent = new LinkedHashMap<>();
        actions.forEach((key, action) -> {
            V value = action.value();
            action.countLookup();
            if (value == null) {
                absent.put(key, action);
            } else {
                action.access();
                action.commit();
                found.put(key, value);
            }
        });
        found.putAll(load(absent));
        return found;
    }

    /** Loads what nobody loaded while this call waited for its tickets, in one call to the loader. */
    private Map<K, V> load(Map<K, EntryAction<K, V>> actions) {
        Map<K, V> values = new HashMap<>();
        Map<K, EntryAction<K, V>> toLoad = new LinkedHashMap<>();
        actions.forEach((key, action) -> {
            if (!action.wasLoadedMeanwhile()) {
                toLoad.put(key, action);
                return;
            }
            V value = action.loadedMeanwhile();
            if (value != null) {
                values.put(key, value);
            }
        });
        values.putAll(loadAnew(toLoad));
        return values;
    }

    private Map<K, V> loadAnew(Map<K, EntryAction<K, V>> actions) {
        if (actions.isEmpty()) {
            return Map.of();
        }
        Map<K, V> values = new HashMap<>();
        Map<K, V> loaded = askLoader(actions);
        actions.forEach((key, action) -> {
            V value = action.loaded(loaded.get(key));
            action.commit();
            if (value != null) {
                values.put(key, value);
            }
        });
        return values;
    }

    private Map<K, V> askLoader(Map<K, EntryAction<K, V>> actions) {
        try {
            return engine.callingUser(() -> engine.loading.loadAll(actions.keySet()));
        } catch (CacheLoaderException e) {
            actions.values().forEach(action -> action.loadFailed(e));
            throw e;
        }
    }

    /** Loads keys: those that are absent, or all of them. */
    void loadAll(Set<? extends K> keys, boolean replaceExisting) {
        engine.runAll(keys, actions -> {
            if (replaceExisting) {
                // A load that began before this call may not have seen what the caller wants to see.
                return loadAnew(actions);
            }
            Map<K, EntryAction<K, V>> toLoad = new LinkedHashMap<>(actions);
            toLoad.values().removeIf(EntryAction::isReadable);
            return load(toLoad);
        });
    }

    void putAll(Map<? extends K, ? extends V> entries) {
        if (!engine.writing.writesThrough() || entries.isEmpty()) {
            forEach(entries.entrySet(), entry -> engine.run(entry.getKey(), Operations.put(entry.getValue())));
            return;
        }
        engine.runAll(entries.keySet(), actions -> {
            List<Cache.Entry<K, V>> unwritten = new ArrayList<>(actions.size());
            actions.forEach((key, action) -> {
                V value = entries.get(key);
                if (value == null) {
                    throw new NullPointerException("A value of putAll's map is null, or was removed meanwhile");
                }
                action.put(value);
                unwritten.add(new SpillwayEntry<>(key, action.newValue()));
            });
            writeThenCommit(actions, () -> engine.writing.writeAll(unwritten), () -> {
                Set<K> left = new LinkedHashSet<>();
                unwritten.forEach(entry -> left.add(entry.getKey()));
                return left;
            });
            return null;
        });
    }

    void removeAll(Collection<? extends K> keys) {
        if (!engine.writing.writesThrough() || keys.isEmpty()) {
            forEach(keys, key -> engine.run(key, Operations.remove()));
            return;
        }
        engine.runAll(keys, actions -> {
            Set<K> undeleted = new LinkedHashSet<>(actions.keySet());
            actions.values().forEach(action -> {
                action.exists();
                action.remove();
            });
            writeThenCommit(actions, () -> engine.writing.deleteAll(undeleted), () -> undeleted);
            return null;
        });
    }

    /** Runs one operation after the other; a listener that fails, whose event has happened all the same, stops none. */
    private static <T> void forEach(Collection<T> items, Consumer<? super T> operation) {
        Failures failures = new Failures();
        for (T item : items) {
            try {
                operation.accept(item);
            } catch (CacheEntryListenerException e) {
                failures.attempt(() -> {
                    throw e;
                });
            }
        }
        failures.rethrow();
    }

    /** Removes every entry of the cache. */
    void removeAll() {
        List<K> keys = new ArrayList<>();
        forEachKey(keys::add);
        removeAll(keys);
    }

    private void forEachKey(Consumer<K> visitor) {
        try (StoreCursor<K> cursor = engine.store.cursor()) {
            for (K key = cursor.next(); key != null; key = cursor.next()) {
                visitor.accept(key);
            }
        }
    }

    /** Asks the writer for all at once; if it fails, what it has done until then is done here too. */
    private void writeThenCommit(Map<K, EntryAction<K, V>> actions, Runnable write, Supplier<Set<K>> leftOver) {
        Failures failures = new Failures();
        boolean[] written = new boolean[1];
        failures.attempt(() -> {
            engine.callingUser(write);
            written[0] = true;
        });
        Set<K> left = written[0] ? Set.of() : leftOver.get();
        actions.forEach((key, action) -> {
            if (!left.contains(key)) {
                failures.attempt(action::commitWritten);
            }
        });
        failures.rethrow();
    }
}
