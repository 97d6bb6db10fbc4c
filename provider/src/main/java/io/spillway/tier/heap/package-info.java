/** The heap tier: live entries, bounded in bytes, on Caffeine. */
@NullMarked
package io.spillway.tier.heap;

import org.jspecify.annotations.NullMarked;
