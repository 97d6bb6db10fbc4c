package io.spillway.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The keys that one section of a file may have.
 *
 * @param place where these keys belong, for one that stands elsewhere
 * @param keys the keys
 * @param later names of keys that are reserved for a later version
 */
record Vocabulary(String place, List<Key<?>> keys, List<String> later) {
    /** What is said of keys that are reserved. */
    static final String NOT_YET = "this version of Spillway does not have this key yet; remove it";

    Optional<Key<?>> find(String name) {
        return keys.stream().filter(key -> key.name().equals(name)).findFirst();
    }

    /** Why there is no such key, and what was probably meant. */
    String unknown(String name) {
        if (later.contains(name)) {
            return NOT_YET;
        }
        Collection<String> names = new ArrayList<>(later);
        keys.forEach(key -> names.add(key.name()));
        return unknown(names, name);
    }

    static String unknown(Collection<String> names, String name) {
        return "there is no such key"
                + Suggestion.closest(name, names)
                        .map(word -> "; did you mean `" + word + "`?")
                        .orElse("");
    }
}
