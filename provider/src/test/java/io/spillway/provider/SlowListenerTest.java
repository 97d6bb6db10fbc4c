package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CompletionListenerFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A slow asynchronous listener slows down those who change its cache, and nobody else. */
@Timeout(120)
class SlowListenerTest {
    private static final int CACHES = 10;
    private static final int CAPACITY = 1_024;

    @TempDir
    Path folder;

    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger heard = new AtomicInteger();

    private static final class KeyLoader implements CacheLoader<Integer, Integer> {
        @Override
        public Integer load(Integer key) {
            return key;
        }

        @Override
        public Map<Integer, Integer> loadAll(Iterable<? extends Integer> keys) {
            Map<Integer, Integer> loaded = new HashMap<>();
            keys.forEach(key -> loaded.put(key, key));
            return loaded;
        }
    }

    private static MutableConfiguration<Integer, Integer> listened(
            CacheEntryCreatedListener<Integer, Integer> listener) {
        return new MutableConfiguration<Integer, Integer>()
                .setCacheLoaderFactory(KeyLoader::new)
                .addCacheEntryListenerConfiguration(new MutableCacheEntryListenerConfiguration<>(
                        new FactoryBuilder.SingletonFactory<>(listener), null, false, false));
    }

    private void hearSlowly() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        heard.incrementAndGet();
    }

    @Test
    void holdsUpNeitherLoadsNorOtherListeners() throws Exception {
        try (TestManager manager = TestManager.open(folder, "defaults: { disk: none }")) {
            List<Cache<Integer, Integer>> slow = new ArrayList<>();
            for (int i = 0; i < CACHES; i++) {
                slow.add(manager.manager().createCache("slow" + i, listened(events -> hearSlowly())));
                slow.get(i).put(1, 1);
            }
            CountDownLatch quick = new CountDownLatch(1);
            manager.manager()
                    .createCache("quick", listened(events -> quick.countDown()))
                    .put(1, 1);
            assertThat(quick.await(30, TimeUnit.SECONDS)).isTrue();

            CompletionListenerFuture loaded = new CompletionListenerFuture();
            slow.get(0).loadAll(Set.of(2), true, loaded);
            loaded.get(30, TimeUnit.SECONDS);
            assertThat(slow.get(0).get(2)).isEqualTo(2);

            gate.countDown();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(heard).hasValue(CACHES + 1));
        }
    }

    @Test
    void makesWritersWaitRatherThanTheQueueGrow() throws Exception {
        try (TestManager manager = TestManager.open(folder, "defaults: { disk: none }")) {
            Cache<Integer, Integer> cache = manager.manager().createCache("slow", listened(events -> hearSlowly()));
            Thread writer = new Thread(() -> {
                for (int i = 0; i < 2 * CAPACITY; i++) {
                    cache.put(i, i);
                }
            });
            writer.start();
            await().atMost(Duration.ofSeconds(30)).until(() -> writer.getState() == Thread.State.TIMED_WAITING);
            assertThat(cache.get(1)).isEqualTo(1);

            gate.countDown();
            writer.join();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(heard).hasValue(2 * CAPACITY));
        }
    }

    @Test
    void aListenerThatChangesItsCacheDoesNotWaitForItself() {
        int events = 3 * CAPACITY;
        try (TestManager manager = TestManager.open(folder, "defaults: { disk: none }")) {
            Cache<Integer, Integer> other =
                    manager.manager().createCache("other", listened(created -> heard.incrementAndGet()));
            Cache<Integer, Integer> cache = manager.manager()
                    .createCache(
                            "cache",
                            listened(created -> created.forEach(event -> {
                                heard.incrementAndGet();
                                other.put(event.getKey(), 1);
                                manager.manager().getCache("cache").remove(event.getKey());
                            })));
            for (int i = 0; i < events; i++) {
                cache.put(i, i);
            }
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(heard).hasValue(2 * events));
            assertThat(cache.iterator().hasNext()).isFalse();
        }
    }
}
