package io.spillway.tier.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.codec.TestKeys;
import io.spillway.tier.TierFullException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Room that is reserved for what is not on disk yet: what was given a reservation always finds its place. */
class ReservationTest {
    private static final long TIER = 8 << 20;
    private static final int KEYS = 4_000;

    @TempDir
    Path directory;

    private final Random random = new Random();

    private record InHeap(long content, int size, int reserved) {}

    private TierFixture open() {
        return new TierFixture(
                new DiskOptions(directory, "full", TIER, Survives.RESTART, WhenFull.REJECT, 0), TestKeys.canonical());
    }

    /** A heap in miniature above a tier that is full nearly all the time; payloads from tiny to many pieces. */
    @ParameterizedTest
    @ValueSource(ints = {20, 3_000, 30_000, 200_000})
    void whatHasAReservationIsNeverLost(int largest) throws Exception {
        long seed = System.nanoTime();
        System.out.println("ReservationTest " + largest + " seed " + seed);
        random.setSeed(seed);
        Map<Integer, InHeap> heap = new HashMap<>();
        Map<Integer, long[]> below = new HashMap<>();
        int refused = 0;
        int keys = largest < 100 ? 40_000 : KEYS;
        try (TierFixture fixture = open()) {
            for (int i = 0; i < (largest < 100 ? 200_000 : 15_000); i++) {
                int key = random.nextInt(keys);
                if (random.nextInt(20) == 0) {
                    drop(fixture, heap, below, key);
                    continue;
                }
                InHeap present = heap.get(key);
                int size = random.nextInt(largest);
                try {
                    if (fixture.tier.writesAhead(size)) {
                        fixture.put("key" + key, TierFixture.bytes(i, size));
                        giveBack(fixture, heap.remove(key));
                        below.put(key, new long[] {i, size});
                    } else {
                        int kept = present == null ? 0 : present.reserved;
                        int reserved = fixture.tier.reserve(fixture.key("key" + key), size, kept);
                        drop(fixture, heap, below, key);
                        heap.put(key, new InHeap(i, size, reserved));
                    }
                } catch (TierFullException e) {
                    refused++;
                }
                while (heap.size() > 60) {
                    int victim = heap.keySet().iterator().next();
                    spill(fixture, heap, below, victim);
                }
            }
            assertThat(refused).as("refused, seed %s", seed).isPositive();
            while (!heap.isEmpty()) {
                spill(fixture, heap, below, heap.keySet().iterator().next());
            }
            for (Map.Entry<Integer, long[]> entry : below.entrySet()) {
                assertThat(fixture.read("key" + entry.getKey()))
                        .as("key %s, seed %s", entry.getKey(), seed)
                        .isEqualTo(TierFixture.bytes(entry.getValue()[0], (int) entry.getValue()[1]));
            }
            fixture.drain();
            var usage = fixture.tier.usage();
            System.out.printf(
                    "ReservationTest %d: refused %d, entries %d, live %.2f of the files' bytes%n",
                    largest, refused, below.size(), (double) usage.liveBytes() / usage.bytes());
            assertThat(usage.bytes()).isLessThanOrEqualTo(TIER);
            assertThat(fixture.evicted).hasValue(0);
            assertThat(fixture.damaged).hasValue(0);
        }
    }

    private static void giveBack(TierFixture fixture, @Nullable InHeap gone) {
        if (gone != null) {
            fixture.tier.giveBack(gone.reserved);
        }
    }

    private static void drop(TierFixture fixture, Map<Integer, InHeap> heap, Map<Integer, long[]> below, int key) {
        giveBack(fixture, heap.remove(key));
        boolean wasBelow = below.remove(key) != null;
        assertThat(fixture.tier.remove(fixture.key("key" + key))).isEqualTo(wasBelow);
    }

    private static void spill(TierFixture fixture, Map<Integer, InHeap> heap, Map<Integer, long[]> below, int key) {
        InHeap entry = heap.remove(key);
        assertThat(fixture.spill("key" + key, TierFixture.bytes(entry.content, entry.size)))
                .isTrue();
        fixture.tier.giveBack(entry.reserved);
        below.put(key, new long[] {entry.content, entry.size});
    }

    @Test
    void refusesWithoutChangingAnythingAndGoesOnWhenRoomIsGivenBack() throws Exception {
        try (TierFixture fixture = open()) {
            int reserved = 0;
            int entries = 0;
            try {
                while (true) {
                    reserved = fixture.tier.reserve(fixture.key("key" + entries), 1_000, 0);
                    entries++;
                }
            } catch (TierFullException e) {
                assertThat(e).hasMessageContaining("no room").hasMessageContaining("'full'");
            }
            assertThat(entries).isGreaterThan(4_000);
            assertThatThrownBy(() -> fixture.tier.reserve(fixture.key("one more"), 1_000, 0))
                    .isInstanceOf(TierFullException.class);
            assertThat(fixture.tier.reserve(fixture.key("key1"), 900, reserved)).isLessThanOrEqualTo(reserved);
            fixture.tier.giveBack(reserved);
            fixture.tier.giveBack(reserved);
            assertThat(fixture.tier.reserve(fixture.key("one more"), 1_000, 0)).isEqualTo(reserved);
        }
    }

    @Test
    void refusesWhatCanNeverFit() {
        try (TierFixture fixture = open()) {
            assertThatThrownBy(() -> fixture.tier.reserve(fixture.key("a"), (int) TIER, 0))
                    .isInstanceOf(TierFullException.class)
                    .hasMessageContaining("too large");
            assertThat(fixture.tier.usage().bytes()).isZero();
        }
    }
}
