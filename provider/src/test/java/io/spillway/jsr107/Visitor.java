package io.spillway.jsr107;

import java.net.URI;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.integration.CompletionListenerFuture;
import javax.cache.spi.CachingProvider;

/** Uses a provider for what may start threads or keep classes; run in a class loader of its own. */
public final class Visitor {
    private Visitor() {}

    /** Opens, uses and closes. */
    public static void visit(URI uri) throws Exception {
        try (CachingProvider provider =
                        Caching.getCachingProvider(JCacheTest.PROVIDER, Visitor.class.getClassLoader());
                CacheManager manager = provider.getCacheManager(uri, Visitor.class.getClassLoader())) {
            Cache<String, Visit> cache = manager.createCache(
                    "cache",
                    new MutableConfiguration<String, Visit>()
                            .setStatisticsEnabled(true)
                            .setManagementEnabled(true)
                            .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(new Duration(TimeUnit.HOURS, 1)))
                            .setCacheLoaderFactory(VisitLoader::new)
                            .addCacheEntryListenerConfiguration(new MutableCacheEntryListenerConfiguration<>(
                                    () -> (CacheEntryCreatedListener<String, Visit>) events -> {},
                                    null,
                                    false,
                                    false)));
            for (int i = 0; i < 100; i++) {
                Visit visit = new Visit("place " + i);
                cache.put("key " + i, visit);
                visit.moveTo("elsewhere");
            }
            CompletionListenerFuture done = new CompletionListenerFuture();
            cache.loadAll(Set.of("loaded"), true, done);
            done.get();
            if (!new Visit("place 7").equals(cache.get("key 7")) || !new Visit("home").equals(cache.get("loaded"))) {
                throw new IllegalStateException("the cache gives something else");
            }
        }
    }

    private static final class VisitLoader implements javax.cache.integration.CacheLoader<String, Visit> {
        @Override
        public Visit load(String key) {
            return new Visit("home");
        }

        @Override
        public java.util.Map<String, Visit> loadAll(Iterable<? extends String> keys) {
            java.util.Map<String, Visit> visits = new java.util.HashMap<>();
            keys.forEach(key -> visits.put(key, load(key)));
            return visits;
        }
    }
}
