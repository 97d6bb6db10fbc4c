package io.spillway.tier.disk;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A place in the heap for entries that were spilled while no volume was ready: a volume in miniature, with the id 0.
 * Housekeeping moves them on. It has a mark, above which nothing new is let into the cache until housekeeping has caught up;
 * so it takes what the heap gives up, and no more than that. Safe for use by any thread.
 */
final class Holding {
    /** The id of this place as a volume. */
    static final int ID = 0;

    private static final int OVERHEAD = 200;

    private final ConcurrentHashMap<Long, Item> items = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong room = new AtomicLong();
    private final long mark;

    Holding(long mark) {
        this.mark = mark;
    }

    /** An entry held, under its number. */
    record Item(long sequence, EncodedKey key, Envelope entry) {
        /** The room that it will take in a volume. */
        int room() {
            return VolumeShape.room(Frame.OVERHEAD + key.bytes().length + entry.payload().length);
        }

        int bytes() {
            return OVERHEAD + key.bytes().length + entry.payload().length;
        }

        long place() {
            return Index.place(ID, sequence);
        }
    }

    /** Takes an entry in. */
    void add(Item item) {
        bytes.addAndGet(item.bytes());
        room.addAndGet(item.room());
        items.put(item.sequence(), item);
    }

    /** Whether there is more in it than it is meant for. */
    boolean isOverMark() {
        return bytes.get() > mark;
    }

    @Nullable Item get(long sequence) {
        return items.get(sequence);
    }

    void remove(long sequence) {
        Item item = items.remove(sequence);
        if (item != null) {
            bytes.addAndGet(-item.bytes());
            room.addAndGet(-item.room());
        }
    }

    List<Item> items() {
        return List.copyOf(items.values());
    }

    void clear() {
        items().forEach(item -> remove(item.sequence()));
    }

    /** The room that all will take in volumes. */
    long room() {
        return room.get();
    }

    long bytes() {
        return bytes.get();
    }
}
