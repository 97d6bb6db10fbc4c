package io.spillway;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * A checkpoint that was made.
 *
 * @param file the file it is in
 * @param started when it was begun; what was put before is in it, what was put later may be
 * @param duration how long it took to write
 * @param entries the number of entries in it
 * @param skipped entries that are not in it because their values can't be encoded
 * @param bytes the bytes of these entries: keys, values and some fifty bytes for each
 * @param fileBytes the bytes of the file, which is compressed
 */
public record CheckpointSummary(
        Path file, Instant started, Duration duration, long entries, long skipped, long bytes, long fileBytes) {}
