package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.Closeable;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Providers and managers at their edges. */
class ManagerTest {
    @TempDir
    Path folder;

    private record SlowToClose(CountDownLatch closing, CountDownLatch gate)
            implements CacheLoader<String, String>, Closeable {
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
            closing.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void nullIsTheDefaultAsJsr107Says() {
        try (SpillwayCachingProvider provider = new SpillwayCachingProvider()) {
            CacheManager manager = provider.getCacheManager(null, null, null);
            assertThat(manager).isSameAs(provider.getCacheManager());
            assertThat(manager.getURI()).isEqualTo(provider.getDefaultURI());
            assertThat(manager.getClassLoader()).isSameAs(provider.getDefaultClassLoader());
            assertThat(manager.getProperties()).isEqualTo(provider.getDefaultProperties());

            provider.close(null);
            assertThat(manager.isClosed()).isTrue();

            CacheManager next = provider.getCacheManager();
            provider.close(null, null);
            assertThat(next.isClosed()).isTrue();
        }
    }

    @Test
    void aHeapLargerThanTheJvmsIsOneWarning() {
        List<String> said = new CopyOnWriteArrayList<>();
        Logger logger = Logger.getLogger(CacheFactory.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord logged) {
                said.add(new SimpleFormatter().formatMessage(logged));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try (TestManager opened = TestManager.open(folder, "caches: { vast*: { heap: 8TB }, small*: { heap: 1MB } }")) {
            CacheManager manager = opened.manager();
            manager.createCache("small", new MutableConfiguration<>());
            assertThat(said).isEmpty();
            manager.createCache("vast 1", new MutableConfiguration<>()).put("a", "1");
            manager.createCache("vast 2", new MutableConfiguration<>());
        } finally {
            logger.setUseParentHandlers(true);
            logger.removeHandler(handler);
        }
        assertThat(said).singleElement().asString().contains("'vast 1'", "8796093022208 bytes", "-Xmx");
    }

    /** While a manager closes, whoever asks for one gets one that is open, or waits for it. */
    @Test
    void noClosedManagerIsHandedOut() throws Exception {
        URI uri = URI.create("name");
        SpillwayCachingProvider provider = new SpillwayCachingProvider();
        CountDownLatch closing = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        provider.getCacheManager(uri, null)
                .createCache(
                        "cache",
                        new MutableConfiguration<String, String>()
                                .setCacheLoaderFactory(() -> new SlowToClose(closing, gate)));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<?> closer = threads.submit(() -> provider.close());
            closing.await();
            Callable<Boolean> ask = () -> provider.getCacheManager(uri, null).isClosed();
            Future<Boolean> isClosed = threads.submit(ask);
            try {
                isClosed.get(1, java.util.concurrent.TimeUnit.SECONDS);
            } catch (java.util.concurrent.TimeoutException e) {
                // It waits, which is right too.
            }
            gate.countDown();
            closer.get();
            assertThat(isClosed.get()).isFalse();
        } finally {
            gate.countDown();
            threads.shutdownNow();
            provider.close();
        }
    }

    @Test
    void aDirectoryThatCannotBeMadeIsNamed() throws Exception {
        Path inTheWay = Files.writeString(folder.resolve("file"), "not a directory");
        Path directory = inTheWay.resolve("data");
        try (TestManager manager =
                TestManager.open(folder, "directory: '" + directory + "'\ndefaults: { disk: 16MB, survives: crash }")) {
            assertThatExceptionOfType(CacheException.class)
                    .isThrownBy(() -> manager.manager().createCache("cache", new MutableConfiguration<>()))
                    .withMessageContaining(directory.toString());
        }
    }

    @Test
    void aManagerThatDoesNotOpenHoldsNoClassLoader() {
        SpillwayCachingProvider provider = new SpillwayCachingProvider();
        WeakReference<ClassLoader> loader = tryToOpen(provider);
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            System.gc();
            return loader.get() == null;
        });
        provider.close();
    }

    private WeakReference<ClassLoader> tryToOpen(SpillwayCachingProvider provider) {
        ClassLoader loader = new URLClassLoader(new URL[0], null);
        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() ->
                        provider.getCacheManager(folder.resolve("missing.yaml").toUri(), loader));
        return new WeakReference<>(loader);
    }

    /** A name is free once destroyCache has taken it away: not before its files are. */
    @Test
    void destroyingAndCreatingAtOnceNeverFindsTheFilesInUse() throws Exception {
        String yaml = "directory: '" + folder.resolve("files")
                + "'\ndefaults: { heap: 1MB, disk: 16MB, survives: restart }\n";
        Path file = Files.writeString(folder.resolve("spillway.yaml"), yaml);
        SpillwayCachingProvider provider = new SpillwayCachingProvider();
        CacheManager manager = provider.getCacheManager(file.toUri(), null);
        List<String> failures = new CopyOnWriteArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Callable<Void> work = () -> {
                for (int i = 0; i < 100 && failures.isEmpty(); i++) {
                    try {
                        manager.createCache("cache", new MutableConfiguration<String, String>())
                                .put("key", "value");
                    } catch (IllegalStateException e) {
                        // The other thread destroyed it just now.
                    } catch (CacheException e) {
                        if (!String.valueOf(e.getMessage()).startsWith("There is a cache")) {
                            failures.add(e.toString());
                        }
                    }
                    manager.destroyCache("cache");
                }
                return null;
            };
            for (Future<Void> future : threads.invokeAll(List.of(work, work))) {
                future.get();
            }
        } finally {
            threads.shutdownNow();
            provider.close();
        }
        assertThat(failures).isEmpty();
    }
}
