package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.spillway.CacheTiers;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.cache.Cache;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryListener;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listeners must neither hang nor hear of one key's events out of order. */
class ListenersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private record Created<K>(Consumer<CacheEntryEvent<? extends K, ? extends String>> to)
            implements CacheEntryCreatedListener<K, String> {
        @Override
        public void onCreated(Iterable<CacheEntryEvent<? extends K, ? extends String>> events) {
            events.forEach(to);
        }
    }

    private record Expired<K>(Consumer<CacheEntryEvent<? extends K, ? extends String>> to)
            implements CacheEntryExpiredListener<K, String> {
        @Override
        public void onExpired(Iterable<CacheEntryEvent<? extends K, ? extends String>> events) {
            events.forEach(to);
        }
    }

    private static <K> void listen(
            MutableConfiguration<K, String> configuration,
            CacheEntryListener<K, String> listener,
            boolean synchronous) {
        configuration.addCacheEntryListenerConfiguration(new MutableCacheEntryListenerConfiguration<>(
                new FactoryBuilder.SingletonFactory<>(listener), null, false, synchronous));
    }

    private static MutableConfiguration<String, String> expiring() {
        return new MutableConfiguration<String, String>()
                .setExpiryPolicyFactory(
                        CreatedExpiryPolicy.factoryOf(new javax.cache.expiry.Duration(TimeUnit.SECONDS, 10)));
    }

    /** The refresh pattern: an asynchronous listener puts again what expired; somebody else listens synchronously. */
    @Test
    void anAsynchronousListenerMayPutAnExpiredKeyAgain() throws Exception {
        TestClock clock = new TestClock();
        try (TestManager manager = TestManager.open(folder, "defaults: { heap: 1MB, disk: none }", clock)) {
            CountDownLatch done = new CountDownLatch(1);
            MutableConfiguration<String, String> configuration = expiring();
            listen(configuration, new Created<>(event -> {}), true);
            listen(configuration, new Expired<>(event -> {}), true);
            CountDownLatch called = new CountDownLatch(1);
            listen(
                    configuration,
                    new Expired<String>(event -> {
                        called.countDown();
                        cacheOf(event).put(event.getKey(), "again");
                        done.countDown();
                    }),
                    false);
            Cache<String, String> cache = manager.manager().createCache("cache", configuration);
            cache.put("key", "value");
            clock.advance(Duration.ofMinutes(1));

            assertThat(called.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("the sweep")
                    .isTrue();
            assertThat(done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("the listener's put")
                    .isTrue();
        }
    }

    @SuppressWarnings("unchecked")
    private static Cache<String, String> cacheOf(CacheEntryEvent<?, ?> event) {
        return (Cache<String, String>) event.getSource();
    }

    /** No lock of the cache may be held while a listener is awaited: here a processor's ticket is. */
    @Test
    void aListenerMayLookAtAKeyWhoseProcessorChangesAnother() throws Exception {
        try (TestManager manager = TestManager.open(folder, "defaults: { heap: 1MB, disk: none }")) {
            CountDownLatch processing = new CountDownLatch(1);
            CountDownLatch listening = new CountDownLatch(1);
            MutableConfiguration<String, String> configuration = new MutableConfiguration<>();
            listen(
                    configuration,
                    new Created<String>(event -> {
                        if (event.getKey().equals("b")) {
                            listening.countDown();
                            uninterruptibly(processing);
                            cacheOf(event).containsKey("a");
                        }
                    }),
                    true);
            Cache<String, String> cache = manager.manager().createCache("cache", configuration);
            FutureTask<?> put = new FutureTask<>(() -> cache.put("b", "1"), null);
            start(put);
            uninterruptibly(listening);
            FutureTask<?> invoke = new FutureTask<>(() -> cache.invoke("a", (entry, arguments) -> {
                processing.countDown();
                cache.remove("b");
                cache.put("b", "2");
                return null;
            }));
            start(invoke);

            await().atMost(PATIENCE).until(() -> put.isDone() && invoke.isDone());
        }
    }

    /** CREATED, EXPIRED, CREATED of one key; the entry expired and the heap came upon it. */
    @Test
    void anEntryThatExpiredInTheHeapIsReportedBeforeItsSuccessor() throws Exception {
        TestClock clock = new TestClock();
        try (TestManager manager = TestManager.open(folder, "defaults: { heap: 400, disk: none }", clock)) {
            CountDownLatch gate = new CountDownLatch(1);
            List<String> heard = new CopyOnWriteArrayList<>();
            MutableConfiguration<String, String> configuration = expiring();
            listen(configuration, new Created<String>(event -> heard.add("created " + event.getKey())), true);
            listen(configuration, new Expired<String>(event -> heard.add("expired " + event.getKey())), true);
            listen(
                    configuration,
                    new Created<String>(event -> {
                        if (event.getKey().equals("slow")) {
                            uninterruptibly(gate);
                        }
                    }),
                    false);
            Cache<String, String> cache = manager.manager().createCache("cache", configuration);
            cache.put("slow", "value"); // keeps the background busy for a while
            cache.remove("slow");
            cache.put("key", "value");
            clock.advance(Duration.ofMinutes(1));
            cache.put("other", "value"); // pushes "key" out of the heap
            await().atMost(PATIENCE).until(() -> cache.unwrap(CacheTiers.class).expirations() > 0);
            FutureTask<?> put = new FutureTask<>(() -> cache.put("key", "new"), null);
            start(put);
            Awaiting.someProgress(put);
            gate.countDown();

            await().atMost(PATIENCE).until(() -> heard.contains("expired key") && put.isDone());
            assertThat(heard.stream().filter(event -> event.endsWith(" key")))
                    .containsExactly("created key", "expired key", "created key");
        }
    }

    private static final class Key implements Serializable {
        private static final long serialVersionUID = 1L;

        private volatile String name;

        Key(String name) {
            this.name = name;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.name.equals(name);
        }

        @Override
        public int hashCode() {
            return Objects.hashCode(name);
        }
    }

    /** By value holds for keys: what a caller does to its key after the call must not reach a listener. */
    @Test
    void anAsynchronousListenerHearsOfTheKeyThatWasPut() throws Exception {
        try (TestManager manager = TestManager.open(folder, "defaults: { heap: 1MB, disk: none }")) {
            CountDownLatch gate = new CountDownLatch(1);
            List<String> heard = new CopyOnWriteArrayList<>();
            MutableConfiguration<Key, String> configuration = new MutableConfiguration<>();
            listen(
                    configuration,
                    new Created<Key>(event -> {
                        uninterruptibly(gate);
                        Key heardKey = event.getKey();
                        heard.add(heardKey.name);
                    }),
                    false);
            Cache<Key, String> cache = manager.manager().createCache("cache", configuration);
            Key key = new Key("before");
            cache.put(key, "value");
            key.name = "after";
            gate.countDown();

            await().atMost(PATIENCE).until(() -> !heard.isEmpty());
            assertThat(heard).containsExactly("before");
        }
    }

    /** "The operation has taken place all the same": of putAll, for each of its keys. */
    @Test
    void aListenerThatThrowsDoesNotCutPutAllShort() {
        try (TestManager manager = TestManager.open(folder, "defaults: { heap: 1MB, disk: none }")) {
            MutableConfiguration<String, String> configuration = new MutableConfiguration<>();
            listen(
                    configuration,
                    new Created<String>(event -> {
                        throw new IllegalStateException("a listener's own trouble");
                    }),
                    true);
            Cache<String, String> cache = manager.manager().createCache("cache", configuration);

            assertThatExceptionOfType(CacheEntryListenerException.class)
                    .isThrownBy(() -> cache.putAll(Map.of("a", "1", "b", "2", "c", "3")));

            assertThat(cache).hasSize(3);
        }
    }

    @Test
    void whatAListenerThrowsIsTheResultOfItsKey() {
        try (TestManager manager = TestManager.open(folder, "defaults: { heap: 1MB, disk: none }")) {
            MutableConfiguration<String, String> configuration = new MutableConfiguration<>();
            listen(
                    configuration,
                    new Created<String>(event -> {
                        if (event.getKey().equals("b")) {
                            throw new IllegalStateException("a listener's own trouble");
                        }
                    }),
                    true);
            Cache<String, String> cache = manager.manager().createCache("cache", configuration);

            Map<String, EntryProcessorResult<String>> results =
                    cache.invokeAll(Set.of("a", "b", "c"), (entry, arguments) -> {
                        entry.setValue("1");
                        return "done";
                    });

            assertThat(cache).hasSize(3);
            assertThat(results.get("a").get()).isEqualTo("done");
            assertThat(results.get("c").get()).isEqualTo("done");
            assertThatExceptionOfType(EntryProcessorException.class)
                    .isThrownBy(results.get("b")::get)
                    .withCauseInstanceOf(CacheEntryListenerException.class);
        }
    }

    /** What was put before the cache closed has happened; who listens asynchronously hears of it. */
    @Test
    void closingDoesNotSwallowEventsOfWhatHappenedBefore() {
        try (TestManager manager = TestManager.open(folder, "defaults: { heap: 1MB, disk: none }")) {
            CountDownLatch gate = new CountDownLatch(1);
            List<String> heard = new CopyOnWriteArrayList<>();
            MutableConfiguration<String, String> configuration = new MutableConfiguration<>();
            listen(
                    configuration,
                    new Created<String>(event -> {
                        uninterruptibly(gate);
                        heard.add(event.getKey());
                    }),
                    false);
            Cache<String, String> cache = manager.manager().createCache("cache", configuration);
            cache.put("a", "1");
            cache.put("b", "2");
            FutureTask<?> close = new FutureTask<>(cache::close, null);
            start(close);
            Awaiting.someProgress(close);
            gate.countDown();

            await().atMost(PATIENCE).until(() -> heard.equals(List.of("a", "b")));
        }
    }

    /** Closing waits for listeners, so a listener that closes the same cache must not wait for that. */
    @Test
    void aListenerMayCloseACacheThatIsBeingClosed() {
        try (TestManager manager = TestManager.open(folder, "defaults: { heap: 1MB, disk: none }")) {
            List<String> done = new CopyOnWriteArrayList<>();
            MutableConfiguration<String, String> configuration = new MutableConfiguration<>();
            listen(
                    configuration,
                    new Created<String>(event -> {
                        await().atMost(PATIENCE).until(cacheOf(event)::isClosed);
                        cacheOf(event).close();
                        done.add(event.getKey());
                    }),
                    false);
            Cache<String, String> cache = manager.manager().createCache("cache", configuration);
            cache.put("a", "1");

            FutureTask<?> close = new FutureTask<>(cache::close, null);
            start(close);

            // If they waited for each other, it would give up after ten seconds.
            await().atMost(Duration.ofSeconds(8)).until(close::isDone);
            assertThat(done).containsExactly("a");
        }
    }

    private static void start(FutureTask<?> task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }

    private static void uninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Awaiting {
        /** Until the task is done, or has had a second to be (a right implementation makes it wait). */
        static void someProgress(FutureTask<?> task) {
            try {
                task.get(1, TimeUnit.SECONDS);
            } catch (java.util.concurrent.TimeoutException e) {
                // It waits for the events before its own, as it should.
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
