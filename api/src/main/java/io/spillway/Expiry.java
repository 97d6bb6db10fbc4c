package io.spillway;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.cache.configuration.Factory;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;

/** What begins the time of an entry anew, after which it expires. */
public enum Expiry {
    /** Its creation only. */
    CREATED,
    /** Its creation and each update. */
    UPDATED,
    /** Its creation and each access, but no update. */
    ACCESSED,
    /** Its creation, each update and each access. */
    IDLE;

    /** The word in a configuration file. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    Factory<? extends ExpiryPolicy> policy(Duration time) {
        javax.cache.expiry.Duration duration = new javax.cache.expiry.Duration(TimeUnit.MILLISECONDS, time.toMillis());
        return switch (this) {
            case CREATED -> CreatedExpiryPolicy.factoryOf(duration);
            case UPDATED -> ModifiedExpiryPolicy.factoryOf(duration);
            case ACCESSED -> AccessedExpiryPolicy.factoryOf(duration);
            case IDLE -> TouchedExpiryPolicy.factoryOf(duration);
        };
    }
}
