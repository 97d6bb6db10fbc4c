/**
 * How keys and values are turned into bytes and back.
 *
 * <p>The lowest floor of the house: it knows nothing of tiers, caches or files. Keys become {@link
 * io.spillway.codec.EncodedKey}s, values become payloads, and an {@link io.spillway.codec.Envelope} is an entry as the
 * tiers below the heap hold it.
 */
@NullMarked
package io.spillway.codec;

import org.jspecify.annotations.NullMarked;
