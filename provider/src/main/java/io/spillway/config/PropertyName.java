package io.spillway.config;

import io.spillway.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The name of a property as keys, one inside the other. A dot begins the next key; brackets hold what has dots of its own,
 * or the place in a list: {@code caches[com.example.users].allow[0]}. Without brackets, a cache's name with dots ends where
 * the last key of a cache begins: {@code caches.com.example.users.heap}.
 */
final class PropertyName {
    private PropertyName() {}

    /** The keys of a name, of which places in lists keep their brackets. */
    static List<String> parts(String name, Function<String, ConfigurationException> problem) {
        List<String> parts = new ArrayList<>();
        boolean bracketedCache = false;
        int at = 0;
        while (at < name.length()) {
            boolean ofCaches = parts.size() == 1 && parts.get(0).equals(Keys.CACHES.name());
            int end;
            if (name.charAt(at) == '[') {
                end = name.indexOf(']', at);
                if (end < 0) {
                    throw problem.apply("there is a [ without a ]");
                }
                String inside = name.substring(at + 1, end);
                boolean index = inside.matches("\\d{1,6}") && !ofCaches;
                parts.add(index ? "[" + inside + "]" : inside);
                bracketedCache |= ofCaches;
                end++;
            } else {
                end = endOfKey(name, at);
                parts.add(name.substring(at, end));
            }
            at = end < name.length() && name.charAt(end) == '.' ? end + 1 : end;
        }
        boolean dotted = parts.size() > 3 && parts.get(0).equals(Keys.CACHES.name()) && !bracketedCache;
        return dotted ? withOneName(parts) : parts;
    }

    private static int endOfKey(String name, int from) {
        int end = from;
        while (end < name.length() && name.charAt(end) != '.' && name.charAt(end) != '[') {
            end++;
        }
        return end;
    }

    private static List<String> withOneName(List<String> parts) {
        int key = parts.size() - 1;
        while (key > 1 && Keys.CACHE.find(parts.get(key)).isEmpty()) {
            key--;
        }
        if (key <= 1) {
            // There is no such key; the last part is what will be complained of.
            key = parts.size() - 1;
        }
        List<String> joined = new ArrayList<>();
        joined.add(parts.get(0));
        joined.add(String.join(".", parts.subList(1, key)));
        joined.addAll(parts.subList(key, parts.size()));
        return joined;
    }

    /** Whether a key is a place in a list. */
    static boolean isIndex(String part) {
        return part.startsWith("[");
    }

    /** The place in a list. */
    static int index(String part) {
        return Integer.parseInt(part.substring(1, part.length() - 1));
    }
}
