package io.spillway.tier.disk;

import java.util.ArrayList;
import java.util.List;

/**
 * Notices of evictions for which no volume was ready, as entries are evicted just when room is short. They are to be written
 * before the evicted frames are deleted, without which an older one of their keys would look like the newest after a crash.
 * For one thread at a time.
 */
final class EvictionNotices {
    private final List<Owed> owed = new ArrayList<>();

    private record Owed(FrameHead notice, byte[] key) {}

    /** Writes a notice without waiting; false if there is no room for it. */
    interface Writing {
        boolean write(FrameHead notice, byte[] key);
    }

    /** Takes a notice that can't be written yet. */
    void owe(FrameHead notice, byte[] key) {
        owed.add(new Owed(notice, key));
    }

    /** Writes those for which there is room by now. */
    void settle(Writing writing) {
        owed.removeIf(debt -> writing.write(debt.notice(), debt.key()));
    }
}
