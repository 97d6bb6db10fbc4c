package io.spillway.tier.disk;

import io.spillway.codec.EncodedKey;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The cursors that are being used. Those that were abandoned without being closed, as iterators are that are not run to
 * their end, are forgotten once they are garbage. Safe for use by any thread.
 */
final class OpenCursors {
    private final List<WeakReference<DiskCursor>> cursors = new CopyOnWriteArrayList<>();

    void add(DiskCursor cursor) {
        cursors.removeIf(known -> known.refersTo(null));
        cursors.add(new WeakReference<>(cursor));
    }

    void remove(DiskCursor cursor) {
        cursors.removeIf(known -> known.refersTo(null) || known.refersTo(cursor));
    }

    boolean isEmpty() {
        return cursors.isEmpty();
    }

    /** How many there are, abandoned ones included until they are noticed. */
    int size() {
        return cursors.size();
    }

    /** Tells all, under a segment's lock, of a key that leaves the tier but not the cache. */
    void left(int segment, EncodedKey key) {
        boolean abandoned = false;
        for (WeakReference<DiskCursor> known : cursors) {
            DiskCursor cursor = known.get();
            if (cursor == null) {
                abandoned = true;
            } else {
                cursor.left(segment, key);
            }
        }
        if (abandoned) {
            cursors.removeIf(known -> known.refersTo(null));
        }
    }
}
