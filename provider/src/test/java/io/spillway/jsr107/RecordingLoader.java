package io.spillway.jsr107;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.cache.integration.CacheLoader;

/** Loads "loaded " and the key, and remembers how it was asked; keys that begin with "absent" do not exist. */
class RecordingLoader implements CacheLoader<String, String> {
    final List<String> single = new CopyOnWriteArrayList<>();
    final List<Set<String>> bulk = new CopyOnWriteArrayList<>();

    @Override
    public String load(String key) {
        single.add(key);
        return value(key);
    }

    @Override
    public Map<String, String> loadAll(Iterable<? extends String> keys) {
        Set<String> asked = new HashSet<>();
        keys.forEach(asked::add);
        bulk.add(asked);
        Map<String, String> values = new HashMap<>();
        for (String key : asked) {
            String value = value(key);
            if (value != null) {
                values.put(key, value);
            }
        }
        return Map.copyOf(values); // which throws when it is asked for null
    }

    private static String value(String key) {
        return key.startsWith("absent") ? null : "loaded " + key;
    }
}
