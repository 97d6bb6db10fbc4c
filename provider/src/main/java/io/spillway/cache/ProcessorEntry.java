package io.spillway.cache;

import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;

/** The entry that an EntryProcessor sees. What it does to the entry takes place once, when it returns. */
final class ProcessorEntry<K, V> implements MutableEntry<K, V> {
    private final EntryAction<K, V> action;
    private final TypeCheck types;
    private final boolean existedBefore;
    private @Nullable V value;
    private boolean valueKnown;
    /** Whether this invocation put a value where there was none before. */
    private boolean added;

    ProcessorEntry(EntryAction<K, V> action, TypeCheck types) {
        this.action = action;
        this.types = types;
        this.existedBefore = action.isReadable();
    }

    @Override
    public K getKey() {
        return action.key();
    }

    @Override
    public boolean exists() {
        return valueKnown ? value != null : existedBefore;
    }

    @Override
    @SuppressWarnings("NullAway") // null is what the specification has for an entry that doesn't exist
    public V getValue() {
        if (!valueKnown) {
            value = action.value();
            valueKnown = true;
            if (value == null) {
                value = action.load();
                added = value != null;
            } else {
                action.access();
            }
        }
        return value;
    }

    @Override
    public void setValue(V newValue) {
        types.checkValue(newValue);
        action.put(newValue);
        value = newValue;
        valueKnown = true;
        added = true;
    }

    @Override
    public void remove() {
        if (!existedBefore && added) {
            action.keep();
        } else {
            action.remove();
        }
        value = null;
        valueKnown = true;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        return SpillwayEntry.unwrap(this, type);
    }
}
