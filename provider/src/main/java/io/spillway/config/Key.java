package io.spillway.config;

import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One word of the configuration's vocabulary. Reading, messages and documentation all follow from this.
 *
 * @param name the word as it stands in the file
 * @param type what its value may be
 * @param fallback the value where the file has none; null if there is none, or it depends on other keys
 * @param defaultNote the default as the documentation tells it
 * @param group what it is about
 * @param live which changes take effect while running
 * @param doc what it does, in a sentence or two
 */
record Key<T>(
        String name,
        ValueType<T> type,
        @Nullable T fallback,
        String defaultNote,
        Group group,
        Live<T> live,
        String doc) {

    /**
     * Which changes of a value take effect while running.
     *
     * @param note how the documentation says that
     * @param allowed told the old value and the new one, neither of them null
     */
    record Live<T>(String note, BiPredicate<T, T> allowed) {
        private static <T> Live<T> no() {
            return new Live<>("no", (before, after) -> false);
        }
    }

    /** What a key is about. */
    enum Group {
        /** The cache manager as a whole. */
        MANAGER,
        /** The tiers of a cache, of which JSR-107 knows nothing. */
        TIERS,
        /** What JSR-107 defines, and a cache that is created in code says for itself. */
        STANDARD
    }

    static <T> Key<T> of(Group group, String name, ValueType<T> type, T fallback, String doc) {
        return new Key<>(name, type, fallback, type.write(fallback), group, Live.no(), doc);
    }

    static <T> Key<T> withoutDefault(Group group, String name, ValueType<T> type, String defaultNote, String doc) {
        return new Key<>(name, type, null, defaultNote, group, Live.no(), doc);
    }

    /** The same key, of which each change takes effect while running. */
    Key<T> changeable() {
        return changeable("yes", (before, after) -> true);
    }

    /** The same key, of which some changes take effect while running. */
    Key<T> changeable(String note, BiPredicate<T, T> allowed) {
        return new Key<>(name, type, fallback, defaultNote, group, new Live<>(note, allowed), doc);
    }
}
