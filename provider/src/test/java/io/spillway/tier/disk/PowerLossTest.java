package io.spillway.tier.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.TestKeys;
import io.spillway.tier.LowerTier;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Opens what a failure of power may leave of a tier's files: pages reach the device in any order, or not at all, unless they
 * are forced. The number of failures is set by the system property {@code spillway.powerlosses}.
 */
class PowerLossTest {
    private static final int FAILURES = Integer.getInteger("spillway.powerlosses", 15);
    private static final int KEYS = 60;
    private static final byte[] ABSENT = {};

    @TempDir
    Path directory;

    private final TestKeys keys = TestKeys.canonical();
    private final List<List<Long>> states = new ArrayList<>();
    private int writes;
    private int lost;
    private int compared;
    private long version;

    /** States are numbers of versions; negative ones are removals. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20})
    void whatWasForcedIsThere(int fsyncEvery) throws Exception {
        long seed = Long.getLong("spillway.seed", System.nanoTime());
        System.out.println("PowerLossTest fsync " + fsyncEvery + " seed " + seed);
        Random random = new Random(seed);
        for (int failure = 0; failure < FAILURES; failure++) {
            run(fsyncEvery, failure, random, "seed " + seed + ", failure " + failure);
        }
        System.out.println("PowerLossTest: fsync "
                + (fsyncEvery == 0 ? "none" : fsyncEvery == 1 ? "each" : "every " + fsyncEvery) + ": " + FAILURES
                + " failures of power, " + compared + " keys compared, " + lost
                + " of them without their last acknowledged change");
        if (fsyncEvery == 1) {
            assertThat(lost).isZero();
        }
    }

    private void run(int fsyncEvery, int failure, Random random, String told) throws Exception {
        Path base = directory.resolve("base-" + failure);
        Path copy = directory.resolve("copy-" + failure);
        ConcurrentLinkedQueue<Runnable> housekeeping = new ConcurrentLinkedQueue<>();
        DiskOptions options = new DiskOptions(base, "power", 4 << 20, Survives.CRASH, WhenFull.REJECT, fsyncEvery);
        states.clear();
        for (int key = 0; key < KEYS; key++) {
            states.add(new ArrayList<>(List.of(0L)));
        }
        writes = 0;
        version = 0;
        int[] safe = new int[KEYS];
        boolean acknowledged = random.nextBoolean();
        int inFlight = -1;
        try (UnreliableDevice device = UnreliableDevice.under(base);
                DiskTier tier =
                        DiskTier.open(options, keys, InstantSource.system(), housekeeping::add, DiskEvents.IGNORED)) {
            int steps = 50 + random.nextInt(1500);
            Map<Path, UnreliableDevice.Forced> forced = device.durable();
            for (int step = 0; step < steps; step++) {
                boolean last = step == steps - 1;
                if (random.nextInt(10) == 0) {
                    for (Runnable task = housekeeping.poll(); task != null; task = housekeeping.poll()) {
                        task.run();
                    }
                }
                if (steps - step < 5) {
                    device.look();
                    forced = device.durable();
                }
                int key = random.nextInt(KEYS);
                change(tier, key, random);
                if (last && !acknowledged) {
                    inFlight = key;
                } else if (fsyncEvery > 0 && writes % fsyncEvery == 0) {
                    for (int k = 0; k < KEYS; k++) {
                        safe[k] = states.get(k).size() - 1;
                    }
                }
            }
            device.look();
            device.fail(acknowledged ? device.durable() : forced, acknowledged ? 0 : 1, copy, random);
        }
        DiskOptions again = new DiskOptions(copy, "power", 4 << 20, Survives.CRASH, WhenFull.REJECT, fsyncEvery);
        try (TierFixture fixture = new TierFixture(again, keys)) {
            // What a failure of power left is not in balance.
            fixture.checked = false;
            for (int key = 0; key < KEYS; key++) {
                compare(fixture, key, fsyncEvery == 0 ? 0 : safe[key], key == inFlight, told);
            }
            // More files than there may be are first to become fewer.
            fixture.drain();
            fixture.put("new", new byte[100]);
            assertThat(fixture.read("new")).hasSize(100);
        }
    }

    private void change(DiskTier tier, int key, Random random) throws Exception {
        EncodedKey encoded = keys.encode("key" + key);
        version++;
        if (random.nextInt(5) == 0 && tier.peek(encoded) != null) {
            tier.bury(encoded, version, 1);
            tier.remove(encoded);
            states.get(key).add(-version);
        } else {
            byte[] payload = payload(version);
            tier.publish(encoded, tier.write(encoded, new Envelope(version, 1, 0, Envelope.ETERNAL, payload)));
            states.get(key).add(version);
        }
        writes++;
    }

    private static byte[] payload(long version) {
        return TierFixture.bytes(version, version % 50 == 0 ? 60_000 : (int) (version * 7919 % 5000));
    }

    private void compare(TierFixture fixture, int key, int safe, boolean inFlight, String told) {
        LowerTier.Held held = fixture.tier.read(fixture.key("key" + key));
        byte[] found = held == null ? ABSENT : held.entry().payload();
        List<Long> all = states.get(key);
        int last = all.size() - 1;
        boolean right = false;
        boolean newest = false;
        for (int i = safe; i <= last; i++) {
            long state = all.get(i);
            boolean same = state <= 0
                    ? held == null
                    : held != null && held.entry().version() == state && Arrays.equals(found, payload(state));
            right |= same;
            newest |= same && (i == last || inFlight && i == last - 1);
        }
        // What nothing was forced of may be lost altogether.
        right |= safe == 0 && held == null;
        compared++;
        lost += newest ? 0 : 1;
        assertThat(right)
                .as(
                        "%s: key %s has version %s, forced was %s, states %s",
                        told, key, held == null ? "none" : held.entry().version(), all.get(safe), all)
                .isTrue();
    }
}
