package io.spillway.spring.boot;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * The properties of an application that begin with {@code spillway.}, for Spillway's cache manager, which knows them by the
 * same names and says itself what is wrong with them.
 */
public final class SpillwayProperties {
    private static final String PREFIX = "spillway.";
    private static final String VARIABLE = "SPILLWAY_";

    /** Names of environment variables have no dashes. */
    private static final Map<String, String> DASHED = Map.of(
            "spillat", "spill-at",
            "whenfull", "when-full",
            "whenunreadable", "when-unreadable",
            "whenunavailable", "when-unavailable",
            "storebyvalue", "store-by-value",
            "readthrough", "read-through",
            "writethrough", "write-through",
            "hotreload", "hot-reload");

    private SpillwayProperties() {}

    /**
     * Adds the properties of an environment: each of the source that goes before the others, with placeholders resolved.
     *
     * @param environment the application's environment
     * @param properties what to add to
     */
    public static void copy(ConfigurableEnvironment environment, Properties properties) {
        Set<String> names = new HashSet<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> enumerable) {
                Set<String> own = namesIn(enumerable);
                own.removeIf(name -> isReplaced(name, names, environment));
                names.addAll(own);
            }
        }
        Map<String, String> values = new HashMap<>();
        for (String name : names) {
            String value = environment.getProperty(name);
            if (value != null) {
                values.put(name, value);
            }
        }
        properties.putAll(values);
        // The application's context closes the cache manager, after the last request. A hook of the JVM, which a file
        // may ask
        // for, would be too early.
        properties.setProperty(PREFIX + "shutdown-hook", "false");
    }

    private static Set<String> namesIn(EnumerablePropertySource<?> source) {
        boolean variables = source.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
        Set<String> names = new TreeSet<>();
        for (String name : source.getPropertyNames()) {
            if (name.startsWith(PREFIX)) {
                names.add(name);
            } else if (variables && name.startsWith(VARIABLE)) {
                names.add(ofVariable(name));
            }
        }
        return names;
    }

    /** {@code SPILLWAY_CACHES_BOOKS_ALLOW_0} is {@code spillway.caches.books.allow[0]}. */
    private static String ofVariable(String variable) {
        StringBuilder name = new StringBuilder("spillway");
        for (String part :
                variable.substring(VARIABLE.length()).toLowerCase(Locale.ROOT).split("_", -1)) {
            if (part.matches("\\d+")) {
                name.append('[').append(part).append(']');
            } else {
                name.append('.').append(DASHED.getOrDefault(part, part));
            }
        }
        return name.toString();
    }

    /** Whether an earlier source has a list or a value where this one has an item or a group of keys, or the reverse. */
    private static boolean isReplaced(String name, Set<String> earlier, ConfigurableEnvironment environment) {
        return earlier.stream()
                .anyMatch(other -> isBelow(name, other, environment) || isBelow(other, name, environment));
    }

    /** An empty value says no more than that there is a group. */
    private static boolean isBelow(String name, String other, ConfigurableEnvironment environment) {
        boolean below = name.startsWith(other + ".") || name.startsWith(other + "[");
        String value = below ? environment.getProperty(other) : null;
        return value != null && !value.isBlank();
    }
}
