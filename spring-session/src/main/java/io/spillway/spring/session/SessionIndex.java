package io.spillway.spring.session;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * Which sessions have which value of an index, such as the name of a principal. Safe for use by any thread.
 *
 * <p>A session is written here before it is written itself, and after it is gone it may be named here still: so no session is
 * missed, and whoever looks one up makes sure that it has that value. Ids of sessions that are gone leave when another one
 * comes.
 */
final class SessionIndex {
    private static final String SEPARATOR = "\n";

    private final Cache<String, String> cache;

    SessionIndex(Cache<String, String> cache) {
        this.cache = cache;
    }

    private static String key(String index, String value) {
        return index + SEPARATOR + value;
    }

    Set<String> find(String index, String value) {
        return ids(cache.get(key(index, value)));
    }

    private static Set<String> ids(@Nullable String list) {
        return list == null || list.isEmpty()
                ? new LinkedHashSet<>()
                : new LinkedHashSet<>(Arrays.asList(list.split(SEPARATOR, -1)));
    }

    /** Adds a session; each time that there are twice as many, those are dropped that are not there any more. */
    void add(String index, String value, String id, Predicate<String> isThere) {
        if (find(index, value).contains(id)) {
            return;
        }
        change(key(index, value), ids -> {
            if (Integer.bitCount(ids.size()) == 1) {
                // Looked at under the lock of this key: whoever is there by now has been added for good.
                ids.removeIf(known -> !isThere.test(known));
            }
            ids.add(id);
        });
    }

    void remove(String index, String value, String id) {
        change(key(index, value), ids -> ids.remove(id));
    }

    /** Changes the ids of one key, one change after the other. */
    private void change(String key, Consumer<Set<String>> change) {
        cache.invoke(key, (entry, arguments) -> {
            Set<String> ids = ids(entry.getValue());
            change.accept(ids);
            if (!ids.isEmpty()) {
                entry.setValue(String.join(SEPARATOR, ids));
            } else if (entry.exists()) {
                entry.remove();
            }
            return null;
        });
    }
}
