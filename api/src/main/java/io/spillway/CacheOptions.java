package io.spillway;

import java.util.List;
import java.util.function.Consumer;

/**
 * What can be said of a cache's tiers, under the names that the keys have in a configuration file; {@code
 * docs/configuration.md} tells what each means and what holds where nothing is said. What is said twice holds as it was said
 * last. Whether things go together is checked when a cache is made of them.
 *
 * <p>Not safe for use by several threads.
 *
 * @param <B> the type of the builder that this is
 */
public abstract sealed class CacheOptions<B extends CacheOptions<B>>
        permits SpillwayConfiguration.Builder, SpillwayManagerConfiguration.CacheBuilder {
    private static final String NONE = "none";

    final Options options;

    CacheOptions(Options options) {
        this.options = options;
    }

    abstract B self();

    /** How much the entries in the heap may take: keys, values and overhead. */
    public B heap(long amount, SizeUnit unit) {
        options.put("heap", unit.of(amount));
        return self();
    }

    /** How full the heap is, in percent from 1 to 100, when spilling begins. */
    public B spillAt(int percent) {
        options.put("spill-at", percent + "%");
        return self();
    }

    /** How much the files of the disk tier may take; 1 MB at the least. */
    public B disk(long amount, SizeUnit unit) {
        options.put("disk", unit.of(amount));
        return self();
    }

    /** No disk tier. */
    public B noDisk() {
        options.put("disk", NONE);
        return self();
    }

    /** What the content outlives. All but nothing needs the cache manager to have a {@code directory}. */
    public B survives(Survives what) {
        options.put("survives", what);
        return self();
    }

    /** After how many writes to wait for the storage device; 0 for never. */
    public B fsync(int everyWrites) {
        options.put("fsync", everyWrites == 0 ? NONE : "every " + everyWrites);
        return self();
    }

    /** What a write does that finds no room on disk. */
    public B whenFull(WhenFull what) {
        options.put("when-full", what);
        return self();
    }

    /** How values become bytes: {@code object}, {@code json}, {@code java}, or the name of a class. */
    public B codec(String name) {
        options.put("codec", name);
        return self();
    }

    /** How values become bytes: by a codec of your own, which has a public constructor without parameters. */
    public B codec(Class<? extends Codec> codec) {
        return codec(codec.getName());
    }

    /** Names of classes, and packages with {@code .*} or {@code .**}, that bytes of an earlier run may name. */
    public B allow(String... classes) {
        options.put("allow", List.of(classes));
        return self();
    }

    /** What a read does whose value can't be decoded. */
    public B whenUnreadable(WhenUnreadable what) {
        options.put("when-unreadable", what);
        return self();
    }

    /** Encoded values are compressed by LZ4 that are longer than this. */
    public B compress(long over, SizeUnit unit) {
        options.fresh("compress").put("over", unit.of(over));
        return self();
    }

    /** Values are not compressed. */
    public B noCompress() {
        options.put("compress", NONE);
        return self();
    }

    /** Checkpoints are made. Needs the cache manager to have a {@code directory}. */
    public B checkpoint(Consumer<CheckpointOptions> checkpoint) {
        checkpoint.accept(new CheckpointOptions(options.fresh("checkpoint")));
        return self();
    }

    /** Checkpoints are made on demand only. */
    public B noCheckpoint() {
        options.put("checkpoint", NONE);
        return self();
    }

    /** There is a tier in Redis. Needs the cache manager to know where Redis is. */
    public B redis(Consumer<RedisOptions> redis) {
        redis.accept(new RedisOptions(options.fresh("redis")));
        return self();
    }

    /** There is no tier in Redis. */
    public B noRedis() {
        options.put("redis", NONE);
        return self();
    }

    /**
     * Says the value of a key as properties would: {@code set("redis.deadline", "50ms")}.
     *
     * @param key the key, after those that it stands below
     * @param value its value, as in a file; of a list, its items with commas in between
     */
    public B set(String key, String value) {
        options.put(key, value);
        return self();
    }
}
