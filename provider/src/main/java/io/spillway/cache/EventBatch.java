package io.spillway.cache;

import java.util.function.Consumer;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/** Takes note, under the tickets, of what one call has to tell listeners. For one thread. */
final class EventBatch<K, V> {
    private final EventDispatcher<K, V> dispatcher;
    private final Consumer<EventDispatcher.Turn<K, V>> sink;

    /** Creates an empty batch; what is noted goes to {@code sink}, to be delivered. */
    EventBatch(EventDispatcher<K, V> dispatcher, Consumer<EventDispatcher.Turn<K, V>> sink) {
        this.dispatcher = dispatcher;
        this.sink = sink;
    }

    /** Who hears of an operation that begins now. */
    Audience<K, V> audience() {
        return dispatcher.audience();
    }

    /** Notes an event that somebody listens to; of one key, events are delivered in the order in which they are noted. */
    void add(Audience<K, V> audience, EventType type, K key, @Nullable Object newHeld, @Nullable Object oldHeld) {
        sink.accept(dispatcher.takeTurn(audience, type, key, newHeld, oldHeld));
    }
}
