package io.spillway;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Keys and values as properties have them, being gathered. Not safe for use by several threads. */
final class Options {
    private final Map<String, String> values;
    private final String prefix;

    Options() {
        this(new LinkedHashMap<>(), "");
    }

    private Options(Map<String, String> values, String prefix) {
        this.values = values;
        this.prefix = prefix;
    }

    /** The keys below one, of which nothing that was said before remains. */
    Options fresh(String key) {
        remove(key);
        return within(key);
    }

    /** The keys below one. */
    Options within(String key) {
        return new Options(values, prefix + key + ".");
    }

    private void remove(String key) {
        String name = prefix + key;
        values.keySet()
                .removeIf(present ->
                        present.equals(name) || present.startsWith(name + ".") || present.startsWith(name + "["));
    }

    /** Says what a key's value is, in place of all that was said of it. */
    void put(String key, String value) {
        remove(key);
        values.put(prefix + key, value);
    }

    /** Says what a key's value is, unless something was said of it. */
    void putIfAbsent(String key, String value) {
        values.putIfAbsent(prefix + key, value);
    }

    void put(String key, Duration value) {
        put(key, value.toString());
    }

    /** Says what a key's value is, by a constant of that name in upper case. */
    void put(String key, Enum<?> value) {
        put(key, value.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    void put(String key, List<String> items) {
        remove(key);
        if (items.isEmpty()) {
            values.put(prefix + key, "");
        }
        for (int i = 0; i < items.size(); i++) {
            values.put(prefix + key + "[" + i + "]", items.get(i));
        }
    }

    Map<String, String> copy() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
