package io.spillway.hibernate;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** Names of regions as a setting has them: separated by commas, or {@code *} for all. */
record NameList(Set<String> names) {
    private static final String ALL = "*";

    NameList {
        names = Set.copyOf(names);
    }

    static NameList parse(String text) {
        return new NameList(Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet()));
    }

    boolean contains(String name) {
        return names.contains(ALL) || names.contains(name);
    }
}
