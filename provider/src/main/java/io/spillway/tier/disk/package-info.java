/** Entries in files: volumes of frames, made with Chronicle Map, and an index of them in memory. */
@NullMarked
package io.spillway.tier.disk;

import org.jspecify.annotations.NullMarked;
