package io.spillway.cache;

import io.spillway.CacheTiers;
import io.spillway.CheckpointStatistics;
import io.spillway.Health.Kind;
import io.spillway.Health.Problem;
import io.spillway.Health.Status;
import io.spillway.tier.TieredStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells what is wrong with a cache, from what its tiers know. For one thread. */
final class CacheHealth {
    /** A disk tier that may not evict is nearly full from here on. */
    private static final double NEARLY_FULL_PERCENT = 95;

    private final String cache;
    private final List<Problem> problems = new ArrayList<>();

    private CacheHealth(String cache) {
        this.cache = cache;
    }

    static List<Problem> problems(SpillwayCache<?, ?> cache, TieredStore<?> store) {
        CacheHealth health = new CacheHealth(cache.getName());
        if (cache.isClosed()) {
            health.add(Kind.CLOSED, Status.DOWN, "it is closed");
            return health.problems;
        }
        CacheTiers tiers = cache.tiers();
        health.redis(tiers.redis());
        health.room(tiers, store.rejectsWhenFull());
        health.files(tiers, store.setAside());
        health.checkpoints(tiers.checkpoints());
        return health.problems;
    }

    private void add(Kind kind, Status status, String text) {
        problems.add(new Problem(kind, status, cache, text));
    }

    private void redis(CacheTiers.Redis redis) {
        if (redis.awaySince() != null) {
            add(
                    Kind.REDIS_AWAY,
                    redis.required() ? Status.DOWN : Status.DEGRADED,
                    "Redis does not answer since " + redis.awaySince() + "; " + redis.owed()
                            + " writes wait for it. "
                            + (redis.required()
                                    ? "Calls that need it fail, as `when-unavailable` is `fail`. "
                                    : "What is in heap and on disk is served. ")
                            + "Look whether the server runs and can be reached; the cache finds it by itself");
        }
    }

    /** Room that may be had by evicting is no problem: a cache that evicts is always full. */
    private void room(CacheTiers tiers, boolean rejects) {
        if (tiers.spillingStopped()) {
            add(
                    Kind.FILE_SYSTEM_FULL,
                    rejects ? Status.DOWN : Status.DEGRADED,
                    "the file system has no room for another file of the disk tier, so "
                            + (rejects ? "writes are refused" : "entries are evicted")
                            + " when those that there are are full. Make room; spilling goes on by itself");
        }
        CacheTiers.Tier disk = tiers.disk();
        double live = disk.maxBytes() == 0 ? 0 : 100.0 * disk.liveBytes() / disk.maxBytes();
        double used = Math.max(live, tiers.refusals() > 0 ? disk.usedPercent() : 0);
        if (rejects && used >= NEARLY_FULL_PERCENT) {
            add(
                    Kind.DISK_FULL,
                    tiers.refusals() > 0 ? Status.DOWN : Status.DEGRADED,
                    String.format(
                            Locale.ROOT,
                            "disk %.0f %% full, and %d writes were refused for want of room, as `when-full` is `reject`."
                                    + " Raise `disk`, let entries expire or remove some, or let it be `when-full: evict`",
                            used,
                            tiers.refusals()));
        }
    }

    private void files(CacheTiers tiers, List<Path> setAside) {
        if (!setAside.isEmpty()) {
            add(
                    Kind.FILE_SET_ASIDE,
                    Status.DEGRADED,
                    "damaged files were set aside, and what only they held is gone: " + setAside
                            + ". Look at the storage device, look into them with the command line tool, and delete them");
        }
        if (tiers.damaged() > 0) {
            add(
                    Kind.ENTRIES_DAMAGED,
                    Status.DEGRADED,
                    tiers.damaged()
                            + " entries or files were lost since the cache was opened, as their bytes on disk were not"
                            + " what was written. Look at the storage device; this is said until the cache is opened anew");
        }
    }

    private void checkpoints(@Nullable CheckpointStatistics checkpoints) {
        if (checkpoints != null && checkpoints.lastFailure() != null) {
            add(
                    Kind.CHECKPOINT_FAILED,
                    Status.DEGRADED,
                    "the latest checkpoint could not be made (" + checkpoints.lastFailure()
                            + "); the last one that was is "
                            + (checkpoints.age() == null
                                    ? "of an earlier run"
                                    : checkpoints.age().toSeconds() + " s old")
                            + ". Remove the cause; the next one is made when it is due");
        }
    }
}
