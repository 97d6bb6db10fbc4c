package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who waits for another's load gets what that gave, but not after its time. */
@Timeout(60)
class SharedLoadExpiryTest {
    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();

    /** Gives 1, 2, 3 ...; the first once the gate is open. */
    private static final class CountingLoader implements CacheLoader<String, Integer> {
        private final AtomicInteger loads = new AtomicInteger();
        private final CountDownLatch loading = new CountDownLatch(1);
        private final CountDownLatch gate = new CountDownLatch(1);

        @Override
        public Integer load(String key) {
            int number = loads.incrementAndGet();
            loading.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return number;
        }

        @Override
        public Map<String, Integer> loadAll(Iterable<? extends String> keys) {
            throw new UnsupportedOperationException();
        }
    }

    /** What a last reader gets, who waits for a load, then for a call of somebody else. */
    private int lastOf(Factory<? extends ExpiryPolicy> expiry, String defaults, Between between) throws Exception {
        try (TestManager manager = TestManager.open(folder, "defaults: " + defaults, clock)) {
            CountingLoader loader = new CountingLoader();
            Cache<String, Integer> cache = manager.manager()
                    .createCache(
                            "cache",
                            new MutableConfiguration<String, Integer>()
                                    .setExpiryPolicyFactory(expiry)
                                    .setReadThrough(true)
                                    .setCacheLoaderFactory(() -> loader));
            FutureTask<Integer> first = new FutureTask<>(() -> cache.get("a"));
            start(first);
            loader.loading.await();
            FutureTask<Object> second = waiting(() -> between.call(cache));
            FutureTask<Integer> last = waiting(() -> cache.get("a"));
            loader.gate.countDown();
            assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(second.get(20, TimeUnit.SECONDS)).isIn(null, 1);
            return last.get(20, TimeUnit.SECONDS);
        }
    }

    private interface Between {
        Object call(Cache<String, Integer> cache);
    }

    private static Thread start(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static <T> FutureTask<T> waiting(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = start(task);
        await().until(() -> thread.getState() == Thread.State.WAITING);
        return task;
    }

    private Between tenMinutesLater() {
        return cache -> cache.invoke("a", (entry, arguments) -> {
            clock.advance(Duration.ofMinutes(10));
            return null;
        });
    }

    @Test
    void whatHasExpiredSinceIsLoadedAnew() throws Exception {
        Factory<ExpiryPolicy> oneMinute =
                CreatedExpiryPolicy.factoryOf(new javax.cache.expiry.Duration(TimeUnit.MINUTES, 1));
        assertThat(lastOf(oneMinute, "{ heap: 1MB, disk: none }", tenMinutesLater()))
                .isEqualTo(2);
        // Never an entry, for want of room, but of the same age.
        assertThat(lastOf(oneMinute, "{ heap: 10, disk: none }", tenMinutesLater()))
                .isEqualTo(2);
        assertThat(lastOf(
                        CreatedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ETERNAL),
                        "{ heap: 10, disk: none }",
                        tenMinutesLater()))
                .isEqualTo(1);
    }

    @Test
    void whatAnotherReadersAccessMadeExpireIsLoadedAnew() throws Exception {
        assertThat(lastOf(GoneWhenRead::new, "{ heap: 1MB, disk: none }", cache -> cache.get("a")))
                .isEqualTo(2);
    }
}
