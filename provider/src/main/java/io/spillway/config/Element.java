package io.spillway.config;

import io.spillway.ConfigurationException;
import java.util.List;
import java.util.Map;

/** A piece of a configuration, wherever that is written, and where it stands: a single value, a list, or a group of keys. */
abstract class Element {
    private static final int LONGEST_QUOTE = 60;

    abstract Location location();

    /** Whether there is a key, but no value. */
    abstract boolean isNothing();

    /** Whether this is a single value rather than a list or a group of keys. */
    abstract boolean isScalar();

    /** Whether this is a group of keys. */
    abstract boolean isGroup();

    /** The text of a single value as it is written. */
    abstract String written(String expected);

    /** The elements of a list. */
    abstract List<Element> items(String expected);

    /** What stands under each key of a group, in the order in which it is written; a key that stands there twice is refused. */
    abstract Map<String, Entry> entries(String expected);

    /** The text of a single value, with what its placeholders stand for. */
    final String text(String expected) {
        if (isNothing()) {
            throw problem("there is no value; write " + expected + ", or remove the key");
        }
        return Placeholders.fill(written(expected), this::problem);
    }

    final ConfigurationException problem(String problem) {
        return location().problem(problem);
    }

    /** A text of a configuration as it may stand in a message: in quotes, on one line, not too long. */
    static String quote(String text) {
        String line = text.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .limit(LONGEST_QUOTE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return "\"" + line + (text.codePointCount(0, text.length()) > LONGEST_QUOTE ? "..." : "") + "\"";
    }

    /** A key, where it stands, and what stands under it. */
    record Entry(String name, Location location, Element value) {}
}
