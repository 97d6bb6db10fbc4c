package io.spillway.config;

import static io.spillway.config.Key.Group.MANAGER;
import static io.spillway.config.Key.Group.STANDARD;
import static io.spillway.config.Key.Group.TIERS;

import io.spillway.Survives;
import io.spillway.WhenFull;
import io.spillway.WhenUnreadable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The vocabulary: every key that a configuration may have. */
final class Keys {
    static final Key<Path> DIRECTORY = Key.withoutDefault(
            MANAGER,
            "directory",
            ValueTypes.PATH,
            "a private temporary directory",
            "Where files live; made, for its owner only, when it is not there. A relative path starts at the working"
                    + " directory, `~/` at the user's home. Needed wherever something `survives`.");
    static final Key<RedisPlace> REDIS_PLACE = Key.withoutDefault(
            MANAGER,
            "redis",
            ValueTypes.REDIS_PLACE,
            "no Redis",
            "Where Redis is: its address, or a file with Redisson's own configuration, for clusters, sentinels, TLS and"
                    + " the like. Each cache has a Redis tier then, unless it says otherwise. Needs the artifact"
                    + " `spillway-redis`.");
    static final Key<String> NAMESPACE = Key.of(
            MANAGER,
            "namespace",
            ValueTypes.NAME,
            "spillway",
            "What all keys in Redis begin with. Managers that share a Redis, and are not to share their entries, need"
                    + " different ones.");
    static final Key<Long> TOTAL_HEAP = Key.withoutDefault(
                    MANAGER,
                    "heap",
                    ValueTypes.SIZE,
                    "no limit but the caches' own",
                    "How much the entries of all caches together may take in the heap. Where that is reached, the cache"
                            + " spills that uses most of its own `heap`.")
            .changeable();
    static final Key<Boolean> HOT_RELOAD = Key.of(
            MANAGER,
            "hot-reload",
            ValueTypes.SWITCH,
            false,
            "Whether this file, and those of `watch`, are read again when they change.");
    static final Key<List<Path>> WATCH = Key.of(
            MANAGER,
            "watch",
            ValueTypes.PATHS,
            List.of(),
            "Further files like this one, the later over the earlier, and all over this one. One that is not there says"
                    + " nothing; `hot-reload` and `watch` can't stand in them.");
    static final Key<Boolean> SHUTDOWN_HOOK = Key.of(
            MANAGER,
            "shutdown-hook",
            ValueTypes.SWITCH,
            false,
            "Whether the cache manager is closed when the JVM is told to end, as by SIGTERM.");
    static final Key<Duration> CLOSE_WITHIN = Key.of(
                    MANAGER,
                    "close-within",
                    ValueTypes.DURATION,
                    Duration.ofSeconds(30),
                    "How long closing may take to save what survives; what is not saved by then is lost, and said.")
            .changeable();
    static final Key<Element> DEFAULTS = Key.withoutDefault(
                    MANAGER,
                    "defaults",
                    ValueTypes.GROUP,
                    "none",
                    "The keys of a cache, for each cache and pattern that does not have them itself, and for caches that are"
                            + " created in code.")
            .changeable("key by key", (before, after) -> true);
    static final Key<Element> CACHES = Key.withoutDefault(
                    MANAGER,
                    "caches",
                    ValueTypes.GROUP,
                    "none",
                    "The caches, by name. A name with `*` in it is a pattern.")
            .changeable("key by key", (before, after) -> true);

    static final Key<Long> HEAP = Key.of(
                    TIERS,
                    "heap",
                    ValueTypes.SIZE,
                    100L << 20,
                    "How much the entries in the heap may take: keys, values and overhead.")
            .changeable();
    static final Key<Integer> SPILL_AT = Key.of(
                    TIERS,
                    "spill-at",
                    ValueTypes.PERCENT,
                    80,
                    "How full the heap is when spilling begins; it never passes 100%.")
            .changeable();
    static final Key<Long> DISK = Key.of(
            TIERS,
            "disk",
            ValueTypes.SIZE_OR_NONE,
            1L << 30,
            "How much the files may take, 1MB at the least, or `none` for no disk tier. A cache that stores by reference has a disk tier"
                    + " only if this key is in its own section.");
    static final Key<Survives> SURVIVES = Key.of(
            TIERS,
            "survives",
            ValueTypes.SURVIVES,
            Survives.NOTHING,
            "What the content outlives: `nothing`, a clean `restart`, or a `crash` of the process. The latter two need"
                    + " `directory` and a disk tier.");
    static final Key<Fsync> FSYNC = Key.of(
            TIERS,
            "fsync",
            ValueTypes.FSYNC,
            Fsync.NONE,
            "After how many writes to wait for the device, to bound what a power failure may take. Needs `survives:"
                    + " crash`.");
    static final Key<WhenFull> WHEN_FULL = Key.withoutDefault(
            TIERS,
            "when-full",
            ValueTypes.WHEN_FULL,
            "reject where anything survives, else evict",
            "What a write does that finds no room on disk: `evict` entries that were not used for long, or be refused"
                    + " (`reject`).");
    static final Key<CodecSettings> CODEC = Key.withoutDefault(
            TIERS,
            "codec",
            ValueTypes.CODEC,
            "object, or json where the values are declared as io.spillway.Session",
            "How values become bytes: `object`, which is fast; `json`, which others can read; `java` serialization; or a"
                    + " class of your own, an `io.spillway.Codec`.");
    static final Key<WhenUnreadable> WHEN_UNREADABLE = Key.of(
            TIERS,
            "when-unreadable",
            ValueTypes.WHEN_UNREADABLE,
            WhenUnreadable.MISS,
            "What a read does whose value can't be decoded, as its class has changed or may not be named: it is a `miss`, and"
                    + " the bytes are kept, or it throws (`fail`).");
    static final Key<List<String>> ALLOW = Key.of(
            TIERS,
            "allow",
            ValueTypes.CLASS_PATTERNS,
            List.of(),
            "Classes beside the cache's own types that bytes of an earlier run may name.");

