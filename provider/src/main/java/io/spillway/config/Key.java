package io.spillway.config;

import org.jspecify.annotations.Nullable;

/**
 * One word of the configuration's vocabulary. Reading, messages and documentation all follow from this.
 *
 * @param name the word as it stands in the file
 * @param type what its value may be
 * @param fallback the value where the file has none; null if there is none, or it depends on other keys
 * @param defaultNote the default as the documentation tells it
 * @param group what it is about
 * @param live whether a change takes effect while running
 * @param doc what it does, in a sentence or two
 */
record Key<T>(
        String name,
        ValueType<T> type,
        @Nullable T fallback,
        String defaultNote,
        Group group,
        boolean live,
        String doc) {

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
        return new Key<>(name, type, fallback, type.write(fallback), group, false, doc);
    }

    static <T> Key<T> withoutDefault(Group group, String name, ValueType<T> type, String defaultNote, String doc) {
        return new Key<>(name, type, null, defaultNote, group, false, doc);
    }

    /** The same key, of which a change takes effect while running. */
    Key<T> changeable() {
        return new Key<>(name, type, fallback, defaultNote, group, true, doc);
    }
}
