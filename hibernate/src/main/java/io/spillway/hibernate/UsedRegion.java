package io.spillway.hibernate;

import io.spillway.config.TierSettings;
import io.spillway.provider.SpillwayCacheManager;
import java.util.Optional;
import javax.cache.Cache;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import org.hibernate.cache.jcache.internal.JCacheAccessImpl;
import org.hibernate.cache.spi.Region;
import org.hibernate.cache.spi.support.DirectAccessRegionTemplate;
import org.hibernate.cache.spi.support.DomainDataRegionTemplate;
import org.hibernate.cache.spi.support.StorageAccess;
import org.jspecify.annotations.Nullable;

/**
 * A region, and the Spillway cache that it is.
 *
 * @param name the region's name, without the prefix that the session factory may give it
 * @param tiers the cache's settings
 * @param disk whether the cache has a disk tier
 * @param redis whether the cache has a Redis tier
 * @param eternal whether its entries never expire
 */
record UsedRegion(String name, TierSettings tiers, boolean disk, boolean redis, boolean eternal) {

    /** The region, unless its cache is none of Spillway's. */
    static Optional<UsedRegion> of(Region region) {
        return cacheOf(region)
                .filter(cache -> cache.getCacheManager() instanceof SpillwayCacheManager)
                .map(cache -> of(region.getName(), cache));
    }

    private static UsedRegion of(String name, Cache<Object, Object> cache) {
        TierSettings tiers = ((SpillwayCacheManager) cache.getCacheManager()).tierSettings(cache.getName());
        @SuppressWarnings("unchecked") // JSR-107 asks for the class of a type with parameters
        CompleteConfiguration<Object, Object> configuration = cache.getConfiguration(CompleteConfiguration.class);
        boolean byValue = configuration.isStoreByValue();
        return new UsedRegion(name, tiers, tiers.hasDisk(byValue), tiers.hasRedis(byValue), isEternal(configuration));
    }

    private static Optional<Cache<Object, Object>> cacheOf(Region region) {
        StorageAccess access = null;
        if (region instanceof DomainDataRegionTemplate template) {
            access = template.getCacheStorageAccess();
        } else if (region instanceof DirectAccessRegionTemplate template) {
            access = template.getStorageAccess();
        }
        return access instanceof JCacheAccessImpl jcache ? Optional.of(jcache.getUnderlyingCache()) : Optional.empty();
    }

    private static boolean isEternal(CompleteConfiguration<?, ?> configuration) {
        ExpiryPolicy policy = configuration.getExpiryPolicyFactory().create();
        return policy.getExpiryForCreation().isEternal()
                && staysSo(policy.getExpiryForAccess())
                && staysSo(policy.getExpiryForUpdate());
    }

    private static boolean staysSo(@Nullable Duration changed) {
        return changed == null || changed.isEternal();
    }
}
