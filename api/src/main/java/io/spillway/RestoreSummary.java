package io.spillway;

import java.nio.file.Path;
import java.time.Instant;

/**
 * What came of restoring a checkpoint. The four counts add up to the entries that were read.
 *
 * @param file the checkpoint
 * @param taken when it was begun
 * @param restored entries that are in the cache again
 * @param known entries that were left out because the cache knew better: it had an entry of that key, or its files say that
 *     the key was removed
 * @param expired entries whose time was over
 * @param unreadable entries whose keys or values can't be decoded, be it that their classes are not there or not allowed
 * @param complete whether the checkpoint was read to its end; if not, the cache had no more room, or was cleared meanwhile
 */
public record RestoreSummary(
        Path file, Instant taken, long restored, long known, long expired, long unreadable, boolean complete) {}
