package io.spillway;

import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that cannot be used. The message names the file, the line and the key, says what is wrong there and
 * what would be right. Nothing of a refused configuration takes effect.
 */
public final class ConfigurationException extends CacheException {
    private static final long serialVersionUID = 1L;

    private final String source;
    private final int line;
    private final int column;
    private final String key;

    /**
     * Creates an exception.
     *
     * @param source the file, or what else the configuration was read from
     * @param line the line, counted from 1; 0 if the problem has no place within the source
     * @param column the column, counted from 1; 0 if the problem has no place within the source
     * @param key the key with all its parents, such as {@code caches.sessions.heap}; empty if it is about no key
     * @param problem what is wrong and what would be right
     * @param cause what led to this, or null
     */
    public ConfigurationException(
            String source, int line, int column, String key, String problem, @Nullable Throwable cause) {
        super(message(source, line, column, key, problem), cause);
        this.source = source;
        this.line = line;
        this.column = column;
        this.key = key;
    }

    private static String message(String source, int line, int column, String key, String problem) {
        StringBuilder text = new StringBuilder(source);
        if (line > 0) {
            text.append(", line ").append(line).append(", column ").append(column);
        }
        text.append(": ");
        if (!key.isEmpty()) {
            text.append(key).append(": ");
        }
        return text.append(problem).toString();
    }

    /** The file, or what else the configuration was read from. */
    public String source() {
        return source;
    }

    /** The line, counted from 1; 0 if the problem has no place within the source. */
    public int line() {
        return line;
    }

    /** The column, counted from 1; 0 if the problem has no place within the source. */
    public int column() {
        return column;
    }

    /** The key with all its parents, such as {@code caches.sessions.heap}; empty if the problem is about no key. */
    public String key() {
        return key;
    }
}
