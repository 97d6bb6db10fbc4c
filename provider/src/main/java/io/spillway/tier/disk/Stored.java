package io.spillway.tier.disk;

import io.spillway.tier.LowerTier.Glimpse;

/**
 * A verified entry where it lies.
 *
 * @param place its place
 * @param head what its frame says
 * @param key the bytes of its key
 * @param payload its payload, or the table of its pieces; empty if only the head was read
 * @param room what the frame takes in its volume; 0 if it is held in memory
 */
record Stored(long place, FrameHead head, byte[] key, byte[] payload, int room) {
    Glimpse glimpse(long deadline) {
        return new Glimpse(place, head.version(), head.created(), deadline);
    }
}
