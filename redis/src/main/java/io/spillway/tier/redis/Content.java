package io.spillway.tier.redis;

import org.jspecify.annotations.Nullable;

/**
 * What a cache's content in Redis is at this moment, and what is to come.
 *
 * @param generation the generation of the store that this is the content of
 * @param known whether Redis has said
 * @param meta what it has said, or is to say; null if there is nothing of this cache, or nobody knows
 * @param cleared whether the cache was cleared here, and Redis has not been told yet: it has nothing of this content
 * @param owed what was acknowledged, and Redis does not have yet
 */
record Content(int generation, boolean known, @Nullable Meta meta, boolean cleared, OwedWrites owed) {
    Content said(@Nullable Meta newMeta) {
        return new Content(generation, true, newMeta, false, owed);
    }

    /** Whether Redis can be asked for entries, and be given some. */
    boolean isThere() {
        return known && !cleared;
    }
}
