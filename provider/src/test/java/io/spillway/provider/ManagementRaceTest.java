package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever goes on at once, what JMX shows in the end is what the caches' switches say. */
@Timeout(120)
class ManagementRaceTest {
    private static final int ROUNDS = 500;

    @TempDir
    Path folder;

    private static MutableConfiguration<Object, Object> shown() {
        return new MutableConfiguration<>().setStatisticsEnabled(true).setManagementEnabled(true);
    }

    private static void atOnce(List<Callable<?>> calls) throws Exception {
        CyclicBarrier start = new CyclicBarrier(calls.size());
        List<FutureTask<?>> tasks = new ArrayList<>();
        for (Callable<?> call : calls) {
            FutureTask<?> task = new FutureTask<>(() -> {
                start.await();
                return call.call();
            });
            tasks.add(task);
            new Thread(task).start();
        }
        for (FutureTask<?> task : tasks) {
            task.get();
        }
    }

    private static Cache<Object, Object> createAsSoonAsPossible(CacheManager manager) {
        while (true) {
            try {
                return manager.createCache("cache", shown());
            } catch (CacheException e) {
                // The one before is there still.
                Thread.onSpinWait();
            }
        }
    }

    private static long beansOf(CacheManager manager, String type) throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        String uri = manager.getURI().toString().replaceAll("[,:=\"*?\\n]", ".");
        return server.queryNames(new ObjectName("javax.cache:type=" + type + ",CacheManager=" + uri + ",*"), null)
                .size();
    }

    @Test
    void aSwitchOfACacheThatIsDestroyedDoesNotReachItsSuccessor() throws Exception {
        try (TestManager opened = TestManager.open(folder, "defaults: { heap: 1MB, disk: none }")) {
            CacheManager manager = opened.manager();
            for (int round = 0; round < ROUNDS; round++) {
                manager.createCache("cache", shown());
                atOnce(List.of(
                        () -> {
                            manager.enableStatistics("cache", true);
                            manager.enableManagement("cache", true);
                            return null;
                        },
                        () -> {
                            manager.destroyCache("cache");
                            return null;
                        },
                        () -> createAsSoonAsPossible(manager)));
                assertThat(beansOf(manager, "CacheStatistics"))
                        .as("round " + round)
                        .isEqualTo(1);
                assertThat(beansOf(manager, "CacheConfiguration"))
                        .as("round " + round)
                        .isEqualTo(1);

                manager.getCache("cache").close();
                assertThat(beansOf(manager, "CacheStatistics")).isZero();
                assertThat(beansOf(manager, "CacheConfiguration")).isZero();
            }
        }
    }

    @Test
    @SuppressWarnings("unchecked") // a class literal has no type arguments
    void theLastOfTwoSwitchesIsWhatIsShown() throws Exception {
        try (TestManager opened = TestManager.open(folder, "defaults: { heap: 1MB, disk: none }")) {
            CacheManager manager = opened.manager();
            Cache<Object, Object> cache = manager.createCache("cache", new MutableConfiguration<>());
            for (int round = 0; round < ROUNDS; round++) {
                atOnce(List.of(
                        () -> {
                            manager.enableStatistics("cache", true);
                            return null;
                        },
                        () -> {
                            manager.enableStatistics("cache", false);
                            return null;
                        }));
                boolean enabled =
                        cache.getConfiguration(CompleteConfiguration.class).isStatisticsEnabled();
                assertThat(beansOf(manager, "CacheStatistics"))
                        .as("round " + round)
                        .isEqualTo(enabled ? 1 : 0);
            }
        }
    }
}
