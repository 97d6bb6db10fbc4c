package io.spillway.cache;

import java.util.HashMap;
import java.util.LinkedHashSet;
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
    private final TypeCheck types;

    Loading(@Nullable CacheLoader<K, V> loader, boolean readThrough, TypeCheck types) {
        this.loader = loader;
        this.readThrough = readThrough;
        this.types = types;
    }

    boolean hasLoader() {
        return loader != null;
    }

    boolean readsThrough() {
        return readThrough && loader != null;
    }

    @Nullable V load(K key) {
        CacheLoader<K, V> present = require();
        return call(() -> {
            V value = present.load(key);
            checkLoaded(value);
            return value;
        });
    }

    /**
     * What the loader has of these keys, in one call; keys without a value are left out, and so is what nobody asked for.
     * The loader gets a set of its own, since it may take out what it has done.
     */
    Map<K, V> loadAll(Set<K> keys) {
        CacheLoader<K, V> present = require();
        return call(() -> {
            Map<K, V> known = new HashMap<>();
            Map<K, V> loaded = present.loadAll(new LinkedHashSet<>(keys));
            if (loaded != null) {
                loaded.forEach((key, value) -> {
                    if (key != null && value != null && keys.contains(key)) {
                        checkLoaded(value);
                        known.put(key, value);
                    }
                });
            }
            return known;
        });
    }

    private void checkLoaded(@Nullable V value) {
        if (value != null) {
            types.checkValue(value);
        }
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
