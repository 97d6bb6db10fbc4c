package io.spillway.tier.redis;

import org.jspecify.annotations.Nullable;

/**
 * What a cache's content in Redis is at this moment.
 *
 * @param generation the generation of the store that this is the content of
 * @param known whether Redis has said
 * @param meta what it has said; null if there is nothing of this cache, or nobody knows
 */
record Content(int generation, boolean known, @Nullable Meta meta) {
    static Content unknown(int generation) {
        return new Content(generation, false, null);
    }

    Content said(@Nullable Meta newMeta) {
        return new Content(generation, true, newMeta);
    }
}
