/**
 * The tier in Redis, by Redisson.
 *
 * <p>One Redis key holds one entry. The keys of a cache:
 *
 * <pre>
 * namespace:cache:meta               which generation of the cache counts, and the epoch
 * namespace:cache:generation:key     an entry, or the tombstone of one
 * </pre>
 *
 * The names of namespace and cache are written so that no colon, and nothing that a pattern of Redis would take for a
 * wildcard, is in them; a generation is sixteen hexadecimal digits. {@link io.spillway.tier.redis.KeySpace} has the details,
 * {@link io.spillway.tier.redis.StoredValue} those of the values. Nothing spans two keys, so a cluster may spread them.
 *
 * <p>To clear a cache is to name another generation; what is left of the old one is removed in the background. That the key
 * {@code meta} is missing tells that the server was emptied, and it gets a new epoch then, by which others notice too.
 *
 * <p>Callers wait for an answer no longer than their deadline. A {@linkplain io.spillway.tier.redis.Calls circuit breaker}
 * keeps them from waiting, one after the other, for a server that does not answer; the background looks for it then.
 *
 * <p>What was acknowledged and is not in Redis yet is {@linkplain io.spillway.tier.redis.OwedWrites owed}; where the cache's content
 * survives, so does that, in a {@linkplain io.spillway.tier.redis.OwedLog log}.
 */
@NullMarked
package io.spillway.tier.redis;

import org.jspecify.annotations.NullMarked;
