package io.spillway.tier.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.openhft.chronicle.bytes.Bytes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FrameTest {
    private static final FrameHead HEAD = new FrameHead(FrameHead.ENTRY, (byte) 3, 5, 7, 11, 13, 17, 19, 23, 29);
    private final FrameMarshaller marshaller = new FrameMarshaller();

    @BeforeAll
    static void start() {
        ChronicleRuntime.start();
    }

    @Test
    void survivesWritingAndReading() {
        byte[] key = {1, 2, 3};
        byte[] payload = TierFixture.bytes(1, 100);
        byte[] written = write(Frame.of(HEAD, key, payload, 10, 50));
        Frame read = read(written, Frame.toRead());
        assertThat(read.verified()).isEqualTo(HEAD);
        assertThat(read.key).isEqualTo(key);
        assertThat(read.payload).isEqualTo(Arrays.copyOfRange(payload, 10, 60));
        Frame head = read(written, Frame.toReadHead());
        assertThat(head.verifiedHead()).isEqualTo(HEAD);
        assertThat(head.key).isEqualTo(key);
        assertThat(head.size()).isEqualTo(written.length);
        byte[] target = new byte[70];
        assertThat(read(written, Frame.toReadInto(target, 20, 50)).verified()).isEqualTo(HEAD);
        assertThat(Arrays.copyOfRange(target, 20, 70)).isEqualTo(read.payload);
    }

    @Test
    void everyFlippedBitIsFound() {
        byte[] written = write(Frame.of(HEAD, new byte[] {1, 2, 3}, TierFixture.bytes(1, 40)));
        for (int bit = 0; bit < written.length * 8; bit++) {
            byte[] damaged = written.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(read(damaged, Frame.toRead()).verified())
                    .as("bit %s", bit)
                    .isNull();
            boolean ofHead = bit < (Frame.HEAD + 3) * 8;
            assertThat(read(damaged, Frame.toReadHead()).verifiedHead() == null).isEqualTo(ofHead);
        }
    }

    @Test
    void garbageIsNoFrame() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            byte[] garbage = new byte[random.nextInt(300)];
            random.nextBytes(garbage);
            assertThat(read(garbage, Frame.toRead()).verified())
                    .as("seed %s", seed)
                    .isNull();
        }
    }

    private byte[] write(Frame frame) {
        Bytes<byte[]> out = Bytes.allocateElasticOnHeap();
        marshaller.write(out, marshaller.size(frame), frame);
        byte[] written = out.toByteArray();
        assertThat(written).hasSize((int) marshaller.size(frame));
        return written;
    }

    private Frame read(byte[] written, Frame into) {
        return marshaller.read(Bytes.wrapForRead(written), written.length, into);
    }
}
