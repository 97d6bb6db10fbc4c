package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.Closeable;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryListener;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Factories of a cache that call the manager which is creating it. */
@Timeout(60)
class ManagerReentryTest {
    private static final String YAML = "defaults: { heap: 1MB, disk: none }";

    private static final AtomicReference<Runnable> AT_MAKING = new AtomicReference<>();

    @TempDir
    Path folder;

    /** Public, as the configuration names it. */
    public static final class Loader implements CacheLoader<Object, Object>, Closeable {
        private static final List<Loader> OPEN = new ArrayList<>();

        public Loader() {
            OPEN.add(this);
            Runnable reaction = AT_MAKING.get();
            if (reaction != null) {
                reaction.run();
            }
        }

        @Override
        public Object load(Object key) {
            return key;
        }

        @Override
        public Map<Object, Object> loadAll(Iterable<?> keys) {
            return Map.of();
        }

        @Override
        public void close() {
            OPEN.remove(this);
        }
    }

    private static MutableConfiguration<Object, Object> loading(Runnable atMaking) {
        return new MutableConfiguration<>().setCacheLoaderFactory(() -> {
            atMaking.run();
            return new Loader();
        });
    }

    private static List<MutableConfiguration<Object, Object>> withFactories(Runnable atMaking) {
        Factory<ExpiryPolicy> expiry = () -> {
            atMaking.run();
            return new EternalExpiryPolicy();
        };
        Factory<CacheEntryListener<Object, Object>> listener = () -> {
            atMaking.run();
            return (CacheEntryCreatedListener<Object, Object>) events -> {};
        };
        return List.of(
                loading(atMaking),
                new MutableConfiguration<>().setExpiryPolicyFactory(expiry),
                new MutableConfiguration<>()
                        .addCacheEntryListenerConfiguration(
                                new MutableCacheEntryListenerConfiguration<>(listener, null, false, true)));
    }

    @Test
    void aFactoryCannotCreateTheCacheThatItIsFor() {
        try (TestManager opened = TestManager.open(folder, YAML)) {
            CacheManager manager = opened.manager();
            for (MutableConfiguration<Object, Object> configuration :
                    withFactories(() -> manager.createCache("cache", new MutableConfiguration<>()))) {
                assertThatExceptionOfType(CacheException.class)
                        .isThrownBy(() -> manager.createCache("cache", configuration))
                        .withMessageContaining("'cache'");
                assertThat(manager.getCacheNames()).isEmpty();
                assertThat(Loader.OPEN).isEmpty();
            }
            manager.createCache("cache", new MutableConfiguration<>()).put("a", "1");
        }
    }

    @Test
    void aFactoryMayUseOtherCaches() {
        try (TestManager opened = TestManager.open(folder, YAML)) {
            CacheManager manager = opened.manager();
            manager.createCache("cache", loading(() -> {
                manager.destroyCache("cache");
                assertThat(manager.getCache("cache")).isNull();
                manager.createCache("other", new MutableConfiguration<>()).put("a", "1");
            }));

            assertThat(manager.getCacheNames()).containsExactlyInAnyOrder("cache", "other");
            assertThat(manager.getCache("other").get("a")).isEqualTo("1");
        }
        assertThat(Loader.OPEN).isEmpty();
    }

    @Test
    void aManagerThatAFactoryClosesHasNoCacheAfterwards() {
        try (TestManager opened = TestManager.open(folder, YAML)) {
            CacheManager manager = opened.manager();

            assertThatIllegalStateException().isThrownBy(() -> manager.createCache("cache", loading(manager::close)));

            assertThat(manager.isClosed()).isTrue();
            assertThat(Loader.OPEN).isEmpty();
        }
    }

    @Test
    void aDeclaredCacheCannotAskForItsManager() throws Exception {
        Path file = Files.writeString(
                folder.resolve("spillway.yaml"),
                "caches: { declared: { disk: none, read-through: '" + Loader.class.getName() + "' } }");
        URI uri = file.toUri();
        try (SpillwayCachingProvider provider = new SpillwayCachingProvider()) {
            AT_MAKING.set(() -> provider.getCacheManager(uri, null));
            assertThatExceptionOfType(CacheException.class)
                    .isThrownBy(() -> provider.getCacheManager(uri, null))
                    .havingRootCause()
                    .withMessageContaining(uri.toString());

            AT_MAKING.set(null);
            Loader.OPEN.clear();
            assertThat(provider.getCacheManager(uri, null).getCacheNames()).containsExactly("declared");
        } finally {
            AT_MAKING.set(null);
        }
        assertThat(Loader.OPEN).isEmpty();
    }
}
