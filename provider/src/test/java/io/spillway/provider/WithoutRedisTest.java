package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.CacheTiers;
import io.spillway.ConfigurationException;
import java.nio.file.Path;
import javax.cache.Cache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis is configured, and what talks to it is not on the class path. */
class WithoutRedisTest {
    @TempDir
    Path folder;

    @Test
    void theErrorNamesTheArtifact() {
        assertThatThrownBy(() -> TestManager.open(folder, "redis: { address: 'redis://localhost' }"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("redis: what talks to Redis is not on the class path; add the artifact"
                        + " io.spillway:spillway-redis, in the version of spillway-provider, or remove this key");
    }

    @Test
    void whoHasNoTierInRedisNeedsNoArtifact() {
        String yaml =
                "{ redis: { address: 'redis://localhost' }, defaults: { redis: none }, caches: { c: { heap: 1MB } } }";
        try (TestManager manager = TestManager.open(folder, yaml)) {
            Cache<Object, Object> cache = manager.manager().getCache("c");
            cache.put("k", "v");
            assertThat(cache.get("k")).isEqualTo("v");
            assertThat(cache.unwrap(CacheTiers.class).redis()).isEqualTo(CacheTiers.Redis.NONE);
        }
    }
}
