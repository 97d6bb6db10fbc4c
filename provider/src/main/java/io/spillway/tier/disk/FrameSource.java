package io.spillway.tier.disk;

/**
 * A volume of an earlier run, and what is in it.
 *
 * @param words its frames, as a hint file lists them
 * @param mayLackPages whether the machine may have died since the volume was made, before all of it was on the storage device
 */
record FrameSource(Volume volume, long[] words, boolean mayLackPages) {}
