package io.spillway;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration that a cache manager goes by at this moment, and what has become of changes to it. Get it with {@code
 * manager.unwrap(ConfigurationInForce.class)}; JMX shows the same as {@code io.spillway:type=Configuration}.
 *
 * <p>An immutable snapshot.
 *
 * @param source the file that it was read from, or what else
 * @param settings every setting, those of the manager first, then cache by cache
 * @param changes settings that were changed while the manager was open; counted since it was opened
 * @param refusals edits of a file that were not accepted, and changed nothing; counted since it was opened
 * @param lastRefusal why the last of them was not accepted; null if there was none, or an edit was accepted since
 * @param yaml all of it as a configuration file would say it, with where each value comes from behind it; passwords are left
 *     out
 */
public record ConfigurationInForce(
        String source,
        List<Setting> settings,
        long changes,
        long refusals,
        @Nullable String lastRefusal,
        String yaml) {
    /** Copies the list. */
    public ConfigurationInForce {
        settings = List.copyOf(settings);
    }

    /**
     * One setting.
     *
     * @param key the key with all that it stands below, such as {@code caches.sessions.heap}
     * @param value its value as a configuration file would say it; passwords are left out
     * @param origin who says so: a file with a line, a property, or {@code default}
     */
    public record Setting(String key, String value, String origin) {}
}
