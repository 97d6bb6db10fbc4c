package io.spillway.provider;

import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import org.jspecify.annotations.Nullable;

/** Lets an entry be read once. */
final class GoneWhenRead implements ExpiryPolicy {
    @Override
    public Duration getExpiryForCreation() {
        return Duration.ETERNAL;
    }

    @Override
    public Duration getExpiryForAccess() {
        return Duration.ZERO;
    }

    @Override
    public @Nullable Duration getExpiryForUpdate() {
        return null;
    }
}
