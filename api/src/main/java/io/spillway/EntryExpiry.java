package io.spillway;

import java.time.Instant;

/**
 * A value that says itself when it expires. Spillway takes its word for the entry's deadline whenever it is put, whatever the
 * cache's {@code ExpiryPolicy} would say. In a cache whose value type is declared and implements this, an access moves no
 * deadline either, and the policy is not asked at all; where the type is not declared, an access is the policy's.
 *
 * <p>Other providers take no notice of it.
 */
public interface EntryExpiry {
    /**
     * When the entry expires, not null. What is not later than the clock of the cache is expired at once; {@link Instant#MAX}
     * never is. It is asked once each time that the value is put, and must not call the cache.
     */
    Instant expires();
}
