package io.spillway.config;

import io.spillway.Survives;
import io.spillway.WhenFull;
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
    private final Map<String, Section> sections = new LinkedHashMap<>();

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
     * @param source what it was read from, for people
     * @param files the files that it was read from, or would be if they were there
     */
    static LoadedConfiguration read(@Nullable Element root, String source, List<Path> files) {
        Location start = Location.of(source);
        Section top = top(root, source);
        Element defaultsElement = top.find(Keys.DEFAULTS);
        Section defaults = defaultsElement == null
                ? Section.empty(start)
                : Section.read(defaultsElement, Keys.CACHE, CACHE_EXPECTED);
        SettingsReader reader = new SettingsReader(top, defaults);
        return new LoadedConfiguration(reader.read(source), top, reader, files);
    }

    private static Section top(@Nullable Element root, String source) {
        return root == null ? Section.empty(Location.of(source)) : Section.read(root, Keys.TOP, TOP_EXPECTED);
    }

    /** The further files that a document names. */
    static List<Path> watched(@Nullable Element root, String source) {
        return top(root, source).get(Keys.WATCH);
    }

    /** Refuses what can't stand in one of the further files. */
    static void refuseWatchingIn(Element root) {
        for (Element.Entry entry : root.entries(TOP_EXPECTED).values()) {
            if (entry.name().equals(Keys.WATCH.name()) || entry.name().equals(Keys.HOT_RELOAD.name())) {
                throw entry.location()
                        .problem("this can't stand in a file that `watch` names; move it to the first file");
            }
        }
    }

    private ManagerSettings read(String source) {
        Element cachesElement = top.find(Keys.CACHES);
        Map<String, CacheSettings> caches = new LinkedHashMap<>();
        List<CachePattern> patterns = new ArrayList<>();
        if (cachesElement != null) {
            for (Element.Entry entry : cachesElement.entries(CACHES_EXPECTED).values()) {
                Section section = Section.read(entry.value(), Keys.CACHE, CACHE_EXPECTED);
                sections.put(entry.name(), section);
                if (CachePattern.isPattern(entry.name())) {
                    refuseStandardKeys(section);
                    patterns.add(
                            new CachePattern(entry.name(), undeclared(section).settings()));
                } else {
                    caches.put(entry.name(), declared(section).settings());
                }
            }
        }
        return new ManagerSettings(
                source,
                directory,
                redis,
                top.get(Keys.NAMESPACE),
                top.find(Keys.TOTAL_HEAP),
                top.get(Keys.HOT_RELOAD),
                top.get(Keys.SHUTDOWN_HOOK),
                top.get(Keys.CLOSE_WITHIN),
                undeclared(defaults).settings(),
                caches,
                patterns);
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

    /** The section of an exact name or pattern; null if there is none. */
    @Nullable Section section(String name) {
        return sections.get(name);
    }

    /** What holds for a declared cache with a section. */
    EffectiveCache declared(Section section) {
        return effective(section.over(defaults), true);
    }

    /** What holds for a cache that is created in code, given the section of its pattern, or the defaults. */
    EffectiveCache undeclared(@Nullable Section section) {
        return effective(section == null || section == defaults ? defaults : section.over(defaults), false);
    }

    /** What holds for a cache that is created in code, and says some of it itself. */
    EffectiveCache undeclared(@Nullable Section section, Section own) {
        Section below = section == null ? defaults : section.over(defaults);
        return effective(own.over(below), false);
    }

    /** Reads what code says of a cache of its own. */
    static Section own(Element element) {
        return Section.read(element, Keys.CACHE, CACHE_EXPECTED);
    }

    private EffectiveCache effective(Section section, boolean declared) {
        StandardSettings standard = standard(section);
        TierSettings tiers = tiers(section, declared && !standard.storeByValue());
        Combinations.check(section, tiers, directory, redis != null);
        Section settled = section.settled(Map.of(
                Keys.DISK.name(), tiers.disk(),
                Keys.WHEN_FULL.name(), tiers.whenFull(),
                Keys.CODEC.name(), tiers.codec().forValues(standard.value()),
                Keys.REDIS.name(), tiers.redis()));
        return new EffectiveCache(new CacheSettings(tiers, standard), settled);
    }

    private TierSettings tiers(Section section, boolean byReference) {
        boolean diskAsked = isAsked(section, Keys.DISK) && section.get(Keys.DISK) > 0;
        boolean redisAsked = isAsked(section, Keys.REDIS);
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
                codec(section.find(Keys.CODEC)),
                section.get(Keys.ALLOW),
                section.get(Keys.WHEN_UNREADABLE),
                section.get(Keys.COMPRESS),
                section.get(Keys.CHECKPOINT),
                redis(section, byReference, redisAsked),
                redisAsked);
    }

    /** Whether a key stands somewhere above the defaults. */
    private boolean isAsked(Section section, Key<?> key) {
        return section.hasAbove(defaults, key);
    }

    private static CodecSettings codec(@Nullable CodecSettings written) {
        return written == null ? CodecSettings.USUAL : written;
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
