package io.spillway.tier.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/file-format.md are what the code writes, byte for byte. */
class FileFormatTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "file-format.md");
    private static final long STORE = 0x1122334455667788L;
    private static final byte[] KEY = {0x61, 0x00};

    @TempDir
    Path folder;

    @Test
    void entry() throws IOException {
        FrameHead head =
                new FrameHead(FrameHead.ENTRY, (byte) 0, STORE, 1, 7, 2, 1_700_000_000_000L, Long.MAX_VALUE, 9, 0);
        assertDocumented(bytes(Frame.of(head, KEY, "hello".getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void tombstone() throws IOException {
        FrameHead head = new FrameHead(FrameHead.TOMBSTONE, (byte) 0, STORE, 1, 7, 3, 0, 0, 10, 4);
        assertDocumented(bytes(Frame.of(head, KEY, new byte[0])));
    }

    @Test
    void tableOfPieces() throws IOException {
        assertDocumented(new PieceTable(150_000, 65_536, 11, new int[] {4, 4, 5}).encode());
    }

    @Test
    void hintFile() throws IOException {
        // The head of a real volume has thousands of bytes.
        VolumeSeal seal = new VolumeSeal(8 << 20, 4, 2 << 20, 1 << 17, new byte[] {1, 2, 3, 4}, 0x55667788);
        long[] words = {
            0x0123456789ABCDEFL, HintFile.word(9, FrameHead.ENTRY, (byte) 0), Long.MAX_VALUE, 2, 7L << 32 | 128, 0
        };
        new HintFile(STORE, 4, 1, 128, 1, true, seal, words, true).write(folder);
        assertDocumented(Files.readAllBytes(HintFile.path(folder, 4, true)));
    }

    @Test
    void journal() throws IOException {
        UUID boot = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");
        JournalHeader header = new JournalHeader(STORE, 4, 32_768, 0x0BADCAFE, boot);
        FrameHead head =
                new FrameHead(FrameHead.ENTRY, (byte) 0, STORE, 1, 7, 2, 1_700_000_000_000L, Long.MAX_VALUE, 9, 0);
        assertDocumented(ByteBuffer.allocate(JournalFile.length(1))
                .put(header.encode())
                .put(JournalRecord.of(head, KEY).encode(header.mark()))
                .array());
    }

    @Test
    void manifest() throws IOException {
        new Manifest(STORE, "sessions", 1, 1 << 30, Survives.CRASH, true, 2, 10, 5, List.of(3, 4)).write(folder);
        assertThat(document()).contains(Files.readString(folder.resolve(Manifest.FILE)));
        assertThat(folder.resolve(Manifest.COPY)).hasSameBinaryContentAs(folder.resolve(Manifest.FILE));
    }

    private static byte[] bytes(Frame frame) {
        return ByteBuffer.allocate(frame.size())
                .put(frame.head)
                .put(frame.key)
                .put(frame.payload, frame.offset, frame.length)
                .putInt(frame.checksum)
                .array();
    }

    private static void assertDocumented(byte[] bytes) throws IOException {
        StringBuilder dump = new StringBuilder();
        for (int at = 0; at < bytes.length; at += 16) {
            int end = Math.min(bytes.length, at + 16);
            dump.append(String.format("%04x  ", at))
                    .append(HexFormat.ofDelimiter(" ").formatHex(bytes, at, end))
                    .append('\n');
        }
        assertThat(document()).contains(dump);
    }

    private static String document() throws IOException {
        return Files.readString(DOCUMENT).replace("\r\n", "\n");
    }
}
