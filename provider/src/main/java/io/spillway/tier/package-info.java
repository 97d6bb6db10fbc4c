/**
 * The contract between the tiers of a cache, and the store that composes them: put, spill, restore, expire.
 *
 * <p>A tier knows no other tier, no {@code javax.cache} event and no configuration file; which tiers a store has is
 * decided by whoever builds it.
 */
@NullMarked
package io.spillway.tier;

import org.jspecify.annotations.NullMarked;
