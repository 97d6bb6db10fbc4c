package io.spillway.tier.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.tier.redis.child.Owing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.junit.jupiter.api.Test;

/** What Redis is owed outlives the process, where the content does. */
class OwedAfterwardsTest extends RedisTest {
    private static final int KEYS = Owing.KEYS;

    private final RedisUnderTest server = closing(RedisUnderTest.own());
    private final RedisUnderTest.Gate gate = closing(server.gate());

    private String yaml(String survives) {
        return "redis: { address: '" + gate.address() + "' }\nnamespace: " + namespace + "\ndirectory: '"
                + folder.resolve("files") + "'\n"
                + cache("heap: 4KB, disk: 2MB, when-full: evict, survives: " + survives
                        + ", redis: { deadline: 500ms }");
    }

    private OwingProcess child(String survives) throws IOException {
        Path file = folder.resolve("child.yaml");
        Files.writeString(file, yaml(survives));
        return closing(OwingProcess.start(file));
    }

    private Map<String, String> inRedis() {
        return content(open(server, cache("heap: 1MB, disk: none")).getCache("c"));
    }

    private static Map<String, String> expected(int round) {
        Map<String, String> expected = new HashMap<>();
        for (int i = 50; i < KEYS; i++) {
            expected.put("k" + i, Owing.value(i, round));
        }
        return expected;
    }

    private static Path owedFolder(Path files) {
        return files.resolve("files").resolve("owed").resolve("cache-c");
    }

    private static List<String> owedFiles(Path files) throws IOException {
        try (var found = Files.list(owedFolder(files))) {
            return found.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(OwedSegment.SUFFIX))
                    .toList();
        }
    }

    @Test
    void aKillLosesNothingThatWasAcknowledged() throws Exception {
        OwingProcess child = child("crash");
        child.tell('p');
        gate.close();
        child.tell('p');
        child.tell('r');
        child.close();
        Cache<String, String> other =
                open(server, cache("heap: 1MB, disk: none")).getCache("c");
        assertThat(other.get("k70")).isEqualTo(Owing.value(70, 0));
        long then = System.currentTimeMillis();
        await().pollDelay(Duration.ZERO).until(() -> System.currentTimeMillis() > then);
        other.put("k60", "newer");

        CacheManager manager = openFile(yaml("crash"));
        Cache<String, String> cache = manager.getCache("c");
        Map<String, String> expected = expected(1);
        assertThat(tiers(cache).redis().owed()).isEqualTo(KEYS);
        assertThat(content(cache)).isEqualTo(expected);
        assertThat(tiers(cache).disk().entries())
                .as("some are evicted, and found all the same")
                .isLessThan(KEYS - 50);
        assertThat(cache.get("k10")).isNull();

        gate.open();
        awaitPaid(cache);
        expected.put("k60", "newer");
        assertThat(tiers(cache).redis().lost()).isEqualTo(1);
        assertThat(inRedis()).isEqualTo(expected);
        assertThat(content(cache)).isEqualTo(expected);
        manager.close();
        assertThat(owedFiles(folder)).isEmpty();
    }

    @Test
    void whatWasSettledIsNotHandedOverAgain() throws Exception {
        OwingProcess child = child("crash");
        gate.close();
        child.tell('p');
        gate.open();
        child.tell('w');
        child.close();
        gate.close();
        Cache<String, String> cache = openFile(yaml("crash")).getCache("c");
        assertThat(tiers(cache).redis().owed()).isZero();
        gate.open();
        assertThat(inRedis()).hasSize(KEYS);
    }

    @Test
    void aClearThatRedisWasNotToldOfIsToldAfterAKill() throws Exception {
        OwingProcess child = child("crash");
        child.tell('p');
        gate.close();
        child.tell('p');
        child.tell('c');
        child.close();
        Cache<String, String> cache = openFile(yaml("crash")).getCache("c");
        assertThat(tiers(cache).redis().owed()).isZero();
        assertThat(cache.get("k70")).isNull();
        cache.put("k1", "v");
        gate.open();
        awaitPaid(cache);
        assertThat(inRedis()).isEqualTo(Map.of("k1", "v"));
    }

    @Test
    void aCloseLeavesWhatIsOwedToTheNextRun() throws Exception {
        CacheManager manager = openFile(yaml("restart"));
        Cache<String, String> cache = manager.getCache("c");
        cache.put("a", "1");
        cache.put("b", "1");
        gate.close();
        cache.put("a", "2");
        cache.remove("b");
        manager.close();
        assertThat(inRedis()).isEqualTo(Map.of("a", "1", "b", "1"));
        Cache<String, String> again = openFile(yaml("restart")).getCache("c");
        assertThat(tiers(again).redis().owed()).isEqualTo(2);
        assertThat(again.get("b")).isNull();
        gate.open();
        awaitPaid(again);
        assertThat(inRedis()).isEqualTo(Map.of("a", "2"));
    }
}
