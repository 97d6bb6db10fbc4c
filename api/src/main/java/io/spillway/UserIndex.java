package io.spillway;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;

/**
 * Which sessions a user has, in a cache of its own: by the user, the ids with blanks between them. It may name sessions that
 * are gone, which is mended when it is read, and lacks none of which anybody was told. That holds as long as the cache keeps
 * what it was given, which a mark in it tells: without the mark, the index is made anew of the sessions.
 */
final class UserIndex {
    /** No user is called so. */
    static final String MARK = " complete";

    private static final String BLANK = " ";
    private static final String USER = "u";

    private final Cache<String, String> cache;

    UserIndex(Cache<String, String> cache) {
        this.cache = cache;
    }

    boolean isComplete() {
        return cache.containsKey(MARK);
    }

    void completed() {
        cache.put(MARK, BLANK);
    }

    void add(String userId, String id) {
        change(userId, id, true);
    }

    void remove(String userId, String id) {
        change(userId, id, false);
    }

    private void change(String userId, String id, boolean added) {
        try {
            cache.invoke(USER + userId, new Change(), id, added);
        } catch (EntryProcessorException e) {
            throw Sessions.unwrapped(e);
        }
    }

    Set<String> ids(String userId) {
        return parsed(cache.get(USER + userId));
    }

    private static Set<String> parsed(@Nullable String text) {
        Set<String> ids = new LinkedHashSet<>();
        if (text != null) {
            Stream<String> parts = Arrays.stream(text.split(BLANK));
            parts.filter(id -> !id.isEmpty()).forEach(ids::add);
        }
        return ids;
    }

    /** Adds an id to a user's, or takes it out. */
    private static final class Change implements EntryProcessor<String, String, Void> {
        @Override
        public @Nullable Void process(MutableEntry<String, String> entry, Object... arguments) {
            String id = (String) arguments[0];
            boolean added = (Boolean) arguments[1];
            Set<String> ids = parsed(entry.getValue());
            if (added ? ids.add(id) : ids.remove(id)) {
                if (ids.isEmpty()) {
                    entry.remove();
                } else {
                    entry.setValue(String.join(BLANK, ids));
                }
            }
            return null;
        }
    }
}
