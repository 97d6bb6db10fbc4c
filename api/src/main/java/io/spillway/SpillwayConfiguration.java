package io.spillway;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import org.jspecify.annotations.Nullable;

/**
 * What code says of one cache that it creates: all that JSR-107 knows of, and what the tiers are to be like.
 *
 * <pre>{@code
 * Cache<String, Cart> carts = manager.createCache("carts", SpillwayConfiguration.builder(String.class, Cart.class)
 *         .heap(50, SizeUnit.MB)
 *         .disk(2, SizeUnit.GB)
 *         .survives(Survives.RESTART)
 *         .expiry(Expiry.IDLE, Duration.ofMinutes(30))
 *         .build());
 * }</pre>
 *
 * <p>What it does not say of the tiers, the configuration of the cache manager says: a pattern that the cache's name
 * matches, or its {@code defaults}. What is not right is refused when the cache is created, by a {@link
 * ConfigurationException}. Another provider takes this for a {@link CompleteConfiguration} like any other.
 *
 * <p>Immutable and safe for use by any thread. Serializable if the factories are.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class SpillwayConfiguration<K, V> implements CompleteConfiguration<K, V> {
    private static final long serialVersionUID = 1L;

    /** Never changed. */
    private final MutableConfiguration<K, V> standard;

    @SuppressWarnings("serial") // it is of the JDK, and serializable
    private final Map<String, String> options;

    private SpillwayConfiguration(Builder<K, V> builder) {
        this.standard = new MutableConfiguration<>(builder.standard);
        this.options = builder.options.copy();
    }

    /** Begins the configuration of a cache for keys and values of these types. */
    public static <K, V> Builder<K, V> builder(Class<K> keyType, Class<V> valueType) {
        return new Builder<>(
                new MutableConfiguration<K, V>()
                        .setTypes(
                                Objects.requireNonNull(keyType, "keyType"),
                                Objects.requireNonNull(valueType, "valueType")),
                new Options());
    }

    /** What is said of the tiers: keys, such as {@code redis.deadline}, and values as a configuration file has them. */
    public Map<String, String> options() {
        return options;
    }

    @Override
    public Class<K> getKeyType() {
        return standard.getKeyType();
    }

    @Override
    public Class<V> getValueType() {
        return standard.getValueType();
    }

    @Override
    public boolean isStoreByValue() {
        return standard.isStoreByValue();
    }

    @Override
    public boolean isReadThrough() {
        return standard.isReadThrough();
    }

    @Override
    public boolean isWriteThrough() {
        return standard.isWriteThrough();
    }

    @Override
    public boolean isStatisticsEnabled() {
        return standard.isStatisticsEnabled();
    }

    @Override
    public boolean isManagementEnabled() {
        return standard.isManagementEnabled();
    }

    @Override
    public Iterable<CacheEntryListenerConfiguration<K, V>> getCacheEntryListenerConfigurations() {
        Set<CacheEntryListenerConfiguration<K, V>> copy = new LinkedHashSet<>();
        standard.getCacheEntryListenerConfigurations().forEach(copy::add);
        return copy;
    }

    @Override
    @SuppressWarnings("NullAway") // JSR-107 has null for none
    public Factory<CacheLoader<K, V>> getCacheLoaderFactory() {
        return standard.getCacheLoaderFactory();
    }

    @Override
    @SuppressWarnings("NullAway") // JSR-107 has null for none
    public Factory<CacheWriter<? super K, ? super V>> getCacheWriterFactory() {
        return standard.getCacheWriterFactory();
    }

    @Override
    public Factory<ExpiryPolicy> getExpiryPolicyFactory() {
        return standard.getExpiryPolicyFactory();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SpillwayConfiguration<?, ?> that
                && standard.equals(that.standard)
                && options.equals(that.options);
    }

    @Override
    public int hashCode() {
        return Objects.hash(standard, options);
    }

    @Override
    public String toString() {
        return "SpillwayConfiguration of " + getKeyType().getName() + " and "
                + getValueType().getName() + " " + options;
    }

    /**
     * Builds a {@link SpillwayConfiguration}. Not safe for use by several threads.
     *
     * @param <K> the type of keys
     * @param <V> the type of values
     */
    public static final class Builder<K, V> extends CacheOptions<Builder<K, V>> {
        private final MutableConfiguration<K, V> standard;

        private Builder(MutableConfiguration<K, V> standard, Options options) {
            super(options);
            this.standard = standard;
        }

        @Override
        Builder<K, V> self() {
            return this;
        }

        /** Entries expire so long after what begins their time; in whole milliseconds. */
        public Builder<K, V> expiry(Expiry after, Duration time) {
            return expiry(after.policy(time));
        }

        /** Entries expire as such a policy says. */
        public Builder<K, V> expiry(Factory<? extends ExpiryPolicy> policy) {
            standard.setExpiryPolicyFactory(policy);
            return this;
        }

        /** Entries never expire; so it is if nothing is said. */
        public Builder<K, V> eternal() {
            return expiry(EternalExpiryPolicy.factoryOf());
        }

        /** Whether the cache keeps copies, or the caller's own objects; copies, if nothing is said. */
        public Builder<K, V> storeByValue(boolean copies) {
            standard.setStoreByValue(copies);
            return this;
        }

        /** Whether JSR-107's statistics are gathered; they aren't, if nothing is said. */
        public Builder<K, V> statistics(boolean gathered) {
            standard.setStatisticsEnabled(gathered);
            return this;
        }

        /** Whether JMX shows the configuration; it doesn't, if nothing is said. */
        public Builder<K, V> management(boolean shown) {
            standard.setManagementEnabled(shown);
            return this;
        }

        /** Who is asked for what the cache does not hold. */
        public Builder<K, V> readThrough(Factory<? extends CacheLoader<K, V>> loader) {
            standard.setReadThrough(true).setCacheLoaderFactory(loader);
            return this;
        }

        /** Who is told of each change. */
        public Builder<K, V> writeThrough(Factory<? extends CacheWriter<? super K, ? super V>> writer) {
            standard.setWriteThrough(true).setCacheWriterFactory(writer);
            return this;
        }

        /** Who is told of events, beside those that were named before. */
        public Builder<K, V> listener(CacheEntryListenerConfiguration<K, V> listener) {
            standard.addCacheEntryListenerConfiguration(listener);
            return this;
        }

        /** The configuration as it was said until now. */
        public SpillwayConfiguration<K, V> build() {
            return new SpillwayConfiguration<>(this);
        }
    }
}
