package io.spillway.jsr107;

import java.nio.file.Path;
import java.time.Duration;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A cache manager for each test, through JSR-107's front door only. */
abstract class JCacheTest {
    static final String PROVIDER = "io.spillway.provider.SpillwayCachingProvider";

    /** Long enough for a busy machine; who waits longer waits for a deadlock. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    final Tiers tiers;

    @TempDir
    Path folder;

    CachingProvider provider;
    CacheManager manager;

    JCacheTest(Tiers tiers) {
        this.tiers = tiers;
    }

    @BeforeEach
    void openManager() {
        provider = Caching.getCachingProvider(PROVIDER);
        manager = provider.getCacheManager(tiers.configure(folder), getClass().getClassLoader());
    }

    @AfterEach
    void closeManager() {
        manager.close();
    }

    /** A cache of strings, with nothing special. */
    Cache<String, String> strings() {
        return create(stringConfiguration());
    }

    static MutableConfiguration<String, String> stringConfiguration() {
        return new MutableConfiguration<String, String>().setTypes(String.class, String.class);
    }

    <K, V> Cache<K, V> create(Configuration<K, V> configuration) {
        return manager.createCache("cache", configuration);
    }
}
