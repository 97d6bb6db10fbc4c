package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** What is slow never holds on to a virtual thread's carrier, of which there are as many as processors. */
class VirtualThreadsTest {
    private static final int LOADS = 200;

    @TempDir
    Path folder;

    /** Ends once all loads are under way together, which takes that none of them pins its carrier. */
    private static final class WaitingLoader implements CacheLoader<Integer, String> {
        private final CountDownLatch allLoading = new CountDownLatch(LOADS);

        @Override
        public String load(Integer key) {
            allLoading.countDown();
            try {
                if (!allLoading.await(30, TimeUnit.SECONDS)) {
                    throw new CacheLoaderException("Only " + (LOADS - allLoading.getCount()) + " loads run at once");
                }
            } catch (InterruptedException e) {
                throw new CacheLoaderException(e);
            }
            return "value " + key;
        }

        @Override
        public Map<Integer, String> loadAll(Iterable<? extends Integer> keys) {
            Map<Integer, String> values = new HashMap<>();
            keys.forEach(key -> values.put(key, load(key)));
            return values;
        }
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void slowLoadsOfManyKeysGoOnTogether() throws Exception {
        ExecutorService threads = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        try (TestManager manager = TestManager.open(folder, "defaults: { heap: 2KB, disk: 16MB }")) {
            WaitingLoader loader = new WaitingLoader();
            Cache<Integer, String> cache = manager.manager()
                    .createCache(
                            "loaded",
                            new MutableConfiguration<Integer, String>()
                                    .setReadThrough(true)
                                    .setCacheLoaderFactory(() -> loader));
            List<Future<String>> loads = new ArrayList<>();
            for (int key = 0; key < LOADS; key++) {
                int wanted = key;
                loads.add(threads.submit(() -> cache.get(wanted)));
            }
            for (int key = 0; key < LOADS; key++) {
                assertThat(loads.get(key).get()).isEqualTo("value " + key);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
