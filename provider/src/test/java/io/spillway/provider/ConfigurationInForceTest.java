package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.ConfigurationInForce;
import io.spillway.ConfigurationInForce.Setting;
import io.spillway.SizeUnit;
import io.spillway.SpillwayConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import javax.cache.CacheManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said to be in force. */
class ConfigurationInForceTest {
    @TempDir
    Path folder;

    private final SpillwayCachingProvider provider = new SpillwayCachingProvider();

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void eachValueIsToldWithItsOrigin() throws IOException {
        CacheManager manager = open("""
            directory: %s
            defaults: { spill-at: 70%% }
            caches:
              a: { heap: 2MB, survives: restart }
              'x*': { heap: 3MB }
            """.formatted(folder.resolve("it's here")), "spillway.caches.a.disk", "5MB");
        manager.createCache(
                "x1",
                SpillwayConfiguration.builder(String.class, String.class)
                        .disk(7, SizeUnit.MB)
                        .build());

        ConfigurationInForce now = manager.unwrap(ConfigurationInForce.class);

        String file = file("app.yaml").toString();
        assertThat(now.source()).isEqualTo(file);
        assertThat(now.settings())
                .contains(
                        new Setting("directory", "'" + folder.resolve("it''s here") + "'", file + ", line 1"),
                        new Setting("caches.a.heap", "2MB", file + ", line 4"),
                        new Setting("caches.a.spill-at", "70%", file + ", line 2"),
                        new Setting(
                                "caches.a.disk", "5MB", "the properties of the cache manager, spillway.caches.a.disk"),
                        new Setting("caches.a.when-full", "reject", "follows from other keys"),
                        new Setting("caches.a.codec", "object", "follows from other keys"),
                        new Setting("caches.x1.heap", "3MB", file + ", line 5"),
                        new Setting("caches.x1.disk", "7MB", "the Configuration of cache 'x1', disk"));
        assertThat(now.settings()).extracting(Setting::key).doesNotContain("caches.x1.expiry");
        assertThat(now.changes()).isZero();
        assertThat(now.refusals()).isZero();
        assertThat(now.lastRefusal()).isNull();
    }

    @Test
    void whatIsToldIsAConfigurationThatSaysTheSame() throws IOException {
        CacheManager manager = open("""
            directory: %s
            heap: 50MB
            watch: ['a, b.yaml']
            caches:
              'it''s: a': { key: java.lang.String, value: "long[][]", heap: 2MB, survives: crash, fsync: every 7 }
              b: { expiry: { idle: 90s }, compress: { over: 3KB }, allow: [com.example.**, 'a.B$C'] }
              c: { store-by-value: false, checkpoint: { every: 1h } }
            """.formatted(folder.resolve("d")));
        ConfigurationInForce told = manager.unwrap(ConfigurationInForce.class);
        manager.close();

        Files.writeString(file("told.yaml"), told.yaml());
        CacheManager again = provider.getCacheManager(file("told.yaml").toUri(), null);

        assertThat(values(again.unwrap(ConfigurationInForce.class))).isEqualTo(values(told));
    }

    @Test
    void passwordsAreLeftOut() throws IOException {
        CacheManager manager = open("redis: { address: 'rediss://user:secret@host:1' }\ndefaults: { redis: none }");

        ConfigurationInForce now = manager.unwrap(ConfigurationInForce.class);

        assertThat(now.yaml()).contains("rediss://***@host:1").doesNotContain("secret");
        assertThat(now.settings().toString()).doesNotContain("secret");
    }

    private static List<String> values(ConfigurationInForce configuration) {
        return configuration.settings().stream()
                .map(setting -> setting.key() + "=" + setting.value())
                .toList();
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private CacheManager open(String yaml, String... properties) throws IOException {
        Properties passed = new Properties();
        for (int i = 0; i < properties.length; i += 2) {
            passed.setProperty(properties[i], properties[i + 1]);
        }
        return provider.getCacheManager(
                Files.writeString(file("app.yaml"), yaml).toUri(), null, passed);
    }
}
