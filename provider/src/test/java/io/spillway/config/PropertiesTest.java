package io.spillway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.spillway.ConfigurationException;
import io.spillway.Survives;
import io.spillway.config.RedisSettings.Writes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Properties, and further files, over a configuration file. */
class PropertiesTest {
    private static final long MB = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void propertiesAloneAreAConfiguration() {
        ManagerSettings settings = read("", """
            spillway.directory=files
            spillway.redis.address=redis://localhost:6379
            spillway.defaults.spill-at=50%
            spillway.caches.sessions.heap=1MB
            spillway.caches.sessions.expiry.idle=5m
            spillway.caches.sessions.survives=crash
            spillway.caches.sessions.redis.drain.every=1s
            spillway.caches.sessions.redis.writes=behind
            spillway.caches.sessions.allow=com.example.*, com.other.Thing
            spillway.caches.sessions.listeners[0]=com.example.A
            spillway.caches.sessions.listeners[1]=com.example.B
            something.else=1
            """).settings();

        assertThat(settings.directory()).isEqualTo(Path.of("files"));
        assertThat(settings.declaredCaches()).containsExactly("sessions");
        CacheSettings sessions = settings.forCache("sessions");
        assertThat(sessions.tiers().heap()).isEqualTo(MB);
        assertThat(sessions.tiers().spillAt()).isEqualTo(50);
        assertThat(sessions.tiers().survives()).isEqualTo(Survives.CRASH);
        assertThat(sessions.tiers().allow()).containsExactly("com.example.*", "com.other.Thing");
        assertThat(sessions.tiers().redis().writes()).isEqualTo(Writes.BEHIND);
        assertThat(sessions.tiers().redis().drain().every()).isEqualTo(Duration.ofSeconds(1));
        assertThat(sessions.standard().expiry())
                .isEqualTo(new ExpirySettings(ExpirySettings.Kind.IDLE, Duration.ofMinutes(5)));
        assertThat(sessions.standard().listeners())
                .extracting(ClassReference::name)
                .containsExactly("com.example.A", "com.example.B");
    }

    @Test
    void propertiesLieOverTheFileKeyByKey() {
        ManagerSettings settings = read("""
            redis: { file: redisson.yaml }
            caches:
              a: { heap: 5MB, disk: 3MB, expiry: { created: 1h }, redis: { writes: none, deadline: 1s } }
              b:
            """, """
            spillway.redis.address=redis://localhost
            spillway.caches.a.heap=1MB
            spillway.caches.a.expiry.idle=5m
            spillway.caches.a.redis.deadline=20ms
            spillway.caches.b.heap=2MB
            """).settings();

        assertThat(settings.redis()).isEqualTo(new RedisPlace("redis://localhost", null));
        assertThat(settings.forCache("a").tiers().heap()).isEqualTo(MB);
        assertThat(settings.forCache("a").tiers().disk()).isEqualTo(3 * MB);
        assertThat(settings.forCache("a").standard().expiry().kind()).isEqualTo(ExpirySettings.Kind.IDLE);
        assertThat(settings.forCache("a").tiers().redis().writes()).isEqualTo(Writes.NONE);
        assertThat(settings.forCache("a").tiers().redis().deadline()).isEqualTo(Duration.ofMillis(20));
        assertThat(settings.forCache("b").tiers().heap()).isEqualTo(2 * MB);
    }

    @Test
    void namesOfCachesMayHaveDots() {
        ManagerSettings settings = read("", """
            spillway.caches.com.example.users.heap=1MB
            spillway.caches.com.example.users.redis=none
            spillway.caches[com.example.heap].heap=2MB
            spillway.caches.com.*.heap=3MB
            spillway.caches[5].heap=4MB
            spillway.caches.plain=
            """).settings();

        assertThat(settings.declaredCaches())
                .containsExactlyInAnyOrder("com.example.users", "com.example.heap", "5", "plain");
        assertThat(settings.forCache("com.example.users").tiers().heap()).isEqualTo(MB);
        assertThat(settings.forCache("com.example.heap").tiers().heap()).isEqualTo(2 * MB);
        assertThat(settings.forCache("com.other").tiers().heap()).isEqualTo(3 * MB);
        assertThat(settings.forCache("5").tiers().heap()).isEqualTo(4 * MB);
    }

