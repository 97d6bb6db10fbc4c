package io.spillway.cache;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;

/** A cache's loader, if it has one. What the loader throws arrives as a CacheLoaderException with that as its cause. */
final class Loading<K, V> {
    private final @Nullable CacheLoader<K, V> loader;
    private final boolean readThrough;

    Loading(@Nullable CacheLoader<K, V> loader, boolean readThrough) {
        this.loader = loader;
        this.readThrough = readThrough;
    }

    boolean hasLoader() {
        return loader != null;
    }

    boolean readsThrough() {
        return readThrough && loader != null;
    }

    @Nullable V load(K key) {
        CacheLoader<K, V> present = require();
        return call(() -> present.load(key));
    }

    /** What the loader has of these keys, in one call; keys without a value are left out. */
    Map<K, V> loadAll(Set<K> keys) {
        CacheLoader<K, V> present = require();
        Map<K, V> loaded = call(() -> present.loadAll(keys));
        Map<K, V> known = new HashMap<>();
        if (loaded != null) {
            loaded.forEach((key, value) -> {
                if (key != null && value != null) {
                    known.put(key, value);
                }
            });
        }
        return known;
    }

    private CacheLoader<K, V> require() {
        if (loader == null) {
            throw new IllegalStateException("The cache has no CacheLoader");
        }
        return loader;
    }

    private static <T extends @Nullable Object> T call(Supplier<T> load) {
        try {
            return load.get();
        } catch (CacheLoaderException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CacheLoaderException("The CacheLoader threw " + e, e);
        }
    }

    void close() {
        Closing.quietly(loader);
    }
}
