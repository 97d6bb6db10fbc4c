package io.spillway.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PackedPayloadTest {
    private static final int BLOCK = 256 << 10;

    private final PayloadCodec codec = new PayloadCodec(
            new JavaCodec(PackedPayloadTest.class.getClassLoader(), new ClassPolicy("c", List.of(), List.of())));

    @Property
    void anyBytesComeBack(@ForAll byte[] value) {
        byte[] payload = codec.encode(value);

        byte[] packed = Compression.lz4(1).pack(payload);

        assertThat(packed.length).isLessThanOrEqualTo(payload.length);
        assertThat((byte[]) codec.decode(packed)).isEqualTo(value);
    }

    @Property(tries = 200)
    void anyLengthComesBackAndSaysWhatIsInIt(
            @ForAll @IntRange(max = 3 * BLOCK) int length,
            @ForAll @IntRange(min = 1, max = 255) int letters,
            @ForAll long seed) {
        check(bytes(length, letters, seed));
    }

    @Example
    void lengthsAroundTheBlocksComeBack() {
        for (int blocks = 1; blocks <= 3; blocks++) {
            for (int length = blocks * BLOCK - 3; length <= blocks * BLOCK + 3; length++) {
                check(bytes(length, 3, length));
            }
        }
    }

    @Example
    void whatIsTooLongToKeepItsBlocksComesBack() {
        byte[] value = bytes((16 << 20) + 2 * BLOCK + 17, 3, 5);

        assertThat(Compression.lz4(1).pack(codec.encode(value)).length).isLessThan(value.length / 4 * 3);
        check(value);
    }

    private void check(byte[] value) {
        byte[] payload = codec.encode(value);
        byte[] packed = Compression.lz4(1).pack(payload);
        assertThat(Arrays.equals((byte[]) codec.decode(packed), value)).isTrue();
        assertThat(PayloadCodec.isOfImmutable(packed)).isFalse();
    }

    @Example
    void oneBlockThatDoesNotGetShorterIsKeptAmongOthersThatDo() {
        byte[] value = new byte[3 * BLOCK];
        byte[] noise = bytes(BLOCK + 100, 256, 1);
        System.arraycopy(noise, 0, value, BLOCK - 50, noise.length);

        byte[] packed = Compression.lz4(1).pack(codec.encode(value));

        assertThat(packed.length).isBetween(BLOCK, BLOCK + BLOCK / 10);
        assertThat((byte[]) codec.decode(packed)).isEqualTo(value);
    }

    @Example
    void onlyWhatIsLongerThanTheBoundIsCompressed() {
        Compression compression = Compression.lz4(1_000);
        byte[] atTheBound = codec.encode("x".repeat(999));
        byte[] over = codec.encode("x".repeat(1_000));

        assertThat(compression.pack(atTheBound)).isSameAs(atTheBound);
        assertThat(compression.pack(over)).hasSizeLessThan(50).startsWith(PackedPayload.TAG);
        assertThat(Compression.NONE.pack(over)).isSameAs(over);
    }

    @Example
    void theExampleOfTheDocumentationIsRead() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("basedir", ""), "../docs/compression.md"));
        String hex = page.lines()
                .filter(line -> line.startsWith("60 01 "))
                .findFirst()
                .orElseThrow();
        byte[] packed = HexFormat.ofDelimiter(" ").parseHex(hex);

        assertThat(codec.decode(packed)).isEqualTo("x".repeat(1_000));
        assertThat(HexFormat.ofDelimiter(" ").formatHex(Compression.lz4(1).pack(codec.encode("x".repeat(1_000)))))
                .isEqualTo(hex);
    }

    @Example
    void whatDoesNotGetMuchShorterIsKeptAsItIs() {
        byte[] payload = codec.encode(bytes(100_000, 256, 2));

        assertThat(Compression.lz4(1).pack(payload)).isSameAs(payload);
    }

    @Example
    void whatIsCompressedSaysWhetherItIsImmutable() {
        byte[] text = Compression.lz4(1).pack(codec.encode("x".repeat(1_000)));
        byte[] list = Compression.lz4(1).pack(codec.encode(new ArrayList<>(List.of("x".repeat(1_000)))));

        assertThat(text[0]).isEqualTo(PackedPayload.TAG);
        assertThat(list[0]).isEqualTo(PackedPayload.TAG);
        assertThat(PayloadCodec.isOfImmutable(text)).isTrue();
        assertThat(PayloadCodec.isOfImmutable(list)).isFalse();
    }

    @Example
    void lengthsThatCannotBeRightAreRefusedBeforeRoomIsMadeForThem() {
        for (int length :
                new int[] {Integer.MAX_VALUE, 1 << 30, (256 << 20) + 1, 100_000_000, 2_550_000, 0, -1, Integer.MIN_VALUE
                }) {
            byte[] packed = packed();
            ByteBuffer.wrap(packed).putInt(2, length);
            assertRefused(packed);
        }
        for (int stored : new int[] {Integer.MAX_VALUE, 10_001, 0, -1, Integer.MIN_VALUE}) {
            byte[] packed = packed();
            ByteBuffer.wrap(packed).putInt(6, stored);
            assertRefused(packed);
        }
    }

    private byte[] packed() {
        byte[] packed = Compression.lz4(1).pack(codec.encode(bytes(10_000, 4, 3)));
        assertThat(packed[0]).isEqualTo(PackedPayload.TAG);
        return packed;
    }

    /** Blocks that are too short for what they claim to stand for, and such as could, but of a payload that is too long. */
    @Example
    void manyBlocksThatClaimMuchGetNoRoom() {
        for (int[] many : new int[][] {{900, 1}, {900, 1_000}, {1_024, 1_100}}) {
            int blocks = many[0];
            ByteBuffer hostile = ByteBuffer.allocate(6 + blocks * (4 + many[1]));
            hostile.put(PackedPayload.TAG).put((byte) 19).putInt(blocks * BLOCK);
            for (int i = 0; i < blocks; i++) {
                hostile.putInt(many[1]).position(hostile.position() + many[1]);
            }
            byte[] packed = hostile.array();
            assertRefused(packed);

            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();
            assertRefused(packed);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(allocated).as(blocks + " blocks of " + many[1]).isLessThan(1 << 20);
        }
    }

    @Example
    void aPackedPayloadIsInNoOther() {
        byte[] packed = packed();
        packed[1] = PackedPayload.TAG;
        assertRefused(packed);
    }

    @Example
    void whatIsCutOffOrTooLongIsRefused() {
        byte[] packed = packed();
        for (int length = 1; length < packed.length; length += length < 20 ? 1 : 97) {
            assertRefused(Arrays.copyOf(packed, length));
        }
        assertRefused(Arrays.copyOf(packed, packed.length + 1));
    }

    @Property
    void damageIsRefusedOrMakesOtherBytes(@ForAll @IntRange(min = 2, max = 2_000) int place, @ForAll byte damage) {
        byte[] packed = packed();
        packed[place] = damage;
        try {
            assertThat((byte[]) codec.decode(packed)).hasSizeLessThanOrEqualTo(255 * packed.length);
        } catch (CodecException e) {
            assertThat(e).hasMessageContaining("compressed payload is damaged");
        }
    }

    private void assertRefused(byte[] packed) {
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec.decode(packed))
                .withMessageContaining("compressed payload is damaged");
    }

    private static byte[] bytes(int length, int letters, long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) random.nextInt(letters);
        }
        return bytes;
    }
}
