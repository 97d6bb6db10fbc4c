package io.spillway.tier.disk;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.hash.serialization.SizedReader;
import net.openhft.chronicle.hash.serialization.SizedWriter;
import net.openhft.chronicle.wire.WireIn;
import net.openhft.chronicle.wire.WireOut;
import org.jspecify.annotations.Nullable;

/** Copies frames into a volume's memory and out of it. Has no state; Chronicle writes its name into the file's header. */
final class FrameMarshaller implements SizedReader<Frame>, SizedWriter<Frame> {
    @Override
    public long size(Frame frame) {
        return (long) Frame.OVERHEAD + frame.key.length + frame.length;
    }

    @Override
    public void write(Bytes<?> out, long size, Frame frame) {
        out.write(frame.head, 0, Frame.HEAD);
        out.write(frame.key, 0, frame.key.length);
        out.write(frame.payload, frame.offset, frame.length);
        out.writeInt(Integer.reverseBytes(frame.checksum));
    }

    @Override
    public Frame read(Bytes<?> in, long size, @Nullable Frame using) {
        Frame frame = using == null ? Frame.toRead() : using;
        if (size < Frame.OVERHEAD) {
            frame.spoil();
            return frame;
        }
        in.read(frame.head, 0, Frame.HEAD);
        if (!frame.prepare(size)) {
            frame.spoil();
            return frame;
        }
        in.read(frame.key, 0, frame.key.length);
        if (!frame.wantsHeadOnly()) {
            in.read(frame.payload, frame.offset, frame.length);
            frame.checksum = Integer.reverseBytes(in.readInt());
        }
        return frame;
    }

    @Override
    public void readMarshallable(WireIn wire) {
        // nothing to read
    }

    @Override
    public void writeMarshallable(WireOut wire) {
        // nothing to write
    }
}
