package io.spillway.tier.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.CacheTiers;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.spi.CachingProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The module's jar as users have it. */
class JarIT {
    @TempDir
    Path folder;

    @Test
    void thereIsOneCachingProviderAndItReachesRedis() throws Exception {
        assertThatThrownBy(() -> Class.forName(String.join(".", "org", "redisson", "Redisson")))
                .as("this test must not see Redisson's own jar")
                .isInstanceOf(ClassNotFoundException.class);
        assertThat(Class.forName("io.spillway.tier.redis.redisson.Redisson")
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .endsWith(".jar");
        CachingProvider provider = Caching.getCachingProvider();
        assertThat(provider.getClass().getName()).isEqualTo("io.spillway.provider.SpillwayCachingProvider");
        RedisUnderTest server = RedisUnderTest.shared();
        for (int run = 0; run < 2; run++) {
            try (CacheManager manager = provider.getCacheManager(
                    configuration("redis: { address: '" + server.address() + "' }"), JarIT.class.getClassLoader())) {
                Cache<String, String> cache = manager.getCache("c");
                if (run == 0) {
                    cache.put("k", "v");
                }
                assertThat(cache.get("k")).isEqualTo("v");
                assertThat(cache.unwrap(CacheTiers.class).redis().hits()).isEqualTo(run);
                if (run == 1) {
                    manager.destroyCache("c");
                }
            }
        }
    }

    @Test
    void aFileMayNameRedissonsClasses() throws Exception {
        RedisUnderTest server = RedisUnderTest.shared();
        Path file = folder.resolve("redisson.yaml");
        Files.writeString(file, """
                singleServerConfig:
                  address: "%s"
                codec: !<org.redisson.client.codec.StringCodec> {}
                """.formatted(server.address()));
        try (CacheManager manager = Caching.getCachingProvider()
                .getCacheManager(
                        configuration("redis: { file: '" + file.toUri() + "' }"), JarIT.class.getClassLoader())) {
            Cache<String, String> cache = manager.getCache("c");
            cache.put("k", "v");
            assertThat(cache.get("k")).isEqualTo("v");
            manager.destroyCache("c");
        }
    }

    private URI configuration(String redis) throws Exception {
        String yaml =
                redis + "\nnamespace: " + folder.getFileName() + "\n" + RedisTest.cache("heap: 100KB, disk: none");
        return Files.writeString(Files.createTempFile(folder, "spillway", ".yaml"), yaml)
                .toUri();
    }
}
