package io.spillway.config;

import io.spillway.ConfigurationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is different between two configurations of one cache manager, as far as it concerns the manager and its open caches.
 *
 * <p>Values are compared as they are written, and not by {@code equals}: where that is a record's own, the JDK keeps the class
 * loader of the last record that was compared, for good or until memory is short.
 */
public final class ConfigurationChanges {
    private static final Pattern PASSWORD = Pattern.compile("//[^/]*@");

    private final LoadedConfiguration before;
    private final LoadedConfiguration after;
    private final List<SettingChange> changes = new ArrayList<>();

    private ConfigurationChanges(LoadedConfiguration before, LoadedConfiguration after) {
        this.before = before;
        this.after = after;
    }

    /**
     * Compares two configurations.
     *
     * @param openCaches the names of the caches that are open, each with what code says of it
     * @param longestDeadline the longest deadline of a Redis tier that is possible without a new connection
     * @return what is different
     * @throws ConfigurationException if some of that can't change while running; it says what, and where
     */
    public static List<SettingChange> between(
            LoadedConfiguration before,
            LoadedConfiguration after,
            Map<String, Map<String, String>> openCaches,
            Duration longestDeadline) {
        ConfigurationChanges comparison = new ConfigurationChanges(before, after);
        for (Key<?> key : Keys.TOP_VALUES) {
            comparison.compare("", key, before.top(), after.top());
        }
        comparison.compareDeclared();
        openCaches.forEach((name, said) -> comparison.compareCache(name, said, longestDeadline));
        return comparison.changes;
    }

    private void compareDeclared() {
        Set<String> added = new LinkedHashSet<>(after.settings().declaredCaches());
        before.settings().declaredCaches().forEach(added::remove);
        for (String name : added) {
            throw after.locationOf(name)
                    .problem("a cache can't be declared while the application runs; restart it, or undo this edit");
        }
        Set<String> removed = new LinkedHashSet<>(before.settings().declaredCaches());
        after.settings().declaredCaches().forEach(removed::remove);
        for (String name : removed) {
            throw after.top()
                    .locationOf(Keys.CACHES)
                    .problem("the cache '" + name
                            + "' is not declared any more, which can't change while the application"
                            + " runs; restart it, or undo this edit");
        }
    }

    private void compareCache(String name, Map<String, String> said, Duration longestDeadline) {
        EffectiveCache old = before.effective(name, said);
        EffectiveCache now = after.effective(name, said);
        boolean declared = after.settings().declaredCaches().contains(name);
        for (Key<?> key : Keys.CACHE.keys()) {
            if (declared || key.group() == Key.Group.TIERS) {
                compare("caches." + name + ".", key, old.section(), now.section());
            }
        }
        if (now.settings().tiers().redis().deadline().compareTo(longestDeadline) > 0
                && now.settings()
                                .tiers()
                                .redis()
                                .deadline()
                                .compareTo(old.settings().tiers().redis().deadline())
                        > 0) {
            throw now.section()
                    .locationOf(Keys.REDIS)
                    .problem("a deadline of more than " + Durations.format(longestDeadline)
                            + " takes another connection to Redis; restart the application, or undo this edit");
        }
    }

    private <T> void compare(String path, Key<T> key, Section old, Section now) {
        T valueBefore = old.find(key);
        T valueAfter = now.find(key);
        if (written(key, valueBefore).equals(written(key, valueAfter))) {
            return;
        }
        String textBefore = text(key, valueBefore);
        String textAfter = text(key, valueAfter);
        if (!key.live().allowed().test(valueBefore, valueAfter)) {
            throw now.locationOf(key)
                    .problem("this can't change while the application runs (" + path + key.name() + ": " + textBefore
                            + " -> " + textAfter + "); restart it, or undo this edit");
        }
        changes.add(new SettingChange(path + key.name(), textBefore, textAfter, now.origin(key)));
    }

    private static <T> String written(Key<T> key, @Nullable T value) {
        return value == null ? key.defaultNote() : key.type().write(value);
    }

    /** A value as a file would say it, without the password that may be in it. */
    static <T> String text(Key<T> key, @Nullable T value) {
        return PASSWORD.matcher(written(key, value)).replaceAll("//***@");
    }
}
