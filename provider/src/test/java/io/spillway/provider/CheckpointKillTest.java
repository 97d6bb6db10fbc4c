package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.provider.child.CheckpointLoop;
import io.spillway.tier.disk.Children;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.cache.Cache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that makes checkpoints, at random instants: the last one that was done is used, or the next, whole. */
class CheckpointKillTest {
    private static final int KILLS = Integer.getInteger("spillway.kills", 6);

    @TempDir
    Path folder;

    @Test
    void theLastOneThatWasDoneIsUsed() throws Exception {
        long seed = Long.getLong("spillway.seed", System.nanoTime());
        System.out.println("CheckpointKillTest seed " + seed + ", " + KILLS + " kills");
        Random random = new Random(seed);
        String yaml = """
            directory: %s
            caches:
              c: { key: java.lang.Integer, value: java.lang.String, heap: 200KB, disk: 16MB, checkpoint: { keep: 2 } }
            """.formatted(folder.resolve("data"));
        Path file = Files.writeString(folder.resolve("child.yaml"), yaml);
        Path notes = folder.resolve("notes");
        for (int kill = 1; kill <= KILLS; kill++) {
            run(file, notes, random.nextInt(400), kill);
            long noted = Long.parseLong(Files.readString(notes));
            compare(yaml, noted, kill);
        }
    }

    private void run(Path yaml, Path notes, int millis, int kill) throws Exception {
        Path log = folder.resolve("log");
        Files.deleteIfExists(notes.resolveSibling("next-note"));
        String before = Files.exists(notes) ? Files.readString(notes) : "";
        Process process = Children.start(CheckpointLoop.class, List.of(), log, yaml, notes);
        try {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> !process.isAlive()
                            || Files.exists(notes) && !Files.readString(notes).equals(before));
            boolean ended = process.waitFor(millis, TimeUnit.MILLISECONDS);
            assertThat(ended).as("kill %s: %s", kill, Files.readString(log)).isFalse();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private void compare(String yaml, long noted, int kill) throws Exception {
        // Without checkpoints at close, which would take this content for the next run's.
        try (TestManager manager = TestManager.open(folder, yaml.replace("checkpoint: { keep: 2 }", ""))) {
            Cache<Integer, String> cache = manager.manager().getCache("c");
            assertThat(cache.unwrap(io.spillway.Checkpoints.class).restore().restored())
                    .isEqualTo(CheckpointLoop.KEYS);
            Map<Integer, String> content = new HashMap<>();
            for (Cache.Entry<Integer, String> entry : cache) {
                content.put(entry.getKey(), entry.getValue());
            }
            String any = content.get(0);
            long round = Long.parseLong(any.substring(0, any.indexOf(':')));
            assertThat(round).as("kill %s", kill).isBetween(noted, noted + 1);
            for (int key = 0; key < CheckpointLoop.KEYS; key++) {
                assertThat(content.get(key)).isEqualTo(CheckpointLoop.value(key, round));
            }
        }
        try (Stream<Path> files = Files.list(folder.resolve("data/checkpoints/cache-c"))) {
            List<String> names =
                    files.map(path -> path.getFileName().toString()).toList();
            assertThat(names).noneMatch(name -> name.endsWith(".new"));
            assertThat(names.stream().filter(name -> name.endsWith(".checkpoint")))
                    .hasSizeLessThanOrEqualTo(3);
        }
    }
}
