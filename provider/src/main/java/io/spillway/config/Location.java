package io.spillway.config;

import io.spillway.ConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * A place in a configuration.
 *
 * @param source the file, or what else the configuration was read from
 * @param line the line, counted from 1; 0 if unknown
 * @param column the column, counted from 1; 0 if unknown
 * @param key the key with all its parents; empty at the top
 */
record Location(String source, int line, int column, String key) {

    /** Where a value stands that follows from others. */
    static final Location DERIVED = of("follows from other keys");

    /** A source as a whole. */
    static Location of(String source) {
        return new Location(source, 0, 0, "");
    }

    /** The place on one line, for people; keys of properties are named, as they have no lines. */
    String describe() {
        if (line > 0) {
            return source + ", line " + line;
        }
        return key.isEmpty() ? source : source + ", " + key;
    }

    ConfigurationException problem(String problem) {
        return problem(problem, null);
    }

    ConfigurationException problem(String problem, @Nullable Throwable cause) {
        return new ConfigurationException(source, line, column, key, problem, cause);
    }
}
