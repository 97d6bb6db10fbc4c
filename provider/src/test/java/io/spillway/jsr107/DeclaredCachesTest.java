package io.spillway.jsr107;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.spillway.CacheTiers;
import io.spillway.ConfigurationException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.expiry.TouchedExpiryPolicy;
import javax.cache.spi.CachingProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Caches that a configuration file declares, and what survives of them. */
class DeclaredCachesTest {
    private final CachingProvider provider = Caching.getCachingProvider(JCacheTest.PROVIDER);

    @TempDir
    Path folder;

    @Test
    void existAsSoonAsTheirManagerDoes() {
        URI uri = Tiers.write(folder, """
            caches:
              sessions:
                key: java.lang.String
                value: java.lang.String
                heap: 4KB
                disk: 32MB
                expiry: { idle: 5m }
                statistics: true
              "temporary.*": { heap: 8KB, disk: none }
            """);
        try (CacheManager manager = open(uri)) {
            assertThat(manager.getCacheNames()).containsExactly("sessions");
            Cache<String, String> sessions = manager.getCache("sessions", String.class, String.class);
            assertThat(sessions.unwrap(CacheTiers.class).heap().maxBytes()).isEqualTo(4096);
            assertThat(sessions.unwrap(CacheTiers.class).disk().maxBytes()).isEqualTo(32 << 20);
            @SuppressWarnings("unchecked")
            CompleteConfiguration<String, String> configuration =
                    sessions.getConfiguration(CompleteConfiguration.class);
            assertThat(configuration.isStatisticsEnabled()).isTrue();
            assertThat(configuration.getExpiryPolicyFactory().create()).isInstanceOf(TouchedExpiryPolicy.class);
            assertThatExceptionOfType(CacheException.class)
                    .isThrownBy(() -> manager.createCache("sessions", JCacheTest.stringConfiguration()));

            Cache<String, String> temporary = manager.createCache("temporary.one", JCacheTest.stringConfiguration());
            assertThat(temporary.unwrap(CacheTiers.class).heap().maxBytes()).isEqualTo(8192);
            assertThat(temporary.unwrap(CacheTiers.class).disk()).isEqualTo(CacheTiers.Tier.NONE);
        }
    }

    @Test
    void aFileThatIsWrongOpensNoManager() {
        URI uri = Tiers.write(folder, "caches:\n  sessions: { haep: 4KB }\n");

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> open(uri))
                .withMessageEndingWith("spillway.yaml, line 2, column 15: caches.sessions.haep: there is no such key;"
                        + " did you mean `heap`?");

        Tiers.write(folder, "caches:\n  sessions: { heap: 4KB }\n");
        try (CacheManager manager = open(uri)) {
            assertThat(manager.getCacheNames()).containsExactly("sessions");
        }
    }

    @Test
    void aClassThatIsNotThereIsNamedWithItsLine() {
        URI uri = Tiers.write(folder, "caches:\n  good: {}\n  sessions: { value: com.example.Missing }\n");

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> open(uri))
                .withMessageContaining("spillway.yaml, line 3, column 22: caches.sessions.value: the class"
                        + " com.example.Missing cannot be loaded");
    }

    @Test
    void whatSurvivesIsThereAgain() {
        URI uri = kept("{ heap: 2KB, disk: 32MB, survives: restart }");
        try (CacheManager manager = open(uri)) {
            Cache<String, String> cache = cache(manager);
            for (int i = 0; i < 100; i++) {
                cache.put("key " + i, "value " + i);
            }
            cache.put("key 1", "changed");
            cache.remove("key 2");
        }
        try (CacheManager manager = open(uri)) {
            Cache<String, String> cache = cache(manager);
            assertThat(cache.getAll(Set.of("key 0", "key 1", "key 2", "key 99")))
                    .containsOnlyKeys("key 0", "key 1", "key 99")
                    .containsEntry("key 1", "changed");
            assertThat(cache).hasSize(99);
            cache.clear();
        }
        try (CacheManager manager = open(uri)) {
            assertThat(cache(manager)).isEmpty();
            cache(manager).put("a", "1");
            manager.destroyCache("cache");
        }
        try (CacheManager manager = open(uri)) {
            assertThat(cache(manager)).isEmpty();
        }
    }

    @Test
    void whatDoesNotSurviveIsGone() {
        URI uri = kept("{ heap: 2KB, disk: 32MB }");
        try (CacheManager manager = open(uri)) {
            for (int i = 0; i < 100; i++) {
                cache(manager).put("key " + i, "value");
            }
        }
        try (CacheManager manager = open(uri)) {
            assertThat(cache(manager)).isEmpty();
        }
        assertThat(folder.resolve("files"))
                .satisfiesAnyOf(
                        files -> assertThat(files).doesNotExist(),
                        files -> assertThat(files).isEmptyDirectory());
    }

    @Test
    void withoutADiskAValueLargerThanTheHeapHarmsNobody() {
        URI uri = kept("{ heap: 16KB, disk: none }");
        try (CacheManager manager = open(uri)) {
            Cache<String, String> cache = cache(manager);
            for (int i = 0; i < 10; i++) {
                cache.put("key " + i, "value");
            }

            cache.put("large", "x".repeat(100_000));

            assertThat(cache.containsKey("large")).isFalse();
            for (int i = 0; i < 10; i++) {
                assertThat(cache.get("key " + i)).isEqualTo("value");
            }
            cache.put("large", "small");
            assertThat(cache.get("large")).isEqualTo("small");
        }
    }

    private URI kept(String settings) {
        return Tiers.write(
                folder, "directory: '%s'\ncaches: { cache: %s }\n".formatted(folder.resolve("files"), settings));
    }

    private CacheManager open(URI uri) {
        return provider.getCacheManager(uri, getClass().getClassLoader());
    }

    private static Cache<String, String> cache(CacheManager manager) {
        return manager.getCache("cache");
    }
}
