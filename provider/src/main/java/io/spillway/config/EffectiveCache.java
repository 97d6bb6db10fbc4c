package io.spillway.config;

/**
 * What holds for one cache, and where each of it is said.
 *
 * @param settings all settings
 * @param section the value of each key, with its place
 */
record EffectiveCache(CacheSettings settings, Section section) {}
