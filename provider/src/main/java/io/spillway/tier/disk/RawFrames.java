package io.spillway.tier.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * The frames of a file, found by looking for them: nothing that Chronicle wrote around them is needed or trusted. The file
 * is only read. Of each frame its place is kept, which takes some ten bytes; what it says is read again when it is asked for.
 *
 * <p>Thread-safe once made.
 */
final class RawFrames {
    private static final byte FIRST_BYTE = (byte) (Frame.MAGIC >>> 24);
    private static final int FIRST_SLOTS = 1 << 8;

    private final ByteBuffer file;
    /** The places of the frames, each one higher as 0 is none, in a hash table with open addressing. */
    private int[] slots = new int[FIRST_SLOTS];

    private int count;
    private boolean foreign;

    /** Told of what is found. */
    interface Visitor {
        /**
         * A frame that is as it was written.
         *
         * @param frames those found so far, this one included
         * @param at where in the file it is
         */
        void found(RawFrames frames, int at, Frame frame, FrameHead head);
    }

    private RawFrames(ByteBuffer file) {
        this.file = file;
    }

    /** What is found in a file that is not there. */
    static RawFrames none() {
        return new RawFrames(ByteBuffer.allocate(0));
    }

    /**
     * Looks through a file.
     *
     * @param storeId whose frames count
     * @param generation the generation that counts
     * @param found told of each frame that is as it was written
     */
    static RawFrames scan(Path path, long storeId, int generation, Consumer<Frame> found) throws IOException {
        return scan(path, storeId, generation, (frames, at, frame, head) -> found.accept(frame));
    }

    /** The same, for those who come back to frames. */
    static RawFrames scan(Path path, long storeId, int generation, Visitor visitor) throws IOException {
        return scan(path, frames -> frames.scan(storeId, generation, false, visitor));
    }

    /** Looks through a file of whatever store, for frames of any generation. */
    static RawFrames scanAny(Path path, Visitor visitor) throws IOException {
        return scan(path, frames -> frames.scan(0, 0, true, visitor));
    }

    private static RawFrames scan(Path path, Consumer<RawFrames> scanner) throws IOException {
        return Interrupts.shielded(() -> {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                long length = Math.min(Integer.MAX_VALUE, channel.size());
                RawFrames frames = new RawFrames(channel.map(FileChannel.MapMode.READ_ONLY, 0, length));
                scanner.accept(frames);
                return frames;
            } catch (InternalError e) {
                throw new IOException(path + " was cut off while it was read", e);
            }
        });
    }

    private void scan(long storeId, int generation, boolean any, Visitor visitor) {
        int end = file.limit() - Frame.OVERHEAD;
        int at = 0;
        while (at <= end) {
            if (file.get(at) != FIRST_BYTE || file.getInt(at) != Frame.MAGIC) {
                at++;
                continue;
            }
            Frame frame = Frame.toRead();
            FrameHead head = readAt(at, frame) ? frame.verified() : null;
            if (head == null) {
                at++;
                continue;
            }
            if (any || head.storeId() == storeId && head.generation() == generation) {
                add(at);
                visitor.found(this, at, frame, head);
            } else {
                foreign |= head.storeId() != storeId;
            }
            at += frame.size();
        }
    }

    private void add(int at) {
        if (count * 3L >= slots.length * 2L) {
            int[] old = slots;
            slots = new int[old.length * 2];
            for (int place : old) {
                if (place != 0) {
                    slots[slotOf(sequenceAt(place - 1), pieceAt(place - 1))] = place;
                }
            }
        }
        int slot = slotOf(sequenceAt(at), pieceAt(at));
        count += slots[slot] == 0 ? 1 : 0;
        slots[slot] = at + 1;
    }

    /** Where a frame's place is, or would be. */
    private int slotOf(long sequence, int piece) {
        int slot = (int) (Index.spread(sequence * 31 + piece) >>> 1) & (slots.length - 1);
        while (slots[slot] != 0 && (sequenceAt(slots[slot] - 1) != sequence || pieceAt(slots[slot] - 1) != piece)) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private long sequenceAt(int at) {
        return file.getLong(at + Frame.SEQUENCE_AT);
    }

    /** The number of a piece, or 0 of what is none. */
    private int pieceAt(int at) {
        return file.get(at + Frame.KIND_AT) == FrameHead.PIECE ? file.getInt(at + Frame.PIECE_AT) : 0;
    }

    /** Whether there is a frame, other than a piece, with a number. */
    boolean has(long sequence) {
        return slots[slotOf(sequence, 0)] != 0;
    }

    long fileLength() {
        return file.limit();
    }

    /** Whether there are frames of another store. */
    boolean isForeign() {
        return foreign;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** The key of a frame that was found here. */
    ByteBuffer keyAt(int at) {
        int length = file.getInt(at + Frame.KEY_LENGTH_AT);
        // The file of an open store may have changed since.
        boolean possible = length >= 0 && length <= file.limit() - at - Frame.OVERHEAD;
        return file.slice(at + Frame.HEAD, possible ? length : 0);
    }

    /** Reads a frame, unverified; false if there is none. */
    boolean read(long sequence, int piece, Frame into) {
        int place = slots[slotOf(sequence, piece)];
        return place != 0 && readAt(place - 1, into);
    }

    /** Reads what is at a place, unverified; false if that can't be a frame. */
    boolean readAt(int at, Frame into) {
        file.get(at, into.head);
        int keyLength = into.keyLength();
        int payloadLength = into.payloadLength();
        long size = (long) Frame.OVERHEAD + keyLength + payloadLength;
        if (keyLength < 0 || payloadLength < 0 || size > file.limit() - at || !into.prepare(size)) {
            into.spoil();
            return false;
        }
        file.get(at + Frame.HEAD, into.key);
        if (!into.wantsHeadOnly()) {
            file.get(at + Frame.HEAD + keyLength, into.payload, into.offset, into.length);
            into.checksum = file.getInt(at + Frame.HEAD + keyLength + payloadLength);
        }
        return true;
    }
}
