package io.spillway.jsr107;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.cache.Cache;
import javax.cache.integration.CacheWriter;

/** A store behind the cache that remembers how it was called, and refuses keys that begin with "bad". */
class RecordingWriter implements CacheWriter<String, String> {
    final Map<String, String> store = new ConcurrentHashMap<>();
    final List<String> singles = new CopyOnWriteArrayList<>();
    final List<Map<String, String>> bulkWrites = new CopyOnWriteArrayList<>();
    final List<Set<Object>> bulkDeletes = new CopyOnWriteArrayList<>();

    @Override
    public void write(Cache.Entry<? extends String, ? extends String> entry) {
        singles.add("write " + entry.getKey());
        refuse(entry.getKey());
        store.put(entry.getKey(), entry.getValue());
    }

    @Override
    public void writeAll(Collection<Cache.Entry<? extends String, ? extends String>> entries) {
        Map<String, String> asked = new HashMap<>();
        entries.forEach(entry -> asked.put(entry.getKey(), entry.getValue()));
        bulkWrites.add(asked);
        Iterator<Cache.Entry<? extends String, ? extends String>> rest = entries.iterator();
        boolean refused = false;
        while (rest.hasNext()) {
            Cache.Entry<? extends String, ? extends String> entry = rest.next();
            if (entry.getKey().startsWith("bad")) {
                refused = true;
            } else {
                store.put(entry.getKey(), entry.getValue());
                rest.remove();
            }
        }
        if (refused) {
            throw new Refusal();
        }
    }

    @Override
    public void delete(Object key) {
        singles.add("delete " + key);
        refuse(key);
        store.remove(key);
    }

    @Override
    public void deleteAll(Collection<?> keys) {
        bulkDeletes.add(new HashSet<>(keys));
        boolean refused = false;
        Iterator<?> rest = keys.iterator();
        while (rest.hasNext()) {
            Object key = rest.next();
            if (key.toString().startsWith("bad")) {
                refused = true;
            } else {
                store.remove(key);
                rest.remove();
            }
        }
        if (refused) {
            throw new Refusal();
        }
    }

    private static void refuse(Object key) {
        if (key.toString().startsWith("bad")) {
            throw new Refusal();
        }
    }

    /** What this writer throws. */
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refusal() {
            super("refused");
        }
    }
}
