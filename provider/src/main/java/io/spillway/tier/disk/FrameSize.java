package io.spillway.tier.disk;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.hash.serialization.SizeMarshaller;
import net.openhft.chronicle.wire.WireIn;
import net.openhft.chronicle.wire.WireOut;

/**
 * The size of a frame as Chronicle stores it: a word, and a check of that word, so that a damaged size never makes anyone
 * read past a mapped file.
 */
final class FrameSize implements SizeMarshaller {
    /** The bytes of one stored size. */
    static final int LENGTH = 8;

    private static int check(int size) {
        return size * 0x9E3779B1 ^ 0x53504631;
    }

    @Override
    public void writeSize(Bytes<?> out, long size) {
        if (size < 0 || size > Frame.MAX_LENGTH) {
            throw new IllegalArgumentException("No frame has a size of " + size);
        }
        out.writeInt((int) size);
        out.writeInt(check((int) size));
    }

    @Override
    public long readSize(Bytes<?> in) {
        int size = in.readInt();
        int check = in.readInt();
        if (size < 0 || size > Frame.MAX_LENGTH || check != check(size)) {
            throw new DamagedSizeException();
        }
        return size;
    }

    @Override
    public int storingLength(long size) {
        return LENGTH;
    }

    @Override
    public long minStorableSize() {
        return 0;
    }

    @Override
    public long maxStorableSize() {
        return Frame.MAX_LENGTH;
    }

    @Override
    public int minStoringLengthOfSizesInRange(long minSize, long maxSize) {
        return LENGTH;
    }

    @Override
    public int maxStoringLengthOfSizesInRange(long minSize, long maxSize) {
        return LENGTH;
    }

    @Override
    public void readMarshallable(WireIn wire) {
        // nothing to read
    }

    @Override
    public void writeMarshallable(WireOut wire) {
        // nothing to write
    }

    /** A stored size is not what was written. */
    static final class DamagedSizeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        DamagedSizeException() {
            super("A frame's size is damaged", null, false, false);
        }
    }
}
