package io.spillway.config;

import io.spillway.ConfigurationException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Fills in what {@code ${NAME}} and {@code ${NAME:default}} stand for: the system property of that name, or else the
 * environment variable, or else the default, which may have placeholders itself. A doubled dollar sign stands for one that begins
 * no placeholder.
 */
final class Placeholders {
    private static final String BEGIN = "${";
    private static final int DEEPEST = 10;

    private final Function<String, ConfigurationException> problem;

    private Placeholders(Function<String, ConfigurationException> problem) {
        this.problem = problem;
    }

    /**
     * Fills in all placeholders of a text.
     *
     * @param problem makes the exception for what is wrong, given what to say
     */
    static String fill(String text, Function<String, ConfigurationException> problem) {
        return text.contains(BEGIN) ? new Placeholders(problem).fill(text, 0) : text;
    }

    private String fill(String text, int depth) {
        if (depth > DEEPEST) {
            throw problem.apply("there are too many placeholders one inside the other in " + Element.quote(text));
        }
        StringBuilder filled = new StringBuilder();
        int done = 0;
        for (int begin = text.indexOf(BEGIN); begin >= 0; begin = text.indexOf(BEGIN, done)) {
            if (begin > done && text.charAt(begin - 1) == '$') {
                filled.append(text, done, begin - 1).append(BEGIN);
                done = begin + BEGIN.length();
            } else {
                int end = end(text, begin);
                filled.append(text, done, begin).append(value(text.substring(begin + BEGIN.length(), end), depth));
                done = end + 1;
            }
        }
        return filled.append(text, done, text.length()).toString();
    }

    /** Where the placeholder that begins somewhere ends. */
    private int end(String text, int begin) {
        int open = 0;
        for (int i = begin; i < text.length(); i++) {
            if (text.startsWith(BEGIN, i)) {
                open++;
            } else if (text.charAt(i) == '}') {
                open--;
                if (open == 0) {
                    return i;
                }
            }
        }
        throw problem.apply(
                "a placeholder in " + Element.quote(text) + " has no end; write ${NAME} or ${NAME:default}, in"
                        + " quotes where it stands between braces, or $${ for the characters ${");
    }

    private String value(String placeholder, int depth) {
        int colon = placeholder.indexOf(':');
        String name = colon < 0 ? placeholder : placeholder.substring(0, colon);
        if (name.isBlank()) {
            throw problem.apply("a placeholder has no name; write ${NAME} or ${NAME:default}");
        }
        String value = lookUp(name.strip());
        if (value != null) {
            return value;
        }
        if (colon < 0) {
            throw problem.apply("there is neither a system property nor an environment variable "
                    + Element.quote(name.strip()) + "; set one, or write a default: ${" + name.strip() + ":default}");
        }
        return fill(placeholder.substring(colon + 1), depth + 1);
    }

    private static @Nullable String lookUp(String name) {
        String property = System.getProperty(name);
        return property == null ? System.getenv(name) : property;
    }
}
