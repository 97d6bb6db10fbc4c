package io.spillway.tier.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.KeyCodec;
import io.spillway.codec.TestKeys;
import io.spillway.tier.LowerTier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Opens copies of the files of a tier that is in use: what a process finds whose predecessor was killed. */
class CrashTest {
    private static final int KEYS = 200;

    @TempDir
    Path directory;

    private final Map<String, Long> model = new HashMap<>();
    private final Map<Long, Integer> sizes = new HashMap<>();
    private final Map<String, Long> versions = new HashMap<>();
    private final Map<String, Long> deadlines = new HashMap<>();
    private final Random random = new Random();

    private DiskOptions options(Path base, Survives survives) {
        return new DiskOptions(base, "crash", 8 << 20, survives, WhenFull.REJECT, 50);
    }

    private TierFixture open(Path base, KeyCodec keys) {
        return new TierFixture(options(base, Survives.CRASH), keys);
    }

    @Test
    void findsWhatWasWrittenAndNotWhatWasRemoved() throws Exception {
        Path copy = directory.resolve("copy");
        try (TierFixture fixture = open(directory, TestKeys.canonical())) {
            fixture.put("a", new byte[] {1});
            fixture.put("b", new byte[] {2});
            fixture.put("a", new byte[] {3});
            fixture.put("large", TierFixture.bytes(1, 500_000));
            remove(fixture, "b");
            EncodedKey key = fixture.key("a");
            fixture.tier.release(fixture.tier.write(key, fixture.entry(new byte[] {4})));
            fixture.drain();
            KeptStoreTest.copyFiles(directory, copy);
        }
        for (int i = 0; i < 3; i++) {
            try (TierFixture fixture = open(copy, TestKeys.canonical())) {
                assertThat(fixture.read("a")).containsExactly(3);
                assertThat(fixture.read("b")).isNull();
                assertThat(fixture.read("large")).isEqualTo(TierFixture.bytes(1, 500_000));
                assertThat(fixture.keyList()).containsExactlyInAnyOrder("a", "large");
                assertThat(fixture.tier.highestVersion()).isGreaterThanOrEqualTo(5);
            }
        }
    }

    @Test
    void anExpiredEntryDoesNotUncoverAnOlderOne() throws Exception {
        Path copy = directory.resolve("copy");
        try (TierFixture fixture = open(directory, TestKeys.canonical())) {
            fixture.put("a", new Envelope(1, 1, 0, Envelope.ETERNAL, new byte[] {1}));
            fill(fixture, "filler", 300);
            fixture.put("a", new Envelope(1_000, 1, 0, 1_500_000, new byte[] {2}));
            fill(fixture, "other", 300);
            fixture.now.set(2_000_000);
            fixture.tier.remove(fixture.key("a"));
            for (int i = 0; i < 300; i++) {
                remove(fixture, "other" + i);
            }
            fixture.drain();
            KeptStoreTest.copyFiles(directory, copy);
        }
        try (TierFixture fixture = new TierFixture(options(copy, Survives.CRASH), TestKeys.canonical(), 2_000_000)) {
            assertThat(fixture.read("a")).isNull();
            assertThat(fixture.read("filler7")).hasSize(2000);
        }
    }

    @Test
    void movesAsideWhatBelongsToAnotherStore() throws Exception {
        Path other = directory.resolve("other");
        Path copy = directory.resolve("copy");
        for (Path base : List.of(directory.resolve("own"), other)) {
            try (TierFixture fixture = open(base, TestKeys.canonical())) {
                fixture.put("a", new byte[] {1});
                fixture.drain();
                KeptStoreTest.copyFiles(base, base.equals(other) ? other.resolve("copy") : copy);
            }
        }
        Path volume = Path.of("cache-crash", VolumeFile.name(1));
        Files.copy(other.resolve("copy").resolve(volume), copy.resolve(volume), StandardCopyOption.REPLACE_EXISTING);
        try (TierFixture fixture = open(copy, TestKeys.canonical())) {
            assertThat(fixture.read("a")).isNull();
            // The file, and the entry that its journal tells of.
            assertThat(fixture.damaged).hasValue(2);
        }
        assertThat(copy.resolve(volume + ".damaged")).exists();
    }

    @Test
    void becomesCrashProofWhenToldLater() throws Exception {
        try (TierFixture fixture = new TierFixture(options(directory, Survives.RESTART), TestKeys.canonical())) {
            fixture.put("a", new byte[] {1});
            fixture.put("b", new byte[] {1});
            fixture.tier.remove(fixture.key("b"));
        }
        Path copy = directory.resolve("copy");
        try (TierFixture fixture = open(directory, TestKeys.canonical())) {
            assertThat(fixture.read("a")).containsExactly(1);
            fixture.put("c", new byte[] {3});
            fixture.drain();
            KeptStoreTest.copyFiles(directory, copy);
        }
        try (TierFixture fixture = open(copy, TestKeys.canonical())) {
            assertThat(fixture.keyList()).containsExactlyInAnyOrder("a", "c");
        }
        try (TierFixture fixture = new TierFixture(options(copy, Survives.RESTART), TestKeys.canonical())) {
            assertThat(fixture.keyList()).containsExactlyInAnyOrder("a", "c");
        }
        try (TierFixture fixture = new TierFixture(options(copy, Survives.RESTART), TestKeys.canonical())) {
            assertThat(fixture.keyList()).containsExactlyInAnyOrder("a", "c");
        }
    }

