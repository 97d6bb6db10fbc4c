package io.spillway.tier.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.codec.TestKeys;
import io.spillway.tier.LowerTier;
import io.spillway.tier.disk.child.DiskWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that writes to a tier, at random instants, and compares what is there afterwards with what that process
 * had acknowledged. The number of kills is set by the system property {@code spillway.kills}.
 */
class KillTest {
    private static final int KILLS = Integer.getInteger("spillway.kills", 6);

    @TempDir
    Path directory;

    @Test
    void losesNothingThatWasAcknowledged() throws Exception {
        long seed = Long.getLong("spillway.seed", System.nanoTime());
        System.out.println("KillTest seed " + seed + ", " + KILLS + " kills");
        Random random = new Random(seed);
        Path notes = directory.resolve("notes");
        Path data = directory.resolve("data");
        for (int kill = 1; kill <= KILLS; kill++) {
            run(data, notes, 500 + random.nextInt(2500), kill);
            ByteBuffer known = ByteBuffer.wrap(Files.readAllBytes(notes));
            try (TierFixture fixture = new TierFixture(DiskWriter.options(data), TestKeys.canonical())) {
                compare(fixture, known, kill);
                assertThat(fixture.damaged).as("kill %s", kill).hasValue(0);
            }
            Files.write(notes, known.array());
        }
    }

    private void run(Path data, Path notes, long millis, int kill) throws Exception {
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DiskWriter.class.getName(),
                        data.toString(),
                        notes.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(millis, TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
        assertThat(ended).as("kill %s: %s", kill, Files.readString(log)).isFalse();
    }

    /** What is there must be what was acknowledged, or what was under way; from here on that is what is known. */
    private static void compare(TierFixture fixture, ByteBuffer known, int kill) {
        for (int t = 0; t < DiskWriter.THREADS; t++) {
            for (int k = 0; k < DiskWriter.KEYS; k++) {
                int at = (t * DiskWriter.KEYS + k) * DiskWriter.NOTE;
                if (known.limit() == 0) {
                    return;
                }
                String key = DiskWriter.key(t, k);
                long begun = known.getLong(at);
                long done = known.getLong(at + 8);
                LowerTier.Held held = fixture.tier.read(fixture.key(key));
                boolean isDone = is(held, key, done);
                assertThat(isDone || is(held, key, begun))
                        .as(
                                "kill %s, key %s: acknowledged %s, begun %s, found %s",
                                kill,
                                key,
                                done,
                                begun,
                                held == null ? "none" : held.entry().version())
                        .isTrue();
                // The version under way may have been written: it is not used again.
                known.putLong(at, begun);
                known.putLong(at + 8, isDone && !is(held, key, begun) ? done : begun);
            }
        }
    }

    private static boolean is(LowerTier.Held held, String key, long version) {
        byte[] payload = version == 0 ? null : DiskWriter.payload(key, version);
        return payload == null
                ? held == null
                : held != null
                        && held.entry().version() == version
                        && Arrays.equals(held.entry().payload(), payload);
    }
}
