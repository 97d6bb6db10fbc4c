package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.Checkpoints;
import io.spillway.Health;
import io.spillway.Health.Kind;
import io.spillway.Health.Status;
import io.spillway.HealthMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each reason is produced for real. */
class HealthTest {
    @TempDir
    Path folder;

    private TestManager open(String cache) {
        return TestManager.open(
                folder, "directory: " + folder.resolve("data") + "\ncaches: { full: { " + cache + " } }\n");
    }

    private static Cache<Object, Object> cache(TestManager manager) {
        return manager.manager().getCache("full");
    }

    private static Health.Problem only(Health health) {
        assertThat(health.problems()).hasSize(1);
        return health.problems().get(0);
    }

    @Test
    void nothingIsWrong() {
        try (TestManager manager = open("heap: 1MB")) {
            cache(manager).put(1, "1");
            assertThat(manager.manager().unwrap(Health.class)).isEqualTo(new Health(Status.UP, List.of()));
            assertThat(cache(manager).unwrap(Health.class).status()).isEqualTo(Status.UP);
        }
    }

    @Test
    void aFullDiskThatRejectsIsDown() throws Exception {
        try (TestManager manager = open("heap: 300KB, disk: 4MB, when-full: reject")) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100_000; i++) {
                            cache(manager).put(i, new byte[2_000]);
                        }
                    })
                    .isInstanceOf(CacheException.class);
            Health.Problem problem = only(manager.manager().unwrap(Health.class));
            assertThat(problem.kind()).isEqualTo(Kind.DISK_FULL);
            assertThat(problem.status()).isEqualTo(Status.DOWN);
            assertThat(problem.cache()).isEqualTo("full");
            assertThat(problem.text()).contains(" % full", "refused", "`disk`");
            assertThat(bean(manager).getStatus()).isEqualTo("DOWN");
            assertThat(bean(manager).getProblems()).singleElement().asString().contains("DISK_FULL", "'full'");
        }
    }

    private static HealthMXBean bean(TestManager manager) throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        String uri = manager.manager().getURI().toString().replaceAll("[,:=\"*?\\n]", ".");
        Set<ObjectName> names = server.queryNames(new ObjectName("io.spillway:type=Health,CacheManager=" + uri), null);
        return JMX.newMXBeanProxy(server, names.iterator().next(), HealthMXBean.class);
    }

    @Test
    void aDamagedVolumeIsNamedUntilItIsTakenAway() throws IOException {
        try (TestManager manager = open("heap: 300KB, survives: restart")) {
            for (int i = 0; i < 1_000; i++) {
                cache(manager).put(i, new byte[2_000]);
            }
        }
        // Without what says what is in it, a volume can't be used.
        for (Path file : files(".live")) {
            Files.write(file, new byte[] {1, 2, 3});
        }
        try (TestManager manager = open("heap: 300KB, survives: restart")) {
            Health health = cache(manager).unwrap(Health.class);
            assertThat(health.status()).isEqualTo(Status.DEGRADED);
            assertThat(health.problems())
                    .extracting(Health.Problem::kind)
                    .containsExactly(Kind.FILE_SET_ASIDE, Kind.ENTRIES_DAMAGED);
            assertThat(health.problems().get(0).text()).contains(".damaged", "delete");
            for (Path file : files(".damaged")) {
                Files.delete(file);
            }
            assertThat(only(cache(manager).unwrap(Health.class)).kind()).isEqualTo(Kind.ENTRIES_DAMAGED);
        }
        try (TestManager manager = open("heap: 300KB, survives: restart")) {
            assertThat(cache(manager).unwrap(Health.class).status()).isEqualTo(Status.UP);
        }
    }

    private List<Path> files(String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            List<Path> found =
                    files.filter(file -> file.toString().endsWith(suffix)).toList();
            assertThat(found).isNotEmpty();
            return found;
        }
    }

    @Test
    void aCheckpointThatFailsIsToldUntilOneIsMade() throws IOException {
        try (TestManager manager = open("heap: 1MB, checkpoint: { every: 1h }")) {
            Cache<Object, Object> cache = cache(manager);
            cache.put(1, "1");
            Checkpoints checkpoints = cache.unwrap(Checkpoints.class);
            Path made = checkpoints.checkpoint().file();
            assertThat(cache.unwrap(Health.class).status()).isEqualTo(Status.UP);
            Path place = made.getParent();
            Path moved = place.resolveSibling("moved");
            Files.move(place, moved);
            Files.createFile(place);
            assertThatThrownBy(checkpoints::checkpoint).isInstanceOf(CacheException.class);
            Health.Problem problem = only(cache.unwrap(Health.class));
            assertThat(problem.kind()).isEqualTo(Kind.CHECKPOINT_FAILED);
            assertThat(problem.status()).isEqualTo(Status.DEGRADED);
            Files.delete(place);
            Files.move(moved, place);
            checkpoints.checkpoint();
            assertThat(cache.unwrap(Health.class).status()).isEqualTo(Status.UP);
        }
    }

    @Test
    void whatIsClosedIsDown() {
        TestManager manager = open("heap: 1MB");
        Cache<Object, Object> cache = cache(manager);
        cache.close();
        assertThat(only(cache.unwrap(Health.class)).kind()).isEqualTo(Kind.CLOSED);
        assertThat(manager.manager().unwrap(Health.class).status()).isEqualTo(Status.UP);
        manager.close();
        assertThat(manager.manager().unwrap(Health.class).status()).isEqualTo(Status.DOWN);
    }
}
