package io.spillway.tier.disk;

import io.spillway.codec.CodecException;
import io.spillway.codec.EncodedKey;
import io.spillway.codec.KeyCodec;
import io.spillway.codec.PayloadKeyCodec;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** The frames of a volume that matter after a crash, as a {@link HintFile} lists them: all but pieces. */
final class FrameList {
    private static final int INITIAL = 64 * HintFile.LONGS_PER_FRAME;

    private final KeyCodec keys;
    private long[] words = new long[INITIAL];
    private int size;
    private boolean canonical = true;
    private int unreadableKeys;

    FrameList(KeyCodec keys) {
        this.keys = keys;
    }

    /** Adds a verified frame. */
    void add(Frame frame) {
        FrameHead head = frame.verifiedHead();
        if (head != null && head.kind() != FrameHead.PIECE) {
            add(head, frame.key, VolumeShape.room(frame.size()));
        }
    }

    void add(FrameHead head, byte[] key, int room) {
        long hash;
        try {
            EncodedKey decoded = keys.decode(key);
            // A hash that means nothing in another run is of no use; that of the bytes is, should the frame be lost.
            hash = head.isCanonical() ? Index.spread(decoded.hash()) : PayloadKeyCodec.hash(key);
        } catch (CodecException e) {
            unreadableKeys++;
            return;
        }
        canonical &= head.isCanonical();
        if (size == words.length) {
            words = Arrays.copyOf(words, size * 2);
        }
        // Of a withdrawal the number of what is withdrawn takes the place of the deadline.
        boolean withdrawal = head.kind() == FrameHead.WITHDRAWAL;
        words[size++] = hash;
        words[size++] = HintFile.word(head.sequence(), head.kind(), head.flags());
        words[size++] = withdrawal ? head.created() : head.deadline();
        words[size++] = head.version();
        words[size++] = (long) head.node() << 32 | room;
        words[size++] = (long) check(key) << 32 | (head.isNotice() ? head.horizon() : 0) & 0xFFFFFFFFL;
    }

    static int check(byte[] key) {
        CRC32C crc = new CRC32C();
        crc.update(key);
        return (int) crc.getValue();
    }

    long[] words() {
        return Arrays.copyOf(words, size);
    }

    boolean isCanonical() {
        return canonical;
    }

    int unreadableKeys() {
        return unreadableKeys;
    }
}
