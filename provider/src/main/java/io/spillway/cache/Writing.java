package io.spillway.cache;

import java.util.Collection;
import javax.cache.Cache;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;
import org.jspecify.annotations.Nullable;

/** A cache's writer, if it has one. What the writer throws arrives as a CacheWriterException with that as its cause. */
final class Writing<K, V> {
    private final @Nullable CacheWriter<? super K, ? super V> writer;
    private final boolean writeThrough;

    Writing(@Nullable CacheWriter<? super K, ? super V> writer, boolean writeThrough) {
        this.writer = writer;
        this.writeThrough = writeThrough;
    }

    boolean writesThrough() {
        return writeThrough && writer != null;
    }

    void write(K key, V value) {
        CacheWriter<? super K, ? super V> present = require();
        call(() -> present.write(new SpillwayEntry<>(key, value)));
    }

    void delete(K key) {
        CacheWriter<? super K, ? super V> present = require();
        call(() -> present.delete(key));
    }

    /** Writes all in one call; the writer takes out of the collection what it has written. */
    @SuppressWarnings("unchecked") // the specification's signature wants wildcards that a list of entries can't express
    void writeAll(Collection<Cache.Entry<K, V>> entries) {
        CacheWriter<K, V> present = (CacheWriter<K, V>) require();
        call(() -> present.writeAll((Collection<Cache.Entry<? extends K, ? extends V>>) (Collection<?>) entries));
    }

    /** Deletes all in one call; the writer takes out of the collection what it has deleted. */
    void deleteAll(Collection<K> keys) {
        CacheWriter<? super K, ? super V> present = require();
        call(() -> present.deleteAll(keys));
    }

    private CacheWriter<? super K, ? super V> require() {
        if (writer == null) {
            throw new IllegalStateException("The cache has no CacheWriter");
        }
        return writer;
    }

    private static void call(Runnable write) {
        try {
            write.run();
        } catch (CacheWriterException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CacheWriterException("The CacheWriter threw " + e, e);
        }
    }

    void close() {
        Closing.quietly(writer);
    }
}
