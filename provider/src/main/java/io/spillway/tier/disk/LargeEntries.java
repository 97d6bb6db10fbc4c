package io.spillway.tier.disk;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are in pieces, and where these lie: what is needed when such an entry dies, or a volume with pieces goes.
 * Safe for use by any thread.
 */
final class LargeEntries {
    private final ConcurrentHashMap<Long, Large> byPlace = new ConcurrentHashMap<>();

    /**
     * An entry in pieces.
     *
     * @param hash the hash of its key, as in the index
     * @param headRoom the room of its head frame
     */
    record Large(long hash, int headRoom, PieceTable table) {}

    void add(long place, Large large) {
        byPlace.put(place, large);
    }

    @Nullable Large remove(long place) {
        return byPlace.isEmpty() ? null : byPlace.remove(place);
    }

    boolean contains(long place) {
        return byPlace.containsKey(place);
    }

    @Nullable Large get(long place) {
        return byPlace.get(place);
    }

    /** Calls a consumer with the place of each entry that has a piece in a volume. */
    void withPiecesIn(int volume, LongConsumer places) {
        for (Map.Entry<Long, Large> entry : byPlace.entrySet()) {
            for (int id : entry.getValue().table().volumes()) {
                if (id == volume) {
                    places.accept(entry.getKey());
                    break;
                }
            }
        }
    }

    void clear() {
        byPlace.clear();
    }

    Map<Long, Large> all() {
        return byPlace;
    }

    /** About what this takes of the heap. */
    long bytes() {
        long bytes = 0;
        for (Large large : byPlace.values()) {
            bytes += 160 + 4L * large.table().pieces();
        }
        return bytes;
    }
}
