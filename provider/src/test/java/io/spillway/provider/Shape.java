package io.spillway.provider;

import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.jspecify.annotations.Nullable;

/** The caches that {@link LinearizabilityTest} plays with. */
enum Shape {
    A_HANDFUL_IN_THE_HEAP("heap: 3KB"),
    ONE_IN_THE_HEAP("heap: 600"),
    NONE_IN_THE_HEAP("heap: 100"),
    SPILLS_IN_THE_BACKGROUND("heap: 8KB, spill-at: 10%"),
    CREATED("heap: 600", new CreatedExpiryPolicy(Times.TEN_SECONDS)),
    MODIFIED("heap: 3KB", new ModifiedExpiryPolicy(Times.TEN_SECONDS)),
    TOUCHED("heap: 600", new TouchedExpiryPolicy(Times.TEN_SECONDS)),
    TOUCHED_MOSTLY_IN_THE_HEAP("heap: 8KB", new TouchedExpiryPolicy(Times.TEN_SECONDS)),
    GONE_WHEN_READ("heap: 3KB", new Times(Duration.ZERO, null)),
    GONE_WHEN_UPDATED("heap: 600", new Times(null, Duration.ZERO)),
    READS_THROUGH("heap: 600"),
    WRITES_THROUGH("heap: 3KB"),
    READS_AND_WRITES_THROUGH("heap: 600"),
    MUTABLE("heap: 600"),
    SURVIVES_RESTART("heap: 600, survives: restart"),
    SURVIVES_CRASH("heap: 3KB, survives: crash"),
    SURVIVES_CRASH_TOUCHED("heap: 600, survives: crash", new TouchedExpiryPolicy(Times.TEN_SECONDS)),
    SMALL_DISK("heap: 3KB, when-full: evict"),
    DISK_SMALLER_THAN_HEAP("heap: 4MB, survives: crash, when-full: evict");

    private final String tiers;

    @SuppressWarnings("ImmutableEnumChecker") // these policies do not change
    private final ExpiryPolicy expiry;

    Shape(String tiers) {
        this(tiers, new EternalExpiryPolicy());
    }

    Shape(String tiers, ExpiryPolicy expiry) {
        this.tiers = tiers;
        this.expiry = expiry;
    }

    String tiers() {
        return tiers + ", disk: " + (evicts() ? "2MB" : "64MB");
    }

    ExpiryPolicy expiry() {
        return expiry;
    }

    boolean expires() {
        return !(expiry instanceof EternalExpiryPolicy);
    }

    boolean readsThrough() {
        return this == READS_THROUGH || this == READS_AND_WRITES_THROUGH;
    }

    boolean writesThrough() {
        return this == WRITES_THROUGH || this == READS_AND_WRITES_THROUGH;
    }

    boolean isMutable() {
        return this == MUTABLE;
    }

    boolean survives() {
        return tiers.contains("survives");
    }

    /** Whether entries may be dropped for want of room. */
    boolean evicts() {
        return tiers.contains("when-full: evict");
    }

    /** Ten seconds for a new entry; what is given, or no change, after that. */
    private record Times(
            @Nullable Duration access, @Nullable Duration update) implements ExpiryPolicy {
        static final Duration TEN_SECONDS = new Duration(java.util.concurrent.TimeUnit.SECONDS, 10);

        @Override
        public Duration getExpiryForCreation() {
            return TEN_SECONDS;
        }

        @Override
        public @Nullable Duration getExpiryForAccess() {
            return access;
        }

        @Override
        public @Nullable Duration getExpiryForUpdate() {
            return update;
        }
    }
}
