package io.spillway.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The values of one section of a file, and where they stand. A section may lie over another, whose values it takes where
 * it has none itself; below all lie the keys' defaults.
 */
final class Section {
    private final Location location;
    private final Map<String, Read> values;
    private final @Nullable Section below;

    private Section(Location location, Map<String, Read> values, @Nullable Section below) {
        this.location = location;
        this.values = values;
        this.below = below;
    }

    /** A section without any value. */
    static Section empty(Location location) {
        return new Section(location, Map.of(), null);
    }

    /** Reads a section, and refuses whatever is not in the vocabulary. */
    static Section read(Element element, Vocabulary vocabulary, String expected) {
        Map<String, Read> values = new LinkedHashMap<>();
        for (Element.Entry entry : element.entries(expected).values()) {
            Key<?> key = vocabulary
                    .find(entry.name())
                    .orElseThrow(() -> entry.location().problem(refusal(vocabulary, entry.name())));
            values.put(key.name(), new Read(entry.location(), key.type().read(entry.value())));
        }
        return new Section(element.location(), values, null);
    }

    private static String refusal(Vocabulary vocabulary, String name) {
        if (!vocabulary.later().contains(name)) {
            for (Vocabulary other : Keys.ALL) {
                if (other.find(name).isPresent()) {
                    return "this key does not belong here; " + other.place();
                }
            }
        }
        return vocabulary.unknown(name);
    }

    /** This section, with what another one has and this one lacks. */
    Section over(Section other) {
        return new Section(location, values, other);
    }

    /** This section, with values that follow from others, where they are other than what is said. */
    Section settled(Map<String, ?> derived) {
        Map<String, Read> settled = new LinkedHashMap<>();
        derived.forEach((name, value) -> {
            Read read = lookUp(name);
            if (read == null || !read.value().toString().equals(value.toString())) {
                settled.put(name, new Read(Location.DERIVED, value));
            }
        });
        return new Section(location, settled, this);
    }

    Location location() {
        return location;
    }

    /** Whether a key stands in this section itself. */
    boolean has(Key<?> key) {
        return values.containsKey(key.name());
    }

    /** Whether a key stands in this section, or in one below it that is above another one. */
    boolean hasAbove(Section end, Key<?> key) {
        return this != end && (has(key) || below != null && below.hasAbove(end, key));
    }

    /** The place of a key: in this section, or in one below, or else this section's own place. */
    Location locationOf(Key<?> key) {
        Read read = lookUp(key.name());
        return read == null ? location : read.location();
    }

    /** Who says what a key's value is. */
    String origin(Key<?> key) {
        Read read = lookUp(key.name());
        return read == null ? "default" : read.location().describe();
    }

    /** The value of a key that has a default. */
    <T> T get(Key<T> key) {
        return Objects.requireNonNull(find(key), key::name);
    }

    /** The value of a key, or its default, or null if it has none. */
    @SuppressWarnings("unchecked") // it was read by the key's own type
    <T> @Nullable T find(Key<T> key) {
        Read read = lookUp(key.name());
        return read == null ? key.fallback() : (T) read.value();
    }

    private @Nullable Read lookUp(String name) {
        Read read = values.get(name);
        return read != null || below == null ? read : below.lookUp(name);
    }

    private record Read(Location location, Object value) {}
}
