package io.spillway.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration says of a cache manager, with every default filled in. Immutable.
 *
 * @param source where this was read from, for people
 * @param directory where files live; null for a private temporary directory
 * @param redis where Redis is; null if nobody said
 * @param namespace what the keys of all caches begin with in Redis
 * @param heap the most bytes that the entries of all caches together may take in the heap; null if nobody said
 * @param hotReload whether the configuration is read again when it changes
 * @param shutdownHook whether the manager closes when the JVM ends
 * @param closeWithin how long closing may take to save what survives
 * @param defaults the settings of a cache of which the configuration says nothing
 * @param caches the declared caches by their exact names, in the configuration's order
 * @param patterns settings for caches with names of some shape; the longest first
 */
public record ManagerSettings(
        String source,
        @Nullable Path directory,
        @Nullable RedisPlace redis,
        String namespace,
        @Nullable Long heap,
        boolean hotReload,
        boolean shutdownHook,
        Duration closeWithin,
        CacheSettings defaults,
        Map<String, CacheSettings> caches,
        List<CachePattern> patterns) {

    /** Copies the collections, and puts the longest pattern first; of those with one length the first stays the first. */
    public ManagerSettings {
        caches = Collections.unmodifiableMap(new LinkedHashMap<>(caches));
        patterns = patterns.stream()
                .sorted(Comparator.comparingInt(
                                (CachePattern pattern) -> pattern.pattern().length())
                        .reversed())
                .toList();
    }

    /** The settings without any configuration. */
    static ManagerSettings builtIn() {
        return SettingsReader.read(null, ConfigurationSource.BUILT_IN, List.of())
                .settings();
    }

    /** The settings of a cache: those of its name, or of the longest pattern that its name matches, or the defaults. */
    public CacheSettings forCache(String name) {
        CacheSettings exact = caches.get(name);
        if (exact != null) {
            return exact;
        }
        return patternOf(name).map(CachePattern::settings).orElse(defaults);
    }

    /** The pattern that holds for caches of a name, where that is not an exact one. */
    Optional<CachePattern> patternOf(String name) {
        return patterns.stream().filter(pattern -> pattern.matches(name)).findFirst();
    }

    /** The longest time that a cache of these settings waits for Redis; null if none has a Redis tier. */
    public @Nullable Duration slowestRedis() {
        return Stream.of(
                        Stream.of(defaults),
                        caches.values().stream(),
                        patterns.stream().map(CachePattern::settings))
                .flatMap(Function.identity())
                .map(settings -> settings.tiers().redis())
                .filter(RedisSettings::used)
                .map(RedisSettings::deadline)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    /** The names of the caches that exist as soon as the manager does, in the configuration's order. */
    public List<String> declaredCaches() {
        return List.copyOf(caches.keySet());
    }
}