    @Test
    void saysWhichPropertyIsWrong() {
        assertThat(refusal("spillway.caches.s.haep=1MB"))
                .hasMessage("the properties of the cache manager: spillway.caches.s.haep: there is no such key; did you"
                        + " mean `heap`?");
        assertThat(refusal("spillway.caches.com.example.s.haep=1MB"))
                .hasMessageContaining("spillway.caches.com.example.s.haep: there is no such key; did you mean `heap`?");
        assertThat(refusal("spillway.caches.s.redis.drian.every=1s"))
                .hasMessageContaining(
                        "spillway.caches.s.redis.drian.every: there is no such key; did you mean `drain`?");
        assertThat(refusal("spillway.caches.s.heap=much"))
                .hasMessageContaining("spillway.caches.s.heap: \"much\" is not a size");
        assertThat(refusal("spillway.caches.s.heap.size=1MB"))
                .hasMessageContaining("there is no value, but only keys below this one; write a size");
        assertThat(refusal("spillway.caches.s.redis=none\nspillway.caches.s.redis.writes=none"))
                .hasMessageContaining("there is a value, and there are keys below this one; remove either");
        assertThat(refusal("spillway.caches.s.allow.x=com.example.A"))
                .hasMessageContaining("this is a group of keys; write a list");
        assertThat(refusal("spillway.caches[s.heap=1MB")).hasMessageContaining("there is a [ without a ]");
        assertThat(refusal("spillway.caches.s=1")).hasMessageContaining("this is the single value \"1\"");
    }

    @Test
    void furtherFilesLieOverTheFirstAndPropertiesOverAll() throws IOException {
        Path limits = folder.resolve("limits.yaml");
        Path more = folder.resolve("more.yaml");
        Files.writeString(limits, "caches: { a: { heap: 2MB, spill-at: 60%, disk: 2MB } }");
        Files.writeString(more, "caches: { a: { spill-at: 70%, disk: 3MB } }");

        LoadedConfiguration loaded = read(
                "watch: [" + limits + ", " + more + ", " + folder.resolve("missing.yaml")
                        + "]\ncaches: { a: { heap: 1MB, codec: java } }",
                "spillway.caches.a.disk=4MB");

        TierSettings tiers = loaded.settings().forCache("a").tiers();
        assertThat(tiers.codec().kind()).isEqualTo(CodecSettings.Kind.JAVA);
        assertThat(tiers.heap()).isEqualTo(2 * MB);
        assertThat(tiers.spillAt()).isEqualTo(70);
        assertThat(tiers.disk()).isEqualTo(4 * MB);
        assertThat(loaded.files())
                .isEqualTo(List.of(folder.resolve("app.yaml"), limits, more, folder.resolve("missing.yaml")));
    }

    @Test
    void saysWhichOfTheFilesIsWrong() throws IOException {
        Path limits = folder.resolve("limits.yaml");
        Files.writeString(limits, "caches:\n  a: { heap: 0 }\n");
        assertThat(catchThrowableOfType(ConfigurationException.class, () -> read("watch: [" + limits + "]", "")))
                .hasMessageStartingWith(limits + ", line 2, column 14: caches.a.heap: \"0\" is too small");

        Files.writeString(limits, "hot-reload: true");
        assertThat(catchThrowableOfType(ConfigurationException.class, () -> read("watch: [" + limits + "]", "")))
                .hasMessage(
                        limits + ", line 1, column 1: hot-reload: this can't stand in a file that `watch` names; move"
                                + " it to the first file");
    }

    private LoadedConfiguration read(String yaml, String properties) {
        try {
            URI uri = Files.writeString(folder.resolve("app.yaml"), yaml).toUri();
            Properties read = new Properties();
            read.load(new java.io.StringReader(properties));
            return ConfigurationSource.of(uri, getClass().getClassLoader(), read)
                    .read();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private ConfigurationException refusal(String properties) {
        ConfigurationException refusal = catchThrowableOfType(ConfigurationException.class, () -> read("", properties));
        assertThat(refusal).as(properties).isNotNull();
        return refusal;
    }
}
