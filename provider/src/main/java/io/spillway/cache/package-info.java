/**
 * The JSR-107 semantics of one cache: expiry, events, statistics, entry processors, loaders and writers.
 *
 * <p>{@link io.spillway.cache.SpillwayCache} turns each method of {@code javax.cache.Cache} into an {@link
 * io.spillway.cache.Operation}; the {@link io.spillway.cache.Engine} runs any of them on one key, under that key's ticket,
 * in one order: look, decide, encode, CacheWriter, tiers, statistics, events. Tiers are known only as a store.
 */
@NullMarked
package io.spillway.cache;

import org.jspecify.annotations.NullMarked;
