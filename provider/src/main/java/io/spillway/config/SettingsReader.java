package io.spillway.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From a document to settings: defaults filled in, combinations checked. */
final class SettingsReader {
    private static final String CACHE_EXPECTED = "a group of keys, such as { heap: 100MB }";
    private static final String CACHES_EXPECTED = "a group of names, each with the keys of its cache below it";
    private static final String TOP_EXPECTED = "keys, such as `caches:`";

    private final Section top;
    private final @Nullable Path directory;
    private final @Nullable RedisPlace redis;
    private final Section defaults;

    private SettingsReader(Section top, Section defaults) {
        this.top = top;
        this.directory = top.find(Keys.DIRECTORY);
        this.redis = top.find(Keys.REDIS_PLACE);
        this.defaults = defaults;
    }

    /**
     * Reads a document.
     *
     * @param root its topmost element; null for an empty one
     */
    static ManagerSettings read(@Nullable Element root, String source) {
        Location start = Location.of(source);
        Section top = root == null ? Section.empty(start) : Section.read(root, Keys.TOP, TOP_EXPECTED);
        Element defaultsElement = top.find(Keys.DEFAULTS);
        Section defaults = defaultsElement == null
                ? Section.empty(start)
                : Section.read(defaultsElement, Keys.CACHE, CACHE_EXPECTED);
        return new SettingsReader(top, defaults).read(source);
    }

    private ManagerSettings read(String source) {
        Element cachesElement = top.find(Keys.CACHES);
        Map<String, CacheSettings> caches = new LinkedHashMap<>();
        List<CachePattern> patterns = new ArrayList<>();
        if (cachesElement != null) {
            for (Element.Entry entry : cachesElement.entries(CACHES_EXPECTED).values()) {
                Section section = Section.read(entry.value(), Keys.CACHE, CACHE_EXPECTED);
                if (CachePattern.isPattern(entry.name())) {
                    refuseStandardKeys(section);
                    patterns.add(new CachePattern(entry.name(), settings(section.over(defaults), false)));
                } else {
                    caches.put(entry.name(), settings(section.over(defaults), true));
                }
            }
        }
        return new ManagerSettings(
                source, directory, redis, top.get(Keys.NAMESPACE), settings(defaults, false), caches, patterns);
    }

    private static void refuseStandardKeys(Section pattern) {
        for (Key<?> key : Keys.CACHE.keys()) {
            if (key.group() == Key.Group.STANDARD && pattern.has(key)) {
                throw pattern.locationOf(key)
                        .problem("this has no effect for a pattern, as a cache that is created in code says it in its"
                                + " own Configuration; remove it, or name the cache without *");
            }
        }
    }

    private CacheSettings settings(Section section, boolean declared) {
        StandardSettings standard = standard(section);
        TierSettings tiers = tiers(section, declared && !standard.storeByValue());
        Combinations.check(section, tiers, directory, redis != null);
        return new CacheSettings(tiers, standard);
    }

    private TierSettings tiers(Section section, boolean byReference) {
        boolean diskAsked = section != defaults && section.has(Keys.DISK) && section.get(Keys.DISK) > 0;
        boolean redisAsked = section != defaults && section.has(Keys.REDIS);
        Survives survives = section.get(Keys.SURVIVES);
        WhenFull whenFull = section.find(Keys.WHEN_FULL);
        if (whenFull == null) {
            whenFull = survives == Survives.NOTHING ? WhenFull.EVICT : WhenFull.REJECT;
        }
        return new TierSettings(
                section.get(Keys.HEAP),
                section.get(Keys.SPILL_AT),
                byReference && !diskAsked ? 0 : section.get(Keys.DISK),
                diskAsked,
                survives,
                section.get(Keys.FSYNC),
                whenFull,
                section.get(Keys.CODEC),
                section.get(Keys.ALLOW),
                section.get(Keys.WHEN_UNREADABLE),
                section.get(Keys.COMPRESS),
                section.get(Keys.CHECKPOINT),
                redis(section, byReference, redisAsked),
                redisAsked);
    }

    private RedisSettings redis(Section section, boolean byReference, boolean asked) {
        RedisSettings written = section.find(Keys.REDIS);
        RedisSettings settings = written == null ? defaultRedis() : written;
        return byReference && !asked ? RedisSettings.NONE : settings;
    }

    private RedisSettings defaultRedis() {
        return redis == null ? RedisSettings.NONE : RedisSettings.USED;
    }

    private static StandardSettings standard(Section section) {
        return new StandardSettings(
                section.find(Keys.KEY),
                section.find(Keys.VALUE),
                section.get(Keys.STORE_BY_VALUE),
                section.get(Keys.STATISTICS),
                section.get(Keys.MANAGEMENT),
                section.get(Keys.EXPIRY),
                section.find(Keys.READ_THROUGH),
                section.find(Keys.WRITE_THROUGH),
                section.get(Keys.LISTENERS));
    }
}
