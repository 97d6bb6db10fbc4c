package io.spillway.tier.disk;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Of each key the newest frame, keys being told apart by their bytes. Kept is where that frame is, eight bytes in a hash table
 * with open addressing; all else is read from the files again. For one thread.
 */
final class NewestFrames {
    private static final int FIRST_SLOTS = 1 << 10;
    private static final int OFFSET_BITS = 31;
    private static final int FILE_BITS = 20;
    private static final long MOST_FILES = (1L << FILE_BITS) - 1;
    private static final int MARK_SHIFT = OFFSET_BITS + FILE_BITS;

    private final List<RawFrames> files;
    /** Some bits of the key's hash, the number of the file, from 1, and the place in it. */
    private long[] slots = new long[FIRST_SLOTS];

    private int count;

    /** Told of frames. */
    interface Visitor {
        /**
         * The newest frame of a key.
         *
         * @param file which of the files it is in
         */
        void newest(int file, FrameHead head, Frame frame);
    }

    /** Creates a table. */
    NewestFrames(List<RawFrames> files) {
        this.files = files;
    }

    /** Takes a frame of the last of the files into account. */
    void add(int at, Frame frame, FrameHead head) {
        if (count * 3L >= slots.length * 2L) {
            grow();
        }
        ByteBuffer key = ByteBuffer.wrap(frame.key);
        long hash = hash(key);
        int slot = slotOf(key, hash);
        if (slots[slot] == 0) {
            count++;
        } else if (!isNewer(head, slots[slot])) {
            return;
        }
        if (files.size() > MOST_FILES) {
            throw new IllegalStateException("More than " + MOST_FILES + " volumes can't be looked at");
        }
        slots[slot] = mark(hash) << MARK_SHIFT | (long) files.size() << OFFSET_BITS | at;
    }

    private void grow() {
        long[] old = slots;
        slots = new long[old.length * 2];
        for (long place : old) {
            if (place != 0) {
                ByteBuffer key = keyAt(place);
                slots[slotOf(key, hash(key))] = place;
            }
        }
    }

    /** Where a key's place is, or would be. */
    private int slotOf(ByteBuffer key, long hash) {
        int slot = (int) hash & (slots.length - 1);
        while (slots[slot] != 0
                && !(slots[slot] >>> MARK_SHIFT == mark(hash)
                        && keyAt(slots[slot]).equals(key))) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private static long hash(ByteBuffer key) {
        return Index.spread(key.hashCode());
    }

    private static long mark(long hash) {
        return hash >>> MARK_SHIFT;
    }

    private ByteBuffer keyAt(long place) {
        return file(place).keyAt(offset(place));
    }

    private RawFrames file(long place) {
        return files.get(number(place));
    }

    private static int number(long place) {
        return (int) (place >>> OFFSET_BITS & MOST_FILES) - 1;
    }

    private static int offset(long place) {
        return (int) (place & Integer.MAX_VALUE);
    }

    private boolean isNewer(FrameHead head, long place) {
        Frame frame = Frame.toReadHead();
        FrameHead other = file(place).readAt(offset(place), frame) ? frame.verifiedHead() : null;
        if (other == null) {
            return true;
        }
        int byVersion = Long.compare(head.version(), other.version());
        int byNode = Integer.compare(head.node(), other.node());
        int byKind = Byte.compare(head.kind(), other.kind());
        int order = byVersion != 0 ? byVersion : byNode != 0 ? byNode : byKind;
        return order != 0 ? order > 0 : head.sequence() > other.sequence();
    }

    /** Hands over the newest frame of each key, its payload not read. */
    void forEach(Visitor visitor) {
        for (long place : slots) {
            if (place != 0) {
                Frame frame = Frame.toReadHead();
                FrameHead head = file(place).readAt(offset(place), frame) ? frame.verifiedHead() : null;
                if (head != null) {
                    visitor.newest(number(place), head, frame);
                }
            }
        }
    }
}
