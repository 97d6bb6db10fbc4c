package io.spillway.tier.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.TestKeys;
import io.spillway.tier.LowerTier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a full tier evicts. */
class EvictionTest {
    private static final long TIER = 8 << 20;

    @TempDir
    Path directory;

    private TierFixture open(Survives survives) {
        return new TierFixture(
                new DiskOptions(directory, "full", TIER, survives, WhenFull.EVICT, 0), TestKeys.canonical());
    }

    @ParameterizedTest
    @EnumSource(Survives.class)
    void whatIsReadNowAndThenStays(Survives survives) throws Exception {
        int hot = 500;
        int written = 20_000;
        try (TierFixture fixture = open(survives)) {
            for (int i = 0; i < written; i++) {
                fixture.put("key" + i, TierFixture.bytes(i, 1_500));
                if (i >= hot) {
                    fixture.read("key" + i % hot);
                }
            }
            fixture.drain();
            int kept = 0;
            for (int i = 0; i < hot; i++) {
                kept += fixture.read("key" + i) == null ? 0 : 1;
            }
            long present = fixture.tier.entries();
            System.out.println("EvictionTest " + survives + ": kept " + kept + " of " + hot + " hot ones among "
                    + present + " of " + written);
            assertThat(kept).isEqualTo(hot);
            // Notices of death take room, too, where a crash is survived.
            assertThat(present).isBetween(survives == Survives.CRASH ? 1_200L : 2_500L, 5_000L);
            assertThat(fixture.evicted).hasValue(written - present);
            assertThat(fixture.read("key" + (written - 1))).isNotNull();
            assertThat(fixture.read("key" + hot)).isNull();
        }
    }

    @Test
    void fewLargeEntriesGoByTheirUse() throws Exception {
        try (TierFixture fixture = open(Survives.NOTHING)) {
            for (int i = 0; i < 60; i++) {
                fixture.put("key" + i, TierFixture.bytes(i, 400_000));
                assertThat(fixture.read("key0")).as("after %s", i).isEqualTo(TierFixture.bytes(0, 400_000));
            }
            assertThat(fixture.evicted.get()).isBetween(40L, 56L);
        }
    }

    @Test
    void whatHasExpiredGoesFirstAndIsSaidToHaveExpired() throws Exception {
        Set<String> expired = ConcurrentHashMap.newKeySet();
        try (TierFixture fixture = open(Survives.NOTHING)) {
            fixture.tier.attach(new LowerTier.Above() {
                @Override
                public boolean holds(EncodedKey key) {
                    return false;
                }

                @Override
                public void expired(EncodedKey key, byte[] payload) {
                    assertThat(payload).hasSize(2_000);
                    assertThat(expired.add((String) key.key())).isTrue();
                }
            });
            Set<String> dying = new HashSet<>();
            for (int i = 0; i < 2_000; i++) {
                boolean dies = i % 4 > 0;
                fixture.put("key" + i, new Envelope(i + 1, 1, 0, dies ? 2_000_000 : Envelope.ETERNAL, new byte[2_000]));
                if (dies) {
                    dying.add("key" + i);
                }
            }
            assertThat(fixture.evicted).hasValue(0);
            fixture.now.set(3_000_000);
            for (int i = 2_000; i < 3_950; i++) {
                fixture.put("key" + i, new Envelope(i + 1, 1, 0, Envelope.ETERNAL, new byte[2_000]));
            }
            fixture.drain();
            assertThat(expired).isEqualTo(dying);
            assertThat(fixture.evicted).hasValue(0);
        }
    }

    @Test
    void whatTheHeapHasIsPassedOver() throws Exception {
        try (TierFixture fixture = open(Survives.CRASH)) {
            fixture.tier.attach(new LowerTier.Above() {
                @Override
                public boolean holds(EncodedKey key) {
                    return ((String) key.key()).startsWith("hot");
                }

                @Override
                public void expired(EncodedKey key, byte[] payload) {
                    throw new AssertionError(key);
                }
            });
            for (int i = 0; i < 300; i++) {
                fixture.put("hot" + i, TierFixture.bytes(i, 1_500));
            }
            for (int i = 0; i < 15_000; i++) {
                fixture.put("key" + i, TierFixture.bytes(i, 1_500));
            }
            for (int i = 0; i < 300; i++) {
                assertThat(fixture.read("hot" + i)).isNotNull();
            }
        }
    }

    /** The heap hands down inside its lock: no file may be made there, however much it hands down. */
    @Test
    void spillingNeverWaitsForAFile() throws Exception {
        Queue<Runnable> later = new ArrayDeque<>();
        DiskOptions options = new DiskOptions(directory, "lazy", TIER, Survives.NOTHING, WhenFull.EVICT, 0);
        DiskTier tier =
                DiskTier.open(options, TestKeys.canonical(), InstantSource.system(), later::add, DiskEvents.IGNORED);
        try {
            for (int i = 0; i < 2_000; i++) {
                byte[] payload = TierFixture.bytes(i, 1_000);
                Envelope entry = new Envelope(i + 1, 1, 0, Envelope.ETERNAL, payload);
                assertThat(tier.spill(TestKeys.canonical().encode("key" + i), entry))
                        .isTrue();
            }
            assertThat(volumes()).isZero();
            assertThat(tier.takesMore()).isFalse();
            tier.awaitRoom();
            assertThat(volumes()).isPositive();
            assertThat(tier.takesMore()).isTrue();
            while (!later.isEmpty()) {
                later.remove().run();
            }
            for (int i = 0; i < 2_000; i++) {
                assertThat(tier.read(TestKeys.canonical().encode("key" + i))
                                .entry()
                                .payload())
                        .isEqualTo(TierFixture.bytes(i, 1_000));
            }
            assertThat(tier.check().faults()).isEmpty();
        } finally {
            tier.close();
        }
    }

    private long volumes() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(path -> path.toString().endsWith(VolumeFile.SUFFIX))
                    .count();
        }
    }
}
