package io.spillway.tier.disk;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a file, found by looking for them: nothing that Chronicle wrote around them is needed or trusted. The file
 * is only read.
 *
 * <p>Thread-safe once made.
 */
final class RawFrames {
    private static final byte FIRST_BYTE = (byte) (Frame.MAGIC >>> 24);

    private final MappedByteBuffer file;
    private final Map<Place, Integer> offsets = new HashMap<>();

    private boolean foreign;

    private record Place(long sequence, int piece) {}

    private RawFrames(MappedByteBuffer file) {
        this.file = file;
    }

    /**
     * Looks through a file.
     *
     * @param storeId whose frames count
     * @param generation the generation that counts
     * @param found told of each frame that is as it was written
     */
    static RawFrames scan(Path path, long storeId, int generation, Consumer<Frame> found) throws IOException {
        return Interrupts.shielded(() -> {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                long length = Math.min(Integer.MAX_VALUE, channel.size());
                RawFrames frames = new RawFrames(channel.map(FileChannel.MapMode.READ_ONLY, 0, length));
                frames.scan(storeId, generation, found);
                return frames;
            } catch (InternalError e) {
                throw new IOException(path + " was cut off while it was read", e);
            }
        });
    }

    private void scan(long storeId, int generation, Consumer<Frame> found) {
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
            if (head.storeId() == storeId && head.generation() == generation) {
                int piece = head.kind() == FrameHead.PIECE ? head.piece() : 0;
                offsets.put(new Place(head.sequence(), piece), at);
                found.accept(frame);
            } else {
                foreign |= head.storeId() != storeId;
            }
            at += frame.size();
        }
    }

    long fileLength() {
        return file.limit();
    }

    /** Whether there are frames of another store. */
    boolean isForeign() {
        return foreign;
    }

    boolean isEmpty() {
        return offsets.isEmpty();
    }

    /** Reads a frame, unverified; false if there is none. */
    boolean read(long sequence, int piece, Frame into) {
        @Nullable Integer at = offsets.get(new Place(sequence, piece));
        return at != null && readAt(at, into);
    }

    private boolean readAt(int at, Frame into) {
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
