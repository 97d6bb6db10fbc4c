package io.spillway.tier.disk;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A small place in the heap for entries that were spilled while no volume was ready: a volume in miniature, with the id 0.
 * Housekeeping moves them on. Safe for use by any thread.
 */
final class Holding {
    /** The id of this place as a volume. */
    static final int ID = 0;

    private static final int OVERHEAD = 200;

    private final ConcurrentHashMap<Long, Item> items = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private final long maxBytes;

    Holding(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** An entry held, under its number. */
    record Item(long sequence, EncodedKey key, Envelope entry) {
        int bytes() {
            return OVERHEAD + key.bytes().length + entry.payload().length;
        }

        long place() {
            return Index.place(ID, sequence);
        }
    }

    /** Takes an entry in; false if there is no room. */
    boolean offer(Item item) {
        if (bytes.addAndGet(item.bytes()) > maxBytes) {
            bytes.addAndGet(-item.bytes());
            return false;
        }
        items.put(item.sequence(), item);
        return true;
    }

    @Nullable Item get(long sequence) {
        return items.get(sequence);
    }

    void remove(long sequence) {
        Item item = items.remove(sequence);
        if (item != null) {
            bytes.addAndGet(-item.bytes());
        }
    }

    List<Item> items() {
        return List.copyOf(items.values());
    }

    void clear() {
        items().forEach(item -> remove(item.sequence()));
    }

    long bytes() {
        return bytes.get();
    }
}
