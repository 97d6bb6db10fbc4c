package io.spillway.jsr107;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.spi.CachingProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Managers of different class loaders know nothing of each other, and a loader that is done with leaves nothing behind. */
class ClassLoaderTest {
    private static final int ROUNDS = 100;

    @TempDir
    Path folder;

    @Test
    void eachClassLoaderHasItsOwnManager() throws IOException {
        CachingProvider provider = Caching.getCachingProvider(JCacheTest.PROVIDER);
        URI uri = Tiers.HEAP_ONLY.configure(folder);
        try (URLClassLoader first = new URLClassLoader(new URL[0], getClass().getClassLoader());
                URLClassLoader second =
                        new URLClassLoader(new URL[0], getClass().getClassLoader());
                CacheManager ofFirst = provider.getCacheManager(uri, first);
                CacheManager ofSecond = provider.getCacheManager(uri, second)) {
            assertThat(ofFirst).isNotSameAs(ofSecond).isSameAs(provider.getCacheManager(uri, first));
            assertThat(ofFirst.getClassLoader()).isSameAs(first);

            ofFirst.createCache("cache", JCacheTest.stringConfiguration()).put("a", "1");
            assertThat(ofSecond.getCache("cache")).isNull();
            ofSecond.createCache("cache", JCacheTest.stringConfiguration()).put("a", "2");
            assertThat(ofFirst.getCache("cache", String.class, String.class).get("a"))
                    .isEqualTo("1");

            provider.close(second);
            assertThat(ofSecond.isClosed()).isTrue();
            assertThat(ofFirst.isClosed()).isFalse();
        }
    }

    @Test
    void valuesAreDecodedByTheManagersClassLoader() throws Exception {
        CachingProvider provider = Caching.getCachingProvider(JCacheTest.PROVIDER);
        try (URLClassLoader loader = childOf(getClass().getClassLoader(), Visit.class.getName());
                CacheManager manager = provider.getCacheManager(Tiers.SPILLING.configure(folder), loader)) {
            Class<?> visitType = loader.loadClass(Visit.class.getName());
            assertThat(visitType).isNotSameAs(Visit.class);
            Object visit = visitType.getConstructor(String.class).newInstance("home");
            javax.cache.Cache<String, Object> cache =
                    manager.createCache("cache", new javax.cache.configuration.MutableConfiguration<>());
            for (int i = 0; i < 50; i++) {
                cache.put("key " + i, visit);
            }
            for (int i = 0; i < 50; i++) {
                assertThat(cache.get("key " + i).getClass()).isSameAs(visitType);
            }
        }
    }

    @Test
    void aDroppedClassLoaderLeavesNothing() throws Exception {
        URI uri = Tiers.HEAP_ONLY.configure(folder);
        Files.writeString(Path.of(uri), "\nhot-reload: true\nshutdown-hook: true\n", StandardOpenOption.APPEND);
        List<WeakReference<ClassLoader>> dropped = new ArrayList<>();
        visit(uri); // what the JDK starts once for all is there from now on
        Set<Thread> before = threads();

        for (int i = 0; i < ROUNDS; i++) {
            dropped.add(visit(uri));
        }

        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(stillThere(dropped)).isZero());
        await().atMost(JCacheTest.PATIENCE)
                .untilAsserted(() -> assertThat(added(before)).isEmpty());
    }

    /** Loads everything in a class loader of its own, uses it there, and lets go of it. */
    private static WeakReference<ClassLoader> visit(URI uri) throws Exception {
        try (URLClassLoader loader = isolated()) {
            Class<?> visitor = loader.loadClass(Visitor.class.getName());
            Thread current = Thread.currentThread();
            ClassLoader context = current.getContextClassLoader();
            current.setContextClassLoader(loader);
            try {
                visitor.getMethod("visit", URI.class).invoke(null, uri);
            } catch (InvocationTargetException e) {
                throw new AssertionError("the visit failed", e.getCause());
            } finally {
                current.setContextClassLoader(context);
            }
            assertThat(Objects.requireNonNull(visitor.getClassLoader())).isSameAs(loader);
            return new WeakReference<>(loader);
        }
    }

    /** A loader of the whole class path, the provider included, with nothing of it above. */
    private static URLClassLoader isolated() throws MalformedURLException {
        return new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader());
    }

    /** A loader that loads one class itself, and leaves everything else to its parent. */
    private static URLClassLoader childOf(ClassLoader parent, String own) throws MalformedURLException {
        return new URLClassLoader(classPath(), parent) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (!name.equals(own)) {
                    return super.loadClass(name, resolve);
                }
                synchronized (getClassLoadingLock(name)) {
                    Class<?> loaded = findLoadedClass(name);
                    return loaded == null ? findClass(name) : loaded;
                }
            }
        };
    }

    private static URL[] classPath() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    private static long stillThere(List<WeakReference<ClassLoader>> loaders) {
        System.gc();
        return loaders.stream().filter(loader -> loader.get() != null).count();
    }

    private static Set<Thread> threads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }

    /** Threads since then, without those that the JDK shares among all. */
    private static Set<Thread> added(Set<Thread> before) {
        Set<Thread> added = threads();
        added.removeAll(before);
        added.removeIf(thread -> thread.getName().startsWith("ForkJoinPool.commonPool")
                || thread.getName().startsWith("awaitility"));
        return added;
    }

    @Test
    void theVisitorDoesWhatItSays() {
        assertThatCode(() -> Visitor.visit(Tiers.HEAP_ONLY.configure(folder))).doesNotThrowAnyException();
    }
}
