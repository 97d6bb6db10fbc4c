package io.spillway.config;

/**
 * What a configuration says of one cache, with every default filled in.
 *
 * @param tiers what the cache consists of
 * @param standard what JSR-107 defines
 */
public record CacheSettings(TierSettings tiers, StandardSettings standard) {}
