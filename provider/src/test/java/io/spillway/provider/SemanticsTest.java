package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryListener;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CompletionListenerFuture;
import javax.cache.management.CacheStatisticsMXBean;
import javax.cache.processor.EntryProcessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JSR-107's semantics where operations meet: loads and writers, expiry and crashes, types and factories. */
class SemanticsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String HEAP_ONLY = "defaults: { heap: 1MB, disk: none }";

    @TempDir
    Path folder;

    /** A database that a loader reads and a writer changes; the first load is slow. */
    private static final class Database implements CacheLoader<String, String>, CacheWriter<String, String> {
        final Map<String, String> rows = new ConcurrentHashMap<>();
        final CountDownLatch loading = new CountDownLatch(1);
        final CountDownLatch gate = new CountDownLatch(1);

        @Override
        public String load(String key) {
            String row = rows.get(key);
            loading.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return row;
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> keys) {
            Map<String, String> loaded = new HashMap<>();
            keys.forEach(key -> loaded.put(key, load(key)));
            return loaded;
        }

        @Override
        public void write(Cache.Entry<? extends String, ? extends String> entry) {
            rows.put(entry.getKey(), entry.getValue());
        }

        @Override
        public void writeAll(java.util.Collection<Cache.Entry<? extends String, ? extends String>> entries) {
            entries.forEach(this::write);
        }

        @Override
        public void delete(Object key) {
            rows.remove(key);
        }

        @Override
        public void deleteAll(java.util.Collection<?> keys) {
            keys.forEach(rows::remove);
        }
    }

    /**
     * A load is under way; a remove and then a processor wait for it. The processor runs after the remove, so it must not
     * see, and build upon, what the load gave before the remove.
     */
    @Test
    void aProcessorDoesNotBuildOnALoadThatWasRemovedSince() throws Exception {
        Database database = new Database();
        database.rows.put("account", "100");
        try (TestManager manager = TestManager.open(folder, HEAP_ONLY)) {
            Cache<String, String> cache = manager.manager()
                    .createCache(
                            "cache",
                            new MutableConfiguration<String, String>()
                                    .setReadThrough(true)
                                    .setWriteThrough(true)
                                    .setCacheLoaderFactory(() -> database)
                                    .setCacheWriterFactory(() -> database));
            List<String> seen = new ArrayList<>();
            FutureTask<?> get = start(() -> cache.get("account"));
            database.loading.await();
            FutureTask<?> remove = startAndWaitUntilBlocked(() -> cache.remove("account"));
            FutureTask<?> invoke = startAndWaitUntilBlocked(() -> cache.invoke("account", (entry, arguments) -> {
                seen.add(entry.getValue());
                entry.setValue(entry.getValue() + "+1");
                return null;
            }));
            database.gate.countDown();
            get.get();
            remove.get();
            invoke.get();

            assertThat(seen).as("the row had been deleted").containsOnlyNulls();
            assertThat(database.rows.get("account")).isNotEqualTo("100+1");
        }
    }

    private static FutureTask<?> start(java.util.concurrent.Callable<?> call) {
        FutureTask<?> task = new FutureTask<>(call);
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private static FutureTask<?> startAndWaitUntilBlocked(java.util.concurrent.Callable<?> call) {
        FutureTask<?> task = new FutureTask<>(call);
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        await().atMost(PATIENCE).until(() -> thread.getState() == Thread.State.WAITING);
        return task;
    }

    /** Statistics count only while they are enabled; evictions are one of them. */
    @Test
    void evictionsAreNotCountedWhileStatisticsAreOff() {
        try (TestManager manager = TestManager.open(folder, "defaults: { heap: 400, disk: none }")) {
            Cache<Integer, String> cache = manager.manager().createCache("cache", new MutableConfiguration<>());
            for (int i = 0; i < 50; i++) {
                cache.put(i, "value");
            }
            manager.manager().enableStatistics("cache", true);
            CacheStatisticsMXBean statistics =
                    ((io.spillway.cache.SpillwayCache<Integer, String>) cache).statisticsBean();
            assertThat(statistics.getCachePuts()).isZero();
            assertThat(statistics.getCacheEvictions()).isZero();
        }
    }

    /** A value of the wrong class must not get in by the side door. */
    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void aProcessorCannotPutAValueOfTheWrongClass() {
        try (TestManager manager = TestManager.open(folder, HEAP_ONLY)) {
            Cache<String, String> cache = manager.manager()
                    .createCache(
                            "cache", new MutableConfiguration<String, String>().setTypes(String.class, String.class));
            EntryProcessor<String, String, Void> wrong = (entry, arguments) -> {
                ((javax.cache.processor.MutableEntry) entry).setValue(42);
                return null;
            };
            assertThatThrownBy(() -> cache.invoke("key", wrong)).hasRootCauseInstanceOf(ClassCastException.class);
            assertThat(cache.containsKey("key")).isFalse();
        }
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void aLoaderCannotBringAValueOfTheWrongClass() {
        CacheLoader loader = new CacheLoader<String, Object>() {
            @Override
            public Object load(String key) {
                return 42;
            }

            @Override
            public Map<String, Object> loadAll(Iterable<? extends String> keys) {
                return Map.of();
            }
        };
        try (TestManager manager = TestManager.open(folder, HEAP_ONLY)) {
            Cache cache = manager.manager()
                    .createCache(
                            "cache",
                            new MutableConfiguration()
                                    .setTypes(String.class, String.class)
                                    .setReadThrough(true)
                                    .setCacheLoaderFactory(() -> loader));
            assertThatThrownBy(() -> cache.get("key")).isInstanceOfAny(CacheException.class, ClassCastException.class);
            assertThat(cache.containsKey("key")).isFalse();
        }
    }

    /** A listener that could not be made is not registered, so that it can be registered once it can. */
    @Test
    void aListenerThatCouldNotBeMadeIsNotRegistered() {
        try (TestManager manager = TestManager.open(folder, HEAP_ONLY)) {
            Cache<String, String> cache = manager.manager().createCache("cache", new MutableConfiguration<>());
            AtomicBoolean broken = new AtomicBoolean(true);
            MutableCacheEntryListenerConfiguration<String, String> listener =
                    new MutableCacheEntryListenerConfiguration<>(
                            () -> {
                                if (broken.get()) {
                                    throw new CacheEntryListenerException("not yet");
                                }
                                return new CacheEntryListener<String, String>() {};
                            },
                            null,
                            false,
                            true);
            assertThatExceptionOfType(CacheEntryListenerException.class)
                    .isThrownBy(() -> cache.registerCacheEntryListener(listener));
            broken.set(false);
            cache.registerCacheEntryListener(listener);
        }
    }

    private static final class CloseableLoader implements CacheLoader<String, String>, Closeable {
        final AtomicBoolean closed = new AtomicBoolean();

        @Override
        public String load(String key) {
            return key;
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> keys) {
            return Map.of();
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }

    @Test
    void aCacheThatCannotBeConfiguredIsACacheException() {
        CloseableLoader loader = new CloseableLoader();
        try (TestManager manager = TestManager.open(folder, HEAP_ONLY)) {
            assertThatExceptionOfType(CacheException.class)
                    .as("createCache is to throw a CacheException if a cache can't be configured")
                    .isThrownBy(() -> manager.manager()
                            .createCache(
                                    "cache",
                                    new MutableConfiguration<String, String>()
                                            .setReadThrough(true)
                                            .setCacheLoaderFactory(() -> loader)
                                            .setWriteThrough(true)
                                            .setCacheWriterFactory(() -> {
                                                throw new IllegalArgumentException("no database");
                                            })));
        }
    }

    @Test
    void aCacheThatCannotBeMadeClosesWhatItMade() {
        CloseableLoader loader = new CloseableLoader();
        try (TestManager manager = TestManager.open(folder, HEAP_ONLY)) {
            assertThatThrownBy(() -> manager.manager()
                            .createCache(
                                    "cache",
                                    new MutableConfiguration<String, String>()
                                            .setReadThrough(true)
                                            .setCacheLoaderFactory(() -> loader)
                                            .setWriteThrough(true)
                                            .setCacheWriterFactory(() -> {
                                                throw new IllegalArgumentException("no database");
                                            })))
                    .isInstanceOf(RuntimeException.class);
            assertThat(loader.closed).isTrue();
        }
    }

    /** Loaders that themselves load through another cache of the manager, more of them than there are threads. */
    @Test
    void loadsThatWaitForOtherLoadsDoNotStarveEachOther() throws Exception {
        int loads = 8;
        try (TestManager manager = TestManager.open(folder, HEAP_ONLY)) {
            Cache<String, String> inner = manager.manager()
                    .createCache(
                            "inner",
                            new MutableConfiguration<String, String>().setCacheLoaderFactory(CloseableLoader::new));
            CountDownLatch allIn = new CountDownLatch(loads);
            CacheLoader<Integer, String> nested = new CacheLoader<>() {
                @Override
                public String load(Integer key) {
                    return key.toString();
                }

                @Override
                public Map<Integer, String> loadAll(Iterable<? extends Integer> keys) {
                    allIn.countDown();
                    CompletionListenerFuture done = new CompletionListenerFuture();
                    try {
                        allIn.await();
                        inner.loadAll(Set.of("x"), true, done);
                        done.get();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    return Map.of();
                }
            };
            Cache<Integer, String> outer = manager.manager()
                    .createCache(
                            "outer", new MutableConfiguration<Integer, String>().setCacheLoaderFactory(() -> nested));
            List<CompletionListenerFuture> all = new ArrayList<>();
            for (int i = 0; i < loads; i++) {
                CompletionListenerFuture done = new CompletionListenerFuture();
                outer.loadAll(Set.of(i), true, done);
                all.add(done);
            }
            for (CompletionListenerFuture done : all) {
                done.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    /** Eternal, but what is updated expires at once. */
    private static final class GoneWhenUpdated implements ExpiryPolicy {
        @Override
        public javax.cache.expiry.Duration getExpiryForCreation() {
            return javax.cache.expiry.Duration.ETERNAL;
        }

        @Override
        public javax.cache.expiry.Duration getExpiryForAccess() {
            return null;
        }

        @Override
        public javax.cache.expiry.Duration getExpiryForUpdate() {
            return javax.cache.expiry.Duration.ZERO;
        }
    }

    /** What the application was told is gone must not be there after a crash, least of all with an older value. */
    @Test
    void whatExpiredByAnUpdateStaysGoneAfterACrash() throws IOException {
        Path live = folder.resolve("live");
        Path left = folder.resolve("left");
        String settings = "\ndefaults: { heap: 1MB, disk: 32MB, survives: crash }\n";
        MutableConfiguration<String, String> configuration = new MutableConfiguration<String, String>()
                .setTypes(String.class, String.class)
                .setExpiryPolicyFactory(GoneWhenUpdated::new);
        try (TestManager manager = TestManager.open(folder, "directory: '" + live + "'" + settings)) {
            Cache<String, String> cache = manager.manager().createCache("cache", configuration);
            cache.put("stays", "value");
            cache.put("key", "old");
            cache.put("key", "new");
            assertThat(cache.containsKey("key")).isFalse();
            copy(live, left); // as a kill at this instant would leave it
        }
        try (TestManager manager = TestManager.open(folder, "directory: '" + left + "'" + settings)) {
            Cache<String, String> cache = manager.manager().createCache("cache", configuration);
            assertThat(cache.get("stays")).isEqualTo("value");
            assertThat(cache.get("key")).isNull();
        }
    }

    /** The same for an access that makes an entry expire. */
    @Test
    void whatExpiredByAnAccessStaysGoneAfterACrash() throws IOException {
        Path live = folder.resolve("live");
        Path left = folder.resolve("left");
        String settings = "\ndefaults: { heap: 1MB, disk: 32MB, survives: crash }\n";
        MutableConfiguration<String, String> configuration = new MutableConfiguration<String, String>()
                .setTypes(String.class, String.class)
                .setExpiryPolicyFactory(GoneWhenRead::new);
        try (TestManager manager = TestManager.open(folder, "directory: '" + live + "'" + settings)) {
            Cache<String, String> cache = manager.manager().createCache("cache", configuration);
            cache.put("stays", "value");
            cache.put("token", "to be used once");
            assertThat(cache.get("token")).isEqualTo("to be used once");
            assertThat(cache.get("token")).isNull();
            copy(live, left);
        }
        try (TestManager manager = TestManager.open(folder, "directory: '" + left + "'" + settings)) {
            Cache<String, String> cache = manager.manager().createCache("cache", configuration);
            assertThat(cache.get("stays")).isEqualTo("value");
            assertThat(cache.get("token")).isNull();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            // Not the lock of the owner, who lives on: reading it would unlock it.
            paths.filter(path -> !path.endsWith("lock") && !path.endsWith("owner"))
                    .forEach(path -> {
                        try {
                            Files.copy(path, to.resolve(from.relativize(path).toString()));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        }
    }
}
