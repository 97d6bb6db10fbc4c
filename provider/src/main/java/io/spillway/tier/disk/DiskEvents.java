package io.spillway.tier.disk;

/** Told of what a disk tier does on its own. Called from any thread, maybe inside locks: implementations only take note. */
public interface DiskEvents {
    /** For whom nothing matters. */
    DiskEvents IGNORED = new DiskEvents() {};

    /** Entries left the cache for want of room. */
    default void evicted(long entries) {}

    /** Entries were lost because their bytes on disk are not what was written. */
    default void damaged(long entries) {}

    /** What an earlier run left was discarded, because that run did not end by closing the cache. */
    default void discarded(long entries) {}
}
