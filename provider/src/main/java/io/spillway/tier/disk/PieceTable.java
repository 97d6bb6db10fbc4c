package io.spillway.tier.disk;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the pieces of a large payload lie; the payload of its head frame.
 *
 * @param length the bytes of the payload
 * @param piece the bytes of each piece but the last
 * @param sequence the number under which the pieces are kept, counted from 1
 * @param volumes the volume of each piece
 */
record PieceTable(int length, int piece, long sequence, int[] volumes) {
    private static final int FIXED = 3 * Integer.BYTES + Long.BYTES;

    static int pieces(int length, int piece) {
        return (int) (((long) length + piece - 1) / piece);
    }

    int pieces() {
        return volumes.length;
    }

    int offsetOf(int index) {
        return index * piece;
    }

    int lengthOf(int index) {
        return Math.min(piece, length - index * piece);
    }

    /** The room of a piece in its volume. */
    int roomOf(int index) {
        return VolumeShape.room(Frame.OVERHEAD + lengthOf(index));
    }

    /** The most bytes that the table of so many pieces takes. */
    static int maxEncodedLength(int pieces) {
        return FIXED + pieces * 2 * Integer.BYTES;
    }

    /** Runs of pieces in one volume: its id, and how many. */
    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(FIXED + volumes.length * 2 * Integer.BYTES);
        out.putInt(length).putInt(piece).putLong(sequence).putInt(volumes.length);
        for (int i = 0; i < volumes.length; ) {
            int run = 1;
            while (i + run < volumes.length && volumes[i + run] == volumes[i]) {
                run++;
            }
            out.putInt(volumes[i]).putInt(run);
            i += run;
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /** Reads a table; null if the bytes are none. */
    static @Nullable PieceTable decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.remaining() < FIXED) {
            return null;
        }
        int length = in.getInt();
        int piece = in.getInt();
        long sequence = in.getLong();
        int pieces = in.getInt();
        if (length < 0 || piece <= 0 || pieces != pieces(length, piece)) {
            return null;
        }
        int[] volumes = new int[pieces];
        int filled = 0;
        while (in.remaining() >= 2 * Integer.BYTES && filled < pieces) {
            int volume = in.getInt();
            int run = in.getInt();
            if (run <= 0 || run > pieces - filled) {
                return null;
            }
            Arrays.fill(volumes, filled, filled + run, volume);
            filled += run;
        }
        return filled == pieces ? new PieceTable(length, piece, sequence, volumes) : null;
    }
}
