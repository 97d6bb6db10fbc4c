package io.spillway;

import javax.cache.CacheException;

/**
 * The checkpoints of one cache: copies of its content, each in one file, made while the cache goes on working. Get it with
 * {@code cache.unwrap(Checkpoints.class)}; any cache has it whose configuration has a {@code directory}.
 *
 * <p>A checkpoint is consistent by key: an entry that is in the cache while the checkpoint is made is in it exactly once,
 * with a value that it had meanwhile. Entries of different keys need not be of the same instant.
 *
 * <p>Safe for use by any thread. Not for use inside a loader, writer or entry processor of the same cache.
 */
public interface Checkpoints {
    /**
     * Makes a checkpoint now, and removes the oldest ones above the configured number. Waits until the storage device has
     * it, and before that for one that is being made already.
     *
     * @return what was written
     * @throws CacheException if it can't be written, or the cache was cleared or closed meanwhile; nothing of it stays then,
     *     and earlier checkpoints are as they were
     * @throws IllegalStateException if the cache is closed
     */
    CheckpointSummary checkpoint();

    /**
     * Fills the cache from the newest checkpoint that can be used: each of its entries whose time is not over is put where
     * the cache has no entry of its key. So what was removed since the checkpoint comes back, and what was put since stays.
     * Listeners, statistics and the CacheWriter are told nothing.
     *
     * @return what came of it
     * @throws CacheException if there is no checkpoint that can be used, or it can't be read to its end
     * @throws IllegalStateException if the cache is closed
     */
    RestoreSummary restore();

    /** How making checkpoints has gone since the cache was opened. */
    CheckpointStatistics statistics();
}
