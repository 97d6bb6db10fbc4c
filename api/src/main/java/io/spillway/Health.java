package io.spillway;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How well a cache, or all caches of a manager, can do what they are configured to do, at one moment. An immutable
 * snapshot: take one with {@code cacheManager.unwrap(Health.class)} or {@code cache.unwrap(Health.class)}. That asks neither
 * Redis nor any other machine.
 *
 * @param status the worst status of all problems
 * @param problems what is wrong; empty if nothing is
 */
public record Health(Status status, List<Problem> problems) {
    /** How well it goes; each is worse than the one before. */
    public enum Status {
        /** All is as configured. */
        UP,
        /** Calls succeed, with less than what is configured. */
        DEGRADED,
        /** Calls fail. */
        DOWN
    }

    /** What can be wrong. */
    public enum Kind {
        /** Redis does not answer. */
        REDIS_AWAY,
        /** The disk tier has nearly taken the bytes that it may, or all of them, and nothing may be evicted for room. */
        DISK_FULL,
        /** The file system has no room for another file of the disk tier. */
        FILE_SYSTEM_FULL,
        /** A file was damaged, and lies aside. */
        FILE_SET_ASIDE,
        /** Entries, or whole files, were lost, as their bytes on disk were not what was written. */
        ENTRIES_DAMAGED,
        /** The latest checkpoint could not be made. */
        CHECKPOINT_FAILED,
        /** The cache or the manager is closed. */
        CLOSED
    }

    /**
     * One thing that is wrong.
     *
     * @param kind what
     * @param status how bad it is
     * @param cache the name of the cache; null if it is not of one cache
     * @param text what is wrong, since when, and what to do about it
     */
    public record Problem(
            Kind kind, Status status, @Nullable String cache, String text) {}

    /** Copies the list. */
    public Health {
        problems = List.copyOf(problems);
    }

    /** What these problems come to. */
    public static Health of(List<Problem> problems) {
        Status worst = Status.UP;
        for (Problem problem : problems) {
            worst = problem.status().compareTo(worst) > 0 ? problem.status() : worst;
        }
        return new Health(worst, problems);
    }
}
