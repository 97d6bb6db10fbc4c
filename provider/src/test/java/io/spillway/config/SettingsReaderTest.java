package io.spillway.config;

import static io.spillway.config.Configurations.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.Survives;
import io.spillway.WhenFull;
import io.spillway.WhenUnreadable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsReaderTest {
    private static final long KB = 1024;
    private static final long MB = 1024 * KB;
    private static final long GB = 1024 * MB;

    @Test
    void anEmptyFileMeansTheDefaults() {
        for (String yaml : List.of("", "# nothing\n", "caches:\n", "defaults: {}\ncaches: ~\n")) {
            ManagerSettings settings = read(yaml);
            assertThat(settings.directory()).isNull();
            assertThat(settings.declaredCaches()).isEmpty();
            assertThat(settings.forCache("any"))
                    .isEqualTo(ManagerSettings.builtIn().defaults());
        }
        TierSettings tiers = ManagerSettings.builtIn().defaults().tiers();
        assertThat(tiers)
                .isEqualTo(new TierSettings(
                        100 * MB,
                        80,
                        GB,
                        false,
                        Survives.NOTHING,
                        Fsync.NONE,
                        WhenFull.EVICT,
                        CodecSettings.USUAL,
                        List.of(),
                        WhenUnreadable.MISS,
                        CompressSettings.NONE,
                        CheckpointSettings.NONE,
                        RedisSettings.NONE,
                        false));
        assertThat(ManagerSettings.builtIn().defaults().standard())
                .isEqualTo(new StandardSettings(
                        null, null, true, false, false, ExpirySettings.ETERNAL, null, null, List.of()));
    }

    @Test
    void readsEveryKey() {
        ManagerSettings settings = read("""
            directory: /var/lib/app/spillway
            redis: { address: "redis://localhost:6379" }
            namespace: app
            defaults: { heap: 10MB }
            caches:
              sessions:
                key: java.lang.String
                value: byte[]
                heap: 200MB
                spill-at: 70%
                disk: 2 GB
                survives: crash
                fsync: every 100
                when-full: evict
                expiry: { idle: 5m }
                codec: com.example.Codec
                when-unreadable: fail
                allow: [com.example.**, com.example.Thing, "com.other.*"]
                compress: { with: lz4, over: 4KB }
                checkpoint: none
                redis: { writes: behind, consistency: local, when-unavailable: fail, deadline: 80ms, drain: { every: 1s, batch: 9 } }
                store-by-value: true
                statistics: true
                management: TRUE
                read-through: com.example.Loader
                write-through: com.example.Writer
                listeners: [com.example.A, com.example.Outer$B]
            """);

        assertThat(settings.directory()).isEqualTo(Path.of("/var/lib/app/spillway"));
        assertThat(settings.redis()).isEqualTo(new RedisPlace("redis://localhost:6379", null));
        assertThat(settings.namespace()).isEqualTo("app");
        assertThat(settings.declaredCaches()).containsExactly("sessions");
        CacheSettings sessions = settings.forCache("sessions");
        assertThat(sessions.tiers())
                .isEqualTo(new TierSettings(
                        200 * MB,
                        70,
                        2 * GB,
                        true,
                        Survives.CRASH,
                        new Fsync(100),
                        WhenFull.EVICT,
                        new CodecSettings(CodecSettings.Kind.OWN, reference("com.example.Codec")),
                        List.of("com.example.**", "com.example.Thing", "com.other.*"),
                        WhenUnreadable.FAIL,
                        new CompressSettings(CompressSettings.With.LZ4, 4 * KB),
                        CheckpointSettings.NONE,
                        new RedisSettings(
                                true,
                                RedisSettings.Writes.BEHIND,
                                RedisSettings.WhenUnavailable.FAIL,
                                Duration.ofMillis(80),
                                new RedisSettings.Drain(Duration.ofSeconds(1), 9),
                                false),
                        true));
        assertThat(sessions.standard())
                .isEqualTo(new StandardSettings(
                        reference("java.lang.String"),
                        reference("[B"),
                        true,
                        true,
                        true,
                        new ExpirySettings(ExpirySettings.Kind.IDLE, Duration.ofMinutes(5)),
                        reference("com.example.Loader"),
                        reference("com.example.Writer"),
                        List.of(reference("com.example.A"), reference("com.example.Outer$B"))));
    }

    @Test
    void compressionHasDefaultsOfItsOwn() {
        ManagerSettings settings = read("""
            defaults: { compress: { over: 300 } }
            caches: { a: {}, b: { compress: none }, c: { compress: {} } }
            """);

        assertThat(settings.forCache("a").tiers().compress())
                .isEqualTo(new CompressSettings(CompressSettings.With.LZ4, 300));
        assertThat(settings.forCache("b").tiers().compress()).isEqualTo(CompressSettings.NONE);
        assertThat(settings.forCache("c").tiers().compress())
                .isEqualTo(new CompressSettings(CompressSettings.With.LZ4, KB));
    }

    @Test
    void checkpointsHaveDefaultsOfTheirOwn() {
        ManagerSettings settings = read("""
            directory: files
            defaults: { checkpoint: { every: 1h } }
            caches: { a: {}, b: { checkpoint: none }, c: { checkpoint: {} } }
            """);

        assertThat(settings.forCache("a").tiers().checkpoint())
                .isEqualTo(new CheckpointSettings(true, Duration.ofHours(1), 3, CheckpointSettings.Restore.AUTO));
        assertThat(settings.forCache("b").tiers().checkpoint()).isEqualTo(CheckpointSettings.NONE);
        assertThat(settings.forCache("c").tiers().checkpoint())
                .isEqualTo(new CheckpointSettings(true, null, 3, CheckpointSettings.Restore.AUTO));
    }

    @Test
    void whatACacheLacksItTakesFromTheDefaults() {
        ManagerSettings settings = read("""
            directory: files
            defaults: { heap: 10MB, survives: restart, expiry: { created: 1h } }
            caches:
              small: { heap: 1MB }
              plain:
              other: { survives: nothing, expiry: eternal, disk: none }
            """);

        assertThat(settings.defaults().tiers().heap()).isEqualTo(10 * MB);
        CacheSettings small = settings.forCache("small");
        assertThat(small.tiers().heap()).isEqualTo(MB);
        assertThat(small.tiers().survives()).isEqualTo(Survives.RESTART);
        assertThat(small.tiers().whenFull()).isEqualTo(WhenFull.REJECT);
        assertThat(small.standard().expiry())
                .isEqualTo(new ExpirySettings(ExpirySettings.Kind.CREATED, Duration.ofHours(1)));
        assertThat(settings.forCache("plain")).isEqualTo(settings.defaults());
        CacheSettings other = settings.forCache("other");
        assertThat(other.tiers().hasDisk()).isFalse();
        assertThat(other.tiers().whenFull()).isEqualTo(WhenFull.EVICT);
        assertThat(other.standard().expiry()).isEqualTo(ExpirySettings.ETERNAL);
    }

    @Test
    void theExactNameWinsThenTheLongestPattern() {
        ManagerSettings settings = read("""
            caches:
              "*": { heap: 1MB }
              "com.example.*": { heap: 2MB }
              "com.example.user*s": { heap: 3MB }
              com.example.users: { heap: 4MB }
            """);

        assertThat(settings.declaredCaches()).containsExactly("com.example.users");
        assertThat(settings.forCache("com.example.users").tiers().heap()).isEqualTo(4 * MB);
        assertThat(settings.forCache("com.example.userRights").tiers().heap()).isEqualTo(3 * MB);
        assertThat(settings.forCache("com.example.other").tiers().heap()).isEqualTo(2 * MB);
        assertThat(settings.forCache("anything").tiers().heap()).isEqualTo(MB);
    }

    @Test
    void ofTwoPatternsOfOneLengthTheFirstWins() {
        ManagerSettings settings = read("caches: { 'a*': { heap: 1MB }, '*b': { heap: 2MB } }");

        assertThat(settings.forCache("ab").tiers().heap()).isEqualTo(MB);
    }

    @Test
    void namesAreTextWhateverYamlTakesThemFor() {
        ManagerSettings settings = read("caches: { 1: {}, no: {}, 'a,b=c': {}, '': {}, 2026-01-01: {}, 'ключ': {} }");

        assertThat(settings.declaredCaches()).containsExactly("1", "no", "a,b=c", "", "2026-01-01", "ключ");
    }

    @Test
    void aCacheByReferenceHasADiskTierOnlyIfItAsksForOne() {
        ManagerSettings settings = read("""
            defaults: { disk: 5GB }
            caches:
              plain: { store-by-value: false }
              asking: { store-by-value: false, disk: 2GB }
            """);

        assertThat(settings.forCache("plain").tiers().hasDisk()).isFalse();
        assertThat(settings.forCache("asking").tiers().disk()).isEqualTo(2 * GB);
        assertThat(settings.forCache("asking").tiers().diskAsked()).isTrue();
        assertThat(settings.defaults().tiers().diskAsked()).isFalse();
    }

    @Test
    void anchorsMayRepeatWhatIsTheSame() {
        ManagerSettings settings = read("""
            caches:
              first: &common { heap: 7MB }
              second: *common
            """);

        assertThat(settings.forCache("second").tiers().heap()).isEqualTo(7 * MB);
    }

    private static ClassReference reference(String name) {
        return new ClassReference(name, Location.of("test"));
    }
}
