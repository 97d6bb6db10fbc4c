package io.spillway.cache;

import java.util.ArrayList;
import java.util.List;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/** The events of one call, noted under the tickets and delivered after these were given back. For one thread. */
final class EventBatch<K, V> {
    private final EventDispatcher<K, V> dispatcher;
    private List<EventDispatcher.Turn<K, V>> turns = List.of();

    EventBatch(EventDispatcher<K, V> dispatcher) {
        this.dispatcher = dispatcher;
    }

    boolean needsOldValue(EventType type) {
        return dispatcher.needsOldValue(type);
    }

    /** Notes an event; of one key, events are delivered in the order in which they are noted. */
    void add(EventType type, K key, @Nullable Object newHeld, @Nullable Object oldHeld) {
        if (dispatcher.listensTo(type)) {
            if (turns.isEmpty()) {
                turns = new ArrayList<>(2);
            }
            turns.add(dispatcher.takeTurn(type, key, newHeld, oldHeld));
        }
    }

    /** Delivers what was noted, by a background thread. */
    void deliverLater() {
        if (!turns.isEmpty()) {
            dispatcher.deliverLater(turns);
        }
    }

    /** Delivers what was noted. Throws what a synchronous listener threw, after all have been called. */
    void deliver() {
        try {
            if (!turns.isEmpty()) {
                dispatcher.deliver(turns);
            }
        } finally {
            // Also of who has nothing to deliver: its call may have made others' entries expire.
            dispatcher.awaitRoom();
        }
    }
}