    static final Key<CompressSettings> COMPRESS = Key.of(
            TIERS,
            "compress",
            ValueTypes.COMPRESS,
            CompressSettings.NONE,
            "Whether encoded values are compressed, with `lz4`, and from which length on (1KB): in the heap, on disk and"
                    + " in checkpoints. What is there already is read either way.");

    static final Key<CheckpointSettings> CHECKPOINT = Key.of(
                    TIERS,
                    "checkpoint",
                    ValueTypes.CHECKPOINT,
                    CheckpointSettings.NONE,
                    "Copies of the content in files of their own: so often, and when the cache closes; so many are kept"
                            + " (3). A cache whose files are new, were discarded or are damaged is filled from the newest"
                            + " when it opens (`auto`, unless said otherwise), or only on demand (`ask`). Needs"
                            + " `directory`. With `none`, checkpoints are made and restored on demand only.")
            .changeable();

    static final Key<RedisSettings> REDIS = Key.withoutDefault(
                    TIERS,
                    "redis",
                    ValueTypes.REDIS,
                    "as below where `redis` stands at the top, else none",
                    "The tier below the disk. Changes go there before their calls return (`through`), so long (`every`,"
                            + " 100ms) afterwards, so many (`batch`, 500) in one go (`behind`), or Redis is only read"
                            + " (`none`); a call without an answer is a `miss`, and a write is done later, or it throws (`fail`);"
                            + " an operation waits for answers no longer than its `deadline` (50ms). With `none` for all of this, there is no such tier. A"
                            + " cache that stores by reference has one only if this key is in its own section.")
            .changeable("`deadline` and `drain`", RedisSettings::differsInTimesOnly);

    static final Key<ClassReference> KEY =
            Key.withoutDefault(STANDARD, "key", ValueTypes.CLASS, "any type", "The type of the keys.");
    static final Key<ClassReference> VALUE =
            Key.withoutDefault(STANDARD, "value", ValueTypes.CLASS, "any type", "The type of the values.");
    static final Key<ExpirySettings> EXPIRY = Key.of(
                    STANDARD,
                    "expiry",
                    ValueTypes.EXPIRY,
                    ExpirySettings.ETERNAL,
                    "When entries expire: so long after they were `created`, `updated`, `accessed` (or created), or"
                            + " `idle` (neither read nor written); or never (`eternal`).")
            .changeable();
    static final Key<Boolean> STORE_BY_VALUE = Key.of(
            STANDARD,
            "store-by-value",
            ValueTypes.SWITCH,
            true,
            "Whether the cache keeps copies of mutable values, or the caller's own objects (heap only).");
    static final Key<Boolean> STATISTICS = Key.of(
            STANDARD,
            "statistics",
            ValueTypes.SWITCH,
            false,
            "Whether JSR-107's statistics are gathered and shown as an MBean.");
    static final Key<Boolean> MANAGEMENT = Key.of(
            STANDARD,
            "management",
            ValueTypes.SWITCH,
            false,
            "Whether the cache's configuration is shown as an MBean.");
    static final Key<ClassReference> READ_THROUGH = Key.withoutDefault(
            STANDARD,
            "read-through",
            ValueTypes.CLASS,
            "none",
            "A `CacheLoader`, or a `Factory` of one, that is asked for what the cache does not hold.");
    static final Key<ClassReference> WRITE_THROUGH = Key.withoutDefault(
            STANDARD,
            "write-through",
            ValueTypes.CLASS,
            "none",
            "A `CacheWriter`, or a `Factory` of one, that is told of each change.");
    static final Key<List<ClassReference>> LISTENERS = Key.of(
            STANDARD, "listeners", ValueTypes.CLASSES, List.of(), "`CacheEntryListener`s, or `Factory`s of them.");

    /** The keys at the top of a file, in the order of the documentation. */
    static final Vocabulary TOP = new Vocabulary(
            "it belongs at the top of the file",
            List.of(
                    DIRECTORY,
                    TOTAL_HEAP,
                    REDIS_PLACE,
                    NAMESPACE,
                    HOT_RELOAD,
                    WATCH,
                    SHUTDOWN_HOOK,
                    CLOSE_WITHIN,
                    DEFAULTS,
                    CACHES),
            List.of());

    /** Those of the keys at the top that have a value, rather than keys below them. */
    static final List<Key<?>> TOP_VALUES = TOP.keys().stream()
            .filter(key -> !key.name().equals(DEFAULTS.name()) && !key.name().equals(CACHES.name()))
            .toList();

    /** The keys of a cache. */
    static final Vocabulary CACHE = new Vocabulary(
            "it belongs to a cache below `caches`, or to `defaults`",
            List.of(
                    HEAP,
                    SPILL_AT,
                    DISK,
                    SURVIVES,
                    FSYNC,
                    WHEN_FULL,
                    CODEC,
                    ALLOW,
                    WHEN_UNREADABLE,
                    COMPRESS,
                    CHECKPOINT,
                    REDIS,
                    KEY,
                    VALUE,
                    EXPIRY,
                    STORE_BY_VALUE,
                    STATISTICS,
                    MANAGEMENT,
                    READ_THROUGH,
                    WRITE_THROUGH,
                    LISTENERS),
            List.of());

    /** Every section's keys. */
    static final List<Vocabulary> ALL = List.of(TOP, CACHE);

    private Keys() {}
}
