package io.spillway.cache;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.cache.CacheException;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;

/** Runs entry processors: each as one operation on its key, what it throws wrapped as the specification says. */
final class Processing<K, V> {
    private final Engine<K, V> engine;
    private final TypeCheck types;

    Processing(Engine<K, V> engine, TypeCheck types) {
        this.engine = engine;
        this.types = types;
    }

    <T> @Nullable T invoke(K key, EntryProcessor<K, V, T> processor, Object... arguments) {
        return engine.run(key, entry -> {
            entry.countLookup();
            return process(new ProcessorEntry<>(entry, types), processor, arguments);
        });
    }

    private <T> @Nullable T process(
            ProcessorEntry<K, V> entry, EntryProcessor<K, V, T> processor, Object... arguments) {
        return engine.callingUser(() -> {
            try {
                return processor.process(entry, arguments);
            } catch (EntryProcessorException e) {
                throw e;
            } catch (RuntimeException e) {
                throw new EntryProcessorException(
                        "The EntryProcessor " + processor.getClass().getName() + " threw", e);
            }
        });
    }

    /** Invokes a processor on one key after the other; what it throws on one is that key's result. */
    <T> Map<K, EntryProcessorResult<T>> invokeAll(
            Set<? extends K> keys, EntryProcessor<K, V, T> processor, Object... arguments) {
        Map<K, EntryProcessorResult<T>> results = new HashMap<>();
        for (K key : keys) {
            EntryProcessorResult<T> result = attempt(key, processor, arguments);
            if (result != null) {
                results.put(key, result);
            }
        }
        return results;
    }

    private <T> @Nullable EntryProcessorResult<T> attempt(
            K key, EntryProcessor<K, V, T> processor, Object... arguments) {
        try {
            T result = invoke(key, processor, arguments);
            return result == null ? null : () -> result;
        } catch (CacheException e) {
            EntryProcessorException failure =
                    e instanceof EntryProcessorException thrown ? thrown : new EntryProcessorException(e);
            return () -> {
                throw failure;
            };
        }
    }
}
