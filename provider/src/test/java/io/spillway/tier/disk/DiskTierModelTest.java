package io.spillway.tier.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.KeyCodec;
import io.spillway.codec.TestKeys;
import io.spillway.tier.LowerTier.Receipt;
import io.spillway.tier.TierFullException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random operations on a tier of tiny volumes, beside a map that tells what must come of them. */
class DiskTierModelTest {
    private static final int STEPS = 20_000;
    private static final int KEYS = 300;
    private static final int WRITES = 8000;

    @TempDir
    Path directory;

    private final Map<String, Long> model = new HashMap<>();
    private final Random random = new Random();

    enum Keys {
        CANONICAL,
        COLLIDING,
        SALTED;

        KeyCodec codec() {
            return switch (this) {
                case CANONICAL -> TestKeys.canonical();
                case COLLIDING -> TestKeys.colliding();
                case SALTED -> TestKeys.salted();
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Keys.class)
    void behavesAsAMap(Keys keys) throws TierFullException {
        long seed = System.nanoTime();
        System.out.println("DiskTierModelTest " + keys + " seed " + seed);
        random.setSeed(seed);
        DiskOptions options = new DiskOptions(directory, "model", 16 << 20, Survives.RESTART, WhenFull.EVICT, 0);
        int steps = 0;
        while (steps < STEPS) {
            try (TierFixture fixture = new TierFixture(options, keys.codec())) {
                compare(fixture);
                int run = random.nextInt(STEPS / 3);
                for (int i = 0; i < run && steps < STEPS; i++, steps++) {
                    step(fixture);
                }
                compare(fixture);
                assertThat(fixture.evicted).hasValue(0);
                assertThat(fixture.damaged).hasValue(0);
            }
        }
    }

    private void step(TierFixture fixture) throws TierFullException {
        String name = "key" + random.nextInt(KEYS);
        EncodedKey key = fixture.key(name);
        long content = random.nextLong();
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> {
                byte[] payload = payload(content, 1500);
                assertThat(fixture.tier.spill(key, fixture.entry(payload))).isTrue();
                model.put(name, content);
            }
            case 3 -> {
                byte[] payload = payload(content, random.nextInt(10) == 0 ? 200_000 : 3000);
                fixture.tier.publish(key, fixture.tier.write(key, fixture.entry(payload)));
                sizes.put(content, payload.length);
                model.put(name, content);
            }
            case 4 -> {
                Receipt receipt = fixture.tier.write(key, fixture.entry(payload(content, 20_000)));
                fixture.tier.release(receipt);
            }
            case 5 -> assertThat(fixture.tier.remove(key)).isEqualTo(model.remove(name) != null);
            case 6 -> assertThat(fixture.tier.supersede(key)).isEqualTo(model.remove(name) != null);
            case 7 -> {
                var glimpse = fixture.tier.peek(key);
                assertThat(glimpse != null).isEqualTo(model.containsKey(name));
                if (glimpse != null) {
                    boolean named = fixture.tier.names(key, glimpse.place());
                    assertThat(named || !fixture.tier.names(key, glimpse.place()))
                            .isTrue();
                }
            }
            case 8 -> {
                if (random.nextInt(500) == 0) {
                    fixture.tier.clear();
                    model.clear();
                }
            }
            default -> check(fixture, name);
        }
    }

    private final Map<Long, Integer> sizes = new HashMap<>();

    private byte[] payload(long content, int bound) {
        int size = random.nextInt(bound);
        sizes.put(content, size);
        return TierFixture.bytes(content, size);
    }

    private void check(TierFixture fixture, String name) {
        byte[] read = fixture.read(name);
        Long content = model.get(name);
        assertThat(read == null).as(name).isEqualTo(content == null);
        if (content != null && !Arrays.equals(read, TierFixture.bytes(content, sizes.get(content)))) {
            throw new AssertionError(name + " has another value");
        }
    }

    private void compare(TierFixture fixture) {
        for (int i = 0; i < KEYS; i++) {
            check(fixture, "key" + i);
        }
        assertThat(new HashSet<>(fixture.keyList())).isEqualTo(model.keySet());
        assertThat(fixture.tier.entries()).isEqualTo(model.size());
    }

    @Test
    void neverShowsAnotherValueWhileVolumesComeAndGo() throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger evictedAtOnce = new AtomicInteger();
        try (TierFixture fixture =
                new TierFixture(DiskOptions.transientIn(directory, "busy", 2 << 20), TestKeys.canonical())) {
            // The first file of a process takes long to make, and all would be held in memory until then.
            fixture.put("first", new byte[100]);
            fixture.drain();
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 3; t++) {
                int own = t;
                threads.add(start(failure, () -> write(fixture, own, evictedAtOnce, stop)));
            }
            for (int t = 0; t < 3; t++) {
                threads.add(start(failure, () -> read(fixture, stop)));
            }
            for (Thread thread : threads.subList(0, 3)) {
                thread.join();
            }
            stop.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
            if (failure.get() != null) {
                throw new AssertionError(failure.get());
            }
            assertThat(fixture.damaged).hasValue(0);
            // Where writers are faster than housekeeping, a tier this small has no room now and then.
            assertThat(evictedAtOnce.get()).isLessThan(WRITES / 2);
            fixture.drain();
        }
    }

    private static Thread start(AtomicReference<Throwable> failure, Runnable work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            }
        });
        thread.start();
        return thread;
    }

    /** Each thread writes keys of its own: values that name their key. */
    private static void write(TierFixture fixture, int own, AtomicInteger evictedAtOnce, AtomicBoolean stop) {
        Random random = new Random(own);
        for (int i = 0; i < WRITES && !stop.get(); i++) {
            String name = own + "-" + random.nextInt(500);
            EncodedKey key = fixture.key(name);
            byte[] payload = new byte[random.nextInt(3000)];
            Arrays.fill(payload, (byte) name.hashCode());
            var entry = new Envelope(i, 1, 0, Long.MAX_VALUE, payload);
            awaitRoom(fixture);
            if (random.nextInt(4) == 0) {
                fixture.tier.remove(key);
            } else if (!fixture.tier.spill(key, entry)) {
                evictedAtOnce.incrementAndGet();
            }
        }
    }

    /** As the store does outside its locks, so that what must not wait inside of them finds room. */
    private static void awaitRoom(TierFixture fixture) {
        try {
            fixture.tier.awaitRoom();
        } catch (TierFullException e) {
            throw new AssertionError(e);
        }
    }

    private static void read(TierFixture fixture, AtomicBoolean stop) {
        Random random = new Random();
        while (!stop.get()) {
            String name = random.nextInt(3) + "-" + random.nextInt(500);
            byte[] read = fixture.read(name);
            if (read != null) {
                for (byte b : read) {
                    assertThat(b).isEqualTo((byte) name.hashCode());
                    break;
                }
            }
            if (random.nextInt(200) == 0) {
                assertThat(fixture.keyList()).doesNotHaveDuplicates();
            }
        }
    }
}
