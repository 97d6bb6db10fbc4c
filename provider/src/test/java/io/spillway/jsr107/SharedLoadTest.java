package io.spillway.jsr107;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.integration.CompletionListenerFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who waits for a load gets what it gave, whether or not the cache keeps it, and by whichever call they ask. */
@Timeout(60)
class SharedLoadTest {
    private static final int READERS = 8;

    @TempDir
    Path folder;

    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch loading = new CountDownLatch(1);
    private final RecordingLoader loader = new RecordingLoader() {
        @Override
        public String load(String key) {
            String value = super.load(key);
            pause();
            return value;
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> keys) {
            Map<String, String> values = super.loadAll(keys);
            pause();
            return values;
        }
    };

    private void pause() {
        loading.countDown();
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private MutableConfiguration<String, String> configuration() {
        return JCacheTest.stringConfiguration().setReadThrough(true).setCacheLoaderFactory(() -> loader);
    }

    private CacheManager manager(String defaults) {
        return Caching.getCachingProvider(JCacheTest.PROVIDER)
                .getCacheManager(
                        Tiers.write(folder, "defaults: " + defaults), getClass().getClassLoader());
    }

    /** Starts calls, one after the first is inside the loader, and lets the loader go on when all wait. */
    private <T> List<T> together(List<Callable<T>> calls) throws Exception {
        List<FutureTask<T>> tasks = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (Callable<T> call : calls) {
            FutureTask<T> task = new FutureTask<>(call);
            Thread thread = new Thread(task);
            tasks.add(task);
            threads.add(thread);
            thread.start();
            loading.await();
        }
        await().atMost(JCacheTest.PATIENCE)
                .until(() -> threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
        gate.countDown();
        List<T> results = new ArrayList<>();
        for (FutureTask<T> task : tasks) {
            results.add(task.get(JCacheTest.PATIENCE.toSeconds(), TimeUnit.SECONDS));
        }
        return results;
    }

    private void assertLoadedOnce(Cache<String, String> cache) throws Exception {
        List<Callable<String>> reads = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            reads.add(() -> cache.get("a"));
        }
        assertThat(together(reads)).hasSize(READERS).containsOnly("loaded a");
        assertThat(loader.single).containsExactly("a");
        assertThat(cache.containsKey("a")).isFalse();
    }

    @Test
    void aValueThatExpiresAtOnceReachesAllWhoWait() throws Exception {
        try (CacheManager manager = manager("{ heap: 1MB }")) {
            assertLoadedOnce(manager.createCache(
                    "cache", configuration().setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(Duration.ZERO))));
        }
    }

    @Test
    void aValueThatIsTooLargeReachesAllWhoWait() throws Exception {
        try (CacheManager manager = manager("{ heap: 100, disk: none }")) {
            assertLoadedOnce(manager.createCache("cache", configuration()));
        }
    }

    @Test
    void bulkCallsShareTheLoadOfAGet() throws Exception {
        try (CacheManager manager = manager("{ heap: 1MB }")) {
            Cache<String, String> cache = manager.createCache("cache", configuration());
            CompletionListenerFuture done = new CompletionListenerFuture();
            List<Callable<Map<String, String>>> calls =
                    List.of(() -> Map.of("a", cache.get("a")), () -> cache.getAll(Set.of("a")), () -> {
                        cache.loadAll(Set.of("a"), true, done);
                        done.get();
                        return Map.of("a", cache.get("a"));
                    });
            assertThat(together(calls)).containsOnly(Map.of("a", "loaded a"));
            assertThat(loader.single).containsExactly("a");
        }
    }

    /** The source may have changed since the other load began: who asks for a replacement gets what is there now. */
    @Test
    void aReplacementIsNotContentWithAnOlderLoad() throws Exception {
        try (CacheManager manager = manager("{ heap: 1MB }")) {
            AtomicReference<String> source = new AtomicReference<>("old");
            Cache<String, String> cache = manager.createCache(
                    "cache",
                    JCacheTest.stringConfiguration()
                            .setReadThrough(true)
                            .setCacheLoaderFactory(() -> new RecordingLoader() {
                                @Override
                                public String load(String key) {
                                    String value = source.get();
                                    pause();
                                    return value;
                                }

                                @Override
                                public Map<String, String> loadAll(Iterable<? extends String> keys) {
                                    return Map.of("a", source.get());
                                }
                            }));
            CompletionListenerFuture done = new CompletionListenerFuture();
            List<Callable<String>> calls = List.of(() -> cache.get("a"), () -> {
                source.set("new");
                cache.loadAll(Set.of("a"), true, done);
                done.get();
                return cache.get("a");
            });

            assertThat(together(calls)).containsExactly("old", "new");
        }
    }

    @Test
    void aGetSharesTheLoadOfABulkCall() throws Exception {
        try (CacheManager manager = manager("{ heap: 1MB }")) {
            Cache<String, String> cache = manager.createCache("cache", configuration());
            List<Callable<String>> calls =
                    List.of(() -> cache.getAll(Set.of("a", "b")).get("a"), () -> cache.get("a"));
            assertThat(together(calls)).containsOnly("loaded a");
            assertThat(loader.single).isEmpty();
            assertThat(loader.bulk).containsExactly(Set.of("a", "b"));
        }
    }

    @Test
    void anImmenseDurationIsEternal() {
        gate.countDown();
        try (CacheManager manager = manager("{ heap: 1MB }")) {
            Cache<String, String> cache = manager.createCache(
                    "cache",
                    JCacheTest.stringConfiguration()
                            .setExpiryPolicyFactory(
                                    CreatedExpiryPolicy.factoryOf(new Duration(TimeUnit.DAYS, Long.MAX_VALUE))));
            cache.put("a", "1");
            assertThat(cache.get("a")).isEqualTo("1");
            assertThat(cache.iterator().hasNext()).isTrue();
        }
    }
}
