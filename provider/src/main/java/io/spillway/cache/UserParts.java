package io.spillway.cache;

import java.util.ArrayList;
import java.util.List;
import javax.cache.CacheException;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import org.jspecify.annotations.Nullable;

/** What a user's factories made for one cache, to be closed with it. */
record UserParts<K, V>(ExpiryRule expiry, Loading<K, V> loading, Writing<K, V> writing) {
    /**
     * Has the factories make what the cache needs.
     *
     * @throws CacheException if one of them fails; what the others made is closed then
     */
    static <K, V> UserParts<K, V> make(String cache, MutableConfiguration<K, V> configuration, TypeCheck types) {
        List<Object> made = new ArrayList<>();
        try {
            ExpiryPolicy policy = make(cache, "ExpiryPolicy", configuration.getExpiryPolicyFactory(), made);
            return new UserParts<>(
                    new ExpiryRule(policy == null ? new EternalExpiryPolicy() : policy, configuration.getValueType()),
                    new Loading<>(
                            make(cache, "CacheLoader", configuration.getCacheLoaderFactory(), made),
                            configuration.isReadThrough(),
                            types),
                    new Writing<K, V>(
                            make(cache, "CacheWriter", configuration.getCacheWriterFactory(), made),
                            configuration.isWriteThrough()));
        } catch (RuntimeException | Error e) {
            made.forEach(Closing::quietly);
            throw e;
        }
    }

    private static <T> @Nullable T make(String cache, String what, @Nullable Factory<T> factory, List<Object> made) {
        if (factory == null) {
            return null;
        }
        try {
            T part = factory.create();
            if (part != null) {
                made.add(part);
            }
            return part;
        } catch (CacheException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CacheException(
                    "Cache '" + cache + "' can't be created: the factory of its " + what + " threw " + e, e);
        }
    }

    void close() {
        loading.close();
        writing.close();
        Closing.quietly(expiry.policy());
    }
}
