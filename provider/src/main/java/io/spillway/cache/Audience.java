package io.spillway.cache;

import java.util.ArrayList;
import java.util.List;
import javax.cache.event.EventType;

/**
 * Those who hear of the events of one operation on one key. Immutable.
 *
 * <p>An operation looks once, under the key's ticket, who they are: a listener that is registered while it runs hears
 * nothing of it, rather than half, or without the old value that nobody had asked for by then.
 */
record Audience<K, V>(List<ListenerRegistration<K, V>> listeners) {
    /** Copies the list. */
    Audience {
        listeners = List.copyOf(listeners);
    }

    static <K, V> Audience<K, V> none() {
        return new Audience<>(List.of());
    }

    Audience<K, V> with(ListenerRegistration<K, V> joining) {
        List<ListenerRegistration<K, V>> all = new ArrayList<>(listeners);
        all.add(joining);
        return new Audience<>(all);
    }

    Audience<K, V> without(List<ListenerRegistration<K, V>> leaving) {
        return new Audience<>(listeners.stream()
                .filter(listener -> !leaving.contains(listener))
                .toList());
    }

    boolean listensTo(EventType type) {
        // Asked by each operation, mostly of an empty list.
        for (int i = 0; i < listeners.size(); i++) {
            if (listeners.get(i).listensTo(type)) {
                return true;
            }
        }
        return false;
    }

    boolean listensTo(EventType type, boolean synchronous) {
        return listeners.stream()
                .anyMatch(listener -> listener.isSynchronous() == synchronous && listener.listensTo(type));
    }

    boolean needsOldValue(EventType type) {
        for (int i = 0; i < listeners.size(); i++) {
            if (listeners.get(i).needsOldValue() && listeners.get(i).listensTo(type)) {
                return true;
            }
        }
        return false;
    }
}
