/**
 * Checkpoints: copies of a cache's content, made while it goes on working, each in one file.
 *
 * <p>A {@link io.spillway.checkpoint.CheckpointKeeper} serves one cache: it makes checkpoints at an interval, on demand and at
 * the close, in a {@link io.spillway.checkpoint.CheckpointFolder} of the cache's own, and fills the cache from the newest that
 * can be used. A file bears its name only when it is complete and on the storage device; the oldest are removed after that.
 * {@link io.spillway.checkpoint.CheckpointWriter} and {@link io.spillway.checkpoint.CheckpointReader} know the format, which
 * {@code docs/checkpoint-format.md} specifies with an example.
 *
 * <h2>What each failure leaves behind</h2>
 *
 * <ul>
 *   <li><em>Killed while a checkpoint is written</em>: a file with the ending <code>.new</code>, deleted at the next opening;
 *       earlier checkpoints are as they were.
 *   <li><em>No room, or an error of the file system</em>: the unfinished file is deleted, the failure logged and counted.
 *   <li><em>A damaged checkpoint</em>: found before anything of it is used, set aside (<code>.damaged</code>), logged and
 *       counted; the one before it is used instead.
 *   <li><em>Killed while a cache is filled</em>: the file <code>restoring</code> stays, and the next opening fills the cache
 *       again, whatever its other files hold by then.
 *   <li><em>Killed while a cache is cleared</em>: the checkpoints go first, so what was to be cleared is there still, or
 *       is gone; it never comes back.
 * </ul>
 */
@NullMarked
package io.spillway.checkpoint;

import org.jspecify.annotations.NullMarked;
