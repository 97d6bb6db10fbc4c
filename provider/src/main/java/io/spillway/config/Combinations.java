package io.spillway.config;

import io.spillway.Survives;
import io.spillway.WhenFull;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Refuses settings that are right by themselves, but cannot be had together. */
final class Combinations {
    private Combinations() {}

    /** Checks the tiers of one cache, after the defaults were filled in. */
    static void check(Section section, TierSettings tiers, @Nullable Path directory, boolean redisThere) {
        if (tiers.survives() != Survives.NOTHING) {
            checkSurvival(section, tiers, directory);
        }
        if (tiers.fsync().every() > 0 && tiers.survives() != Survives.CRASH) {
            throw section.locationOf(Keys.FSYNC)
                    .problem("this is of use only with `survives: crash`; write that, or fsync: none");
        }
        if (tiers.checkpoint().made() && directory == null) {
            throw section.locationOf(Keys.CHECKPOINT)
                    .problem("checkpoints need a place that lasts; add `directory` at the top of the file, or write"
                            + " checkpoint: none");
        }
        if (tiers.redis().used()) {
            checkRedis(section, tiers, redisThere);
        }
        if (tiers.whenFull() == WhenFull.REJECT && !tiers.hasDisk()) {
            throw section.locationOf(Keys.WHEN_FULL)
                    .problem("a cache without a disk tier can only evict; give it one with `disk`, or write when-full:"
                            + " evict");
        }
    }

    private static void checkRedis(Section section, TierSettings tiers, boolean redisThere) {
        if (!redisThere) {
            throw section.locationOf(Keys.REDIS)
                    .problem(
                            "nobody says where Redis is; add `redis: { address: redis://localhost:6379 }` at the top of"
                                    + " the file, or write redis: none");
        }
        if (tiers.redis().overflow()) {
            checkOverflow(section, tiers);
        }
        if (tiers.checkpoint().made() && tiers.redis().writes() != RedisSettings.Writes.NONE) {
            throw section.locationOf(Keys.CHECKPOINT)
                    .problem(
                            "this version of Spillway can't make checkpoints of a cache that writes to Redis yet; write"
                                    + " checkpoint: none, or redis: none");
        }
    }

    private static void checkOverflow(Section section, TierSettings tiers) {
        if (tiers.redis().writes() != RedisSettings.Writes.NONE) {
            throw section.locationOf(Keys.REDIS)
                    .problem("overflow is for what would otherwise not be in Redis, and here everything that is put is;"
                            + " write { writes: none, overflow: true }, or remove overflow");
        }
        if (tiers.whenFull() == WhenFull.REJECT) {
            throw section.locationOf(Keys.REDIS)
                    .problem("overflow is for what is evicted, and this cache evicts nothing; write when-full: evict,"
                            + " or remove overflow");
        }
    }

    private static void checkSurvival(Section section, TierSettings tiers, @Nullable Path directory) {
        Location location = section.locationOf(Keys.SURVIVES);
        String word = tiers.survives().name().toLowerCase(Locale.ROOT);
        if (!tiers.hasDisk()) {
            boolean byReference = section.get(Keys.DISK) > 0;
            throw location.problem(word + " needs a disk tier, which this cache does not have"
                    + (byReference ? " as it stores by reference" : "")
                    + "; add a size for `disk` to the cache, or write survives: nothing");
        }
        if (directory == null) {
            throw location.problem(word
                    + " needs a place that lasts; add `directory` at the top of the file, or write survives: nothing");
        }
    }
}
