package io.spillway.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Two groups of keys, one over the other: where both have a key, the upper one says what it is. */
final class Overlay extends Element {
    private final Element upper;
    private final Element lower;
    private final Level level;

    /** Which keys stand in a group. */
    private enum Level {
        TOP,
        NAMES,
        CACHE,
        PARTS;

        Level below(String key) {
            return switch (this) {
                case TOP -> key.equals(Keys.CACHES.name()) ? NAMES : key.equals(Keys.DEFAULTS.name()) ? CACHE : PARTS;
                case NAMES -> CACHE;
                case CACHE, PARTS -> PARTS;
            };
        }

        /** Whether a key has one of several parts, so that one of below must not join the one above. */
        boolean isOneOf(String key) {
            return this == TOP && key.equals(Keys.REDIS_PLACE.name())
                    || this == CACHE && key.equals(Keys.EXPIRY.name());
        }
    }

    private Overlay(Element upper, Element lower, Level level) {
        this.upper = upper;
        this.lower = lower;
        this.level = level;
    }

    /** Lays a document over another. */
    static Element of(Element upper, Element lower) {
        return over(upper, lower, Level.TOP);
    }

    private static Element over(Element upper, Element lower, Level level) {
        if (upper.isNothing()) {
            return lower;
        }
        return upper.isGroup() && lower.isGroup() ? new Overlay(upper, lower, level) : upper;
    }

    @Override
    Location location() {
        return upper.location();
    }

    @Override
    boolean isNothing() {
        return false;
    }

    @Override
    boolean isScalar() {
        return false;
    }

    @Override
    boolean isGroup() {
        return true;
    }

    @Override
    String written(String expected) {
        return upper.written(expected);
    }

    @Override
    List<Element> items(String expected) {
        return upper.items(expected);
    }

    @Override
    Map<String, Entry> entries(String expected) {
        Map<String, Entry> entries = new LinkedHashMap<>(lower.entries(expected));
        upper.entries(expected).forEach((name, entry) -> entries.merge(name, entry, this::merged));
        return entries;
    }

    private Entry merged(Entry below, Entry above) {
        Element value = level.isOneOf(above.name())
                ? above.value()
                : over(above.value(), below.value(), level.below(above.name()));
        return new Entry(above.name(), above.location(), value);
    }
}
