package io.spillway;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How making checkpoints of one cache has gone since it was opened. An immutable snapshot.
 *
 * @param last the last checkpoint that was made; null if there was none yet
 * @param age how long ago that one was begun; null if there was none yet
 * @param made how many were made
 * @param failures how many could not be made; each was logged with its reason
 * @param lastFailure why the latest one could not be made; null if the latest was made, or there was none yet
 * @param damaged how many files were found to be damaged, and set aside
 */
public record CheckpointStatistics(
        @Nullable CheckpointSummary last,
        @Nullable Duration age,
        long made,
        long failures,
        @Nullable String lastFailure,
        long damaged) {}
