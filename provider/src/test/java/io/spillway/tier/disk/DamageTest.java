package io.spillway.tier.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.codec.TestKeys;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damages the files of closed stores at random and opens them. The number of stores is set by the system property {@code
 * spillway.damages}.
 */
class DamageTest {
    private static final int DAMAGES = Integer.getInteger("spillway.damages", 40);
    private static final int KEYS = 500;
    private static final int ROUNDS = 3;

    @TempDir
    Path directory;

    @Test
    void neverShowsAWrongOrOldValue() throws Exception {
        long seed = Long.getLong("spillway.seed", System.nanoTime());
        System.out.println("DamageTest seed " + seed);
        Random random = new Random(seed);
        for (Survives survives : List.of(Survives.RESTART, Survives.CRASH)) {
            Path original = directory.resolve("original-" + survives);
            write(original, survives);
            long kept = 0;
            for (int i = 0; i < DAMAGES; i++) {
                Path copy = directory.resolve(survives + "-" + i);
                KeptStoreTest.copyFiles(original, copy);
                String what = damage(copy, random);
                String told = "seed " + seed + ", " + survives + " " + i + ": " + what;
                for (int again = 0; again < 2; again++) {
                    kept += compare(copy, survives, told);
                }
                deleteAll(copy);
            }
            System.out.println("DamageTest " + survives + ": "
                    + 100 * kept / (2L * DAMAGES * (KEYS - KEYS / 10)) + " % of the entries kept");
        }
    }

    private static DiskOptions options(Path base, Survives survives) {
        return new DiskOptions(base, "damage", 8 << 20, survives, WhenFull.EVICT, 0);
    }

    private static void write(Path base, Survives survives) throws Exception {
        try (TierFixture fixture = new TierFixture(options(base, survives), TestKeys.canonical())) {
            for (int round = 1; round <= ROUNDS; round++) {
                for (int i = 0; i < KEYS; i++) {
                    fixture.put("key" + i, payload(i, round));
                }
            }
            for (int i = 0; i < KEYS; i += 10) {
                if (survives == Survives.CRASH) {
                    fixture.tier.bury(fixture.key("key" + i), fixture.entry(new byte[0]).version(), 1);
                }
                fixture.tier.remove(fixture.key("key" + i));
            }
        }
    }

    private static byte[] payload(int key, int round) {
        return TierFixture.bytes(key * 31L + round, key == 5 ? 50_000 : 1000 + key);
    }

    /** The number of entries that are still there; each of them the newest. */
    private static int compare(Path base, Survives survives, String told) {
        int kept = 0;
        try (TierFixture fixture = new TierFixture(options(base, survives), TestKeys.canonical())) {
            // What is damaged is not in balance.
            fixture.checked = false;
            for (int i = 0; i < KEYS; i++) {
                byte[] read = fixture.read("key" + i);
                if (read != null) {
                    assertThat(i % 10).as("removed: %s", told).isNotZero();
                    assertThat(Arrays.equals(read, payload(i, ROUNDS))).as(told).isTrue();
                    kept++;
                }
            }
            assertThat(fixture.spill("new", new byte[100])).as(told).isTrue();
        }
        return kept;
    }

    private static String damage(Path base, Random random) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(base)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        Path file = files.get(random.nextInt(files.size()));
        long length = Files.size(file);
        int kind = random.nextInt(7);
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            byte[] page = new byte[4096];
            long at = length < page.length ? 0 : random.nextLong(length / page.length) * page.length;
            switch (kind) {
                case 0 -> {
                    for (int i = 0; i < 1 + random.nextInt(20); i++) {
                        long where = random.nextLong(length);
                        access.seek(where);
                        int old = access.read();
                        access.seek(where);
                        access.write(old ^ 1 << random.nextInt(8));
                    }
                }
                case 1 -> access.setLength(random.nextLong(length));
                case 2 -> overwrite(access, at, page);
                case 3 -> {
                    random.nextBytes(page);
                    overwrite(access, at, page);
                }
                case 4 -> {
                    access.seek(at);
                    access.read(page);
                    long other = length < page.length ? 0 : random.nextLong(length / page.length) * page.length;
                    overwrite(access, other, page);
                }
                case 5 -> access.setLength(0);
                default -> Files.delete(file);
            }
        }
        return List.of("bits", "cut", "zeros", "garbage", "swapped", "emptied", "deleted").get(kind) + " "
                + file.getFileName();
    }

    private static void overwrite(RandomAccessFile access, long at, byte[] page) throws IOException {
        access.seek(at);
        access.write(page, 0, (int) Math.min(page.length, access.length() - at));
    }

    private static void deleteAll(Path base) throws IOException {
        try (Stream<Path> all = Files.walk(base)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
