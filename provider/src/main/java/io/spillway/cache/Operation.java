package io.spillway.cache;

import org.jspecify.annotations.Nullable;

/**
 * What a caller wants of one entry: looks at it, and decides whether to keep, put or remove it.
 *
 * <p>An operation has no effect of its own: it tells the {@link EntryAction}, which carries it out afterwards, once.
 */
@FunctionalInterface
interface Operation<K, V, R extends @Nullable Object> {
    R on(EntryAction<K, V> entry);
}
