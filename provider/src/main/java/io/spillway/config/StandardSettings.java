package io.spillway.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration says of that which JSR-107 defines. Of use for declared caches only: one that is created in code
 * has a {@link javax.cache.configuration.Configuration} of its own.
 *
 * @param key the type of keys; null for any
 * @param value the type of values; null for any
 * @param storeByValue whether mutable keys and values are copied
 * @param statistics whether statistics are gathered
 * @param management whether there is a management MBean
 * @param expiry when entries expire
 * @param readThrough a loader, or a factory of one; null for none
 * @param writeThrough a writer, or a factory of one; null for none
 * @param listeners listeners, or factories of them
 */
public record StandardSettings(
        @Nullable ClassReference key,
        @Nullable ClassReference value,
        boolean storeByValue,
        boolean statistics,
        boolean management,
        ExpirySettings expiry,
        @Nullable ClassReference readThrough,
        @Nullable ClassReference writeThrough,
        List<ClassReference> listeners) {
    /** Copies the list. */
    public StandardSettings {
        listeners = List.copyOf(listeners);
    }
}
