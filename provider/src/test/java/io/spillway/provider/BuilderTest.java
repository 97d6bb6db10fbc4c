package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.spillway.CacheTiers;
import io.spillway.CheckpointOptions;
import io.spillway.ConfigurationException;
import io.spillway.Expiry;
import io.spillway.SizeUnit;
import io.spillway.SpillwayConfiguration;
import io.spillway.SpillwayManagerConfiguration;
import io.spillway.Survives;
import io.spillway.WhenFull;
import io.spillway.WhenUnreadable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Caches and cache managers that are configured by code, with real tiers. */
class BuilderTest {
    private static final long MB = 1 << 20;

    @TempDir
    Path folder;

    private final SpillwayCachingProvider provider = new SpillwayCachingProvider();

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void aCacheIsAsItsConfigurationSays() {
        CacheManager manager = open(
                "",
                SpillwayManagerConfiguration.builder()
                        .directory(folder.resolve("files"))
                        .build()
                        .toProperties());
        SpillwayConfiguration<String, byte[]> configuration = SpillwayConfiguration.builder(String.class, byte[].class)
                .heap(3, SizeUnit.MB)
                .spillAt(70)
                .disk(8, SizeUnit.MB)
                .survives(Survives.CRASH)
                .fsync(100)
                .whenFull(WhenFull.EVICT)
                .codec("java")
                .allow("com.example.**", "com.example.Thing")
                .whenUnreadable(WhenUnreadable.FAIL)
                .compress(2, SizeUnit.KB)
                .checkpoint(c -> c.every(Duration.ofMinutes(5)).keep(2).restore(CheckpointOptions.Restore.ASK))
                .noRedis()
                .expiry(Expiry.IDLE, Duration.ofMinutes(30))
                .statistics(true)
                .build();

        Cache<String, byte[]> cache = manager.createCache("bytes", configuration);

        cache.put("a", new byte[10]);
        CacheTiers tiers = cache.unwrap(CacheTiers.class);
        assertThat(tiers.heap().maxBytes()).isEqualTo(3 * MB);
        assertThat(tiers.disk().maxBytes()).isEqualTo(8 * MB);
        assertThat(tiers.disk().entries()).isEqualTo(1);
        @SuppressWarnings("unchecked")
        CompleteConfiguration<String, byte[]> standard = cache.getConfiguration(CompleteConfiguration.class);
        assertThat(standard.getKeyType()).isEqualTo(String.class);
        assertThat(standard.isStatisticsEnabled()).isTrue();
        assertThat(standard.getExpiryPolicyFactory())
                .isEqualTo(TouchedExpiryPolicy.factoryOf(
                        new javax.cache.expiry.Duration(TimeUnit.MILLISECONDS, 1_800_000)));
        cache.close();
        assertThat(manager.createCache("bytes", configuration).get("a")).isEqualTo(new byte[10]);
    }

    @Test
    void whatCodeDoesNotSayThePatternSays() {
        CacheManager manager = open("caches: { 'x*': { heap: 2MB, disk: none } }", new Properties());

        Cache<String, String> cache = manager.createCache(
                "x1",
                SpillwayConfiguration.builder(String.class, String.class)
                        .heap(5, SizeUnit.MB)
                        .build());

        assertThat(cache.unwrap(CacheTiers.class).heap().maxBytes()).isEqualTo(5 * MB);
        assertThat(cache.unwrap(CacheTiers.class).disk()).isEqualTo(CacheTiers.Tier.NONE);
    }

    @Test
    void byReferenceThereIsADiskOnlyIfTheCodeOrThePatternAsksForIt() {
        CacheManager manager = open("defaults: { disk: 4MB }", new Properties());
        var byReference =
                SpillwayConfiguration.builder(String.class, String.class).storeByValue(false);

        assertThat(manager.createCache("without", byReference.build())
                        .unwrap(CacheTiers.class)
                        .disk())
                .isEqualTo(CacheTiers.Tier.NONE);
        assertThat(manager.createCache("with", byReference.disk(2, SizeUnit.MB).build())
                        .unwrap(CacheTiers.class)
                        .disk()
                        .maxBytes())
                .isEqualTo(2 * MB);
    }

    @Test
    void whatDoesNotGoTogetherIsRefusedWithItsPlace() {
        CacheManager manager = open("", new Properties());

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> manager.createCache(
                        "s",
                        SpillwayConfiguration.builder(String.class, String.class)
                                .survives(Survives.CRASH)
                                .build()))
                .withMessageStartingWith(
                        "the Configuration of cache 's': survives: crash needs a place that lasts; add `directory`");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> manager.createCache(
                        "s",
                        SpillwayConfiguration.builder(String.class, String.class)
                                .set("redis.wirtes", "none")
                                .build()))
                .withMessageContaining("redis.wirtes: there is no such key; did you mean `writes`?");
        assertThat(manager.getCacheNames()).isEmpty();
    }

    @Test
    void aManagerIsAsItsConfigurationSays() {
        Properties properties = SpillwayManagerConfiguration.builder()
                .directory(folder.resolve("files"))
                .namespace("app")
                .watch(folder.resolve("a.yaml"), folder.resolve("b,c.yaml"))
                .defaults(cache -> cache.heap(4, SizeUnit.MB))
                .cache("plain", cache -> {})
                .cache(
                        "com.example.carts",
                        cache -> cache.key(String.class)
                                .value(byte[].class)
                                .survives(Survives.RESTART)
                                .heap(2, SizeUnit.MB)
                                .disk(16, SizeUnit.MB)
                                .expiry(Expiry.CREATED, Duration.ofHours(1))
                                .statistics(true)
                                .management(true)
                                .storeByValue(true))
                .cache("com.example.*", cache -> cache.noDisk())
                .build()
                .toProperties();

        CacheManager manager = open("caches: { 'com.example.carts': { disk: 1GB } }", properties);

        assertThat(manager.getCacheNames()).containsExactlyInAnyOrder("plain", "com.example.carts");
        assertThat(tiers(manager.getCache("plain")).heap().maxBytes()).isEqualTo(4 * MB);
        Cache<String, byte[]> carts = manager.getCache("com.example.carts", String.class, byte[].class);
        assertThat(tiers(carts).heap().maxBytes()).isEqualTo(2 * MB);
        assertThat(tiers(carts).disk().maxBytes()).isEqualTo(16 * MB);
        Cache<String, String> other = manager.createCache(
                "com.example.other",
                SpillwayConfiguration.builder(String.class, String.class).build());
        assertThat(tiers(other).disk()).isEqualTo(CacheTiers.Tier.NONE);
        assertThat(manager.getProperties()).isEqualTo(properties);
    }

    private static CacheTiers tiers(Cache<?, ?> cache) {
        return cache.unwrap(CacheTiers.class);
    }

    private CacheManager open(String yaml, Properties properties) {
        try {
            URI uri = Files.writeString(folder.resolve("app.yaml"), yaml).toUri();
            return provider.getCacheManager(uri, null, properties);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
