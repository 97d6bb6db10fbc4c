package io.spillway.provider;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.cache.Cache;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;

/** What a cache loads from and writes to: gives each load a value of its own, and remembers all that it is asked. */
final class Backend implements CacheLoader<String, Object>, CacheWriter<String, Object> {
    private final Function<String, Object> values;
    private final ConcurrentMap<String, List<String>> written = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, AtomicInteger> loads = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, String> busy = new ConcurrentHashMap<>();

    Backend(Function<String, Object> values) {
        this.values = values;
    }

    static boolean isLoaded(String key, Object value) {
        return value.toString().startsWith(key + "=loaded");
    }

    /** What the writer was called with for a key, in order. */
    List<String> written(String key) {
        List<String> calls = written.get(key);
        if (calls == null) {
            return List.of();
        }
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    int loads(String key) {
        AtomicInteger count = loads.get(key);
        return count == null ? 0 : count.get();
    }

    @Override
    public Object load(String key) {
        if (busy.putIfAbsent(key, "loading") != null) {
            throw new IllegalStateException(key + " is being loaded or written already");
        }
        try {
            int count = loads.computeIfAbsent(key, k -> new AtomicInteger()).incrementAndGet();
            return values.apply(key + "=loaded" + count);
        } finally {
            busy.remove(key);
        }
    }

    @Override
    public Map<String, Object> loadAll(Iterable<? extends String> keys) {
        Map<String, Object> loaded = new HashMap<>();
        keys.forEach(key -> loaded.put(key, load(key)));
        return loaded;
    }

    @Override
    public void write(Cache.Entry<? extends String, ? extends Object> entry) {
        note(entry.getKey(), "write " + entry.getValue());
    }

    @Override
    public void writeAll(Collection<Cache.Entry<? extends String, ? extends Object>> entries) {
        entries.forEach(this::write);
        entries.clear();
    }

    @Override
    public void delete(Object key) {
        note((String) key, "delete");
    }

    @Override
    public void deleteAll(Collection<?> keys) {
        keys.forEach(this::delete);
        keys.clear();
    }

    private void note(String key, String call) {
        if (!key.startsWith("key-")) {
            return;
        }
        if (busy.putIfAbsent(key, "writing") != null) {
            throw new IllegalStateException(key + " is being loaded or written already");
        }
        List<String> calls = written.computeIfAbsent(key, k -> new ArrayList<>());
        synchronized (calls) {
            calls.add(call);
        }
        busy.remove(key);
    }

    void forget(String key) {
        written.remove(key);
        loads.remove(key);
    }
}