    @ParameterizedTest
    @EnumSource(DiskTierModelTest.Keys.class)
    void findsExactlyWhatWasThereAtAnyInstant(DiskTierModelTest.Keys keys) throws Exception {
        long seed = System.nanoTime();
        System.out.println("CrashTest " + keys + " seed " + seed);
        random.setSeed(seed);
        Path base = directory.resolve("0");
        for (int round = 1; round <= 12; round++) {
            Path copy = directory.resolve(Integer.toString(round));
            try (TierFixture fixture = open(base, keys.codec())) {
                // Of a removed or withdrawn entry, merging or clear can have left nothing; then its version may come
                // again.
                long highest = versions.values().stream()
                        .mapToLong(Long::longValue)
                        .max()
                        .orElse(0);
                assertThat(fixture.tier.highestVersion()).as("seed %s", seed).isGreaterThanOrEqualTo(highest);
                compare(fixture, seed, round);
                int steps = random.nextInt(2500);
                for (int i = 0; i < steps; i++) {
                    step(fixture);
                }
                compare(fixture, seed, round);
                assertThat(fixture.damaged).hasValue(0);
                if (random.nextInt(4) > 0) {
                    fixture.drain();
                    KeptStoreTest.copyFiles(base, copy);
                    base = copy;
                }
            }
        }
    }

    private void step(TierFixture fixture) throws Exception {
        String name = "key" + random.nextInt(KEYS);
        EncodedKey key = fixture.key(name);
        long content = random.nextLong();
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> {
                int size = random.nextInt(20) == 0 ? random.nextInt(100_000) : random.nextInt(4000);
                Envelope entry = fixture.entry(TierFixture.bytes(content, size));
                fixture.put(name, entry);
                versions.put(name, entry.version());
                sizes.put(content, size);
                model.put(name, content);
                deadlines.remove(name);
            }
            case 4, 5 -> {
                assertThat(fixture.tier.peek(key) != null).isEqualTo(model.containsKey(name));
                if (model.remove(name) != null) {
                    versions.remove(name);
                    remove(fixture, name);
                }
            }
            case 6 -> fixture.tier.release(fixture.tier.write(key, fixture.entry(new byte[random.nextInt(9000)])));
            case 7 -> {
                long deadline = 5_000_000L + random.nextInt(1000);
                LowerTier.Glimpse glimpse = fixture.tier.peek(key);
                // Merging may move the entry between the two calls.
                while (glimpse != null && !fixture.tier.touch(key, glimpse.place(), deadline, deadline)) {
                    glimpse = fixture.tier.peek(key);
                }
                fixture.tier.settle();
                if (glimpse != null) {
                    deadlines.put(name, deadline);
                }
            }
            case 8 -> {
                if (random.nextInt(1000) == 0) {
                    fixture.tier.clear();
                    model.clear();
                    versions.clear();
                    deadlines.clear();
                }
            }
            default -> check(fixture, name);
        }
    }

    private void check(TierFixture fixture, String name) {
        LowerTier.Held held = fixture.tier.read(fixture.key(name));
        Long content = model.get(name);
        assertThat(held == null).as(name).isEqualTo(content == null);
        if (content != null) {
            boolean same = Arrays.equals(held.entry().payload(), TierFixture.bytes(content, sizes.get(content)));
            assertThat(same).as(name).isTrue();
            assertThat(held.entry().deadline()).as(name).isEqualTo(deadlines.getOrDefault(name, Envelope.ETERNAL));
        }
    }

    private void compare(TierFixture fixture, long seed, int round) {
        Set<String> found = new HashSet<>(fixture.keyList());
        Set<String> missing = new HashSet<>(model.keySet());
        missing.removeAll(found);
        found.removeAll(model.keySet());
        assertThat(missing).as("missing, seed %s round %s", seed, round).isEmpty();
        assertThat(found).as("too many, seed %s round %s", seed, round).isEmpty();
        for (int i = 0; i < KEYS; i++) {
            check(fixture, "key" + i);
        }
    }

    private static void fill(TierFixture fixture, String prefix, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            fixture.put(prefix + i, new byte[2000]);
        }
    }

    private static void remove(TierFixture fixture, String name) throws Exception {
        EncodedKey key = fixture.key(name);
        Envelope tombstone = fixture.entry(new byte[0]);
        fixture.tier.bury(key, tombstone.version(), 1);
        assertThat(fixture.tier.remove(key)).isTrue();
        fixture.tier.settle();
    }
}
