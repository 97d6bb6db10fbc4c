package io.spillway.tier.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal by itself: what was written is read, and nothing else is. */
class JournalTest {
    private static final long STORE = 77;
    private static final VolumeShape SHAPE = VolumeShape.of(1 << 20);

    @TempDir
    Path folder;

    private static FrameHead head(int number) {
        return new FrameHead(FrameHead.ENTRY, (byte) 0, STORE, 3, 1, 100 + number, 0, Long.MAX_VALUE, number, 0);
    }

    private static byte[] key(int number) {
        return ("key" + number).getBytes(StandardCharsets.UTF_8);
    }

    private static JournalRecord record(int number) {
        return JournalRecord.of(head(number), key(number));
    }

    private Journal create(int volume) throws IOException {
        return Journal.create(folder, volume, STORE, SHAPE);
    }

    private static void write(Journal journal, int number) {
        journal.write(journal.reserve(), head(number), key(number));
    }

    private List<JournalRecord> read(int volume) throws Exception {
        List<JournalRecord> records = new ArrayList<>();
        JournalFile.read(folder, volume, STORE).forEach(records::add);
        return records;
    }

    @Test
    void tellsWhatWasWritten() throws Exception {
        Journal journal = create(1);
        assertThat(read(1)).isEmpty();
        write(journal, 1);
        int notUsed = journal.reserve();
        write(journal, 2);
        assertThat(notUsed).isEqualTo(1);
        assertThat(read(1)).containsExactly(record(1), record(2));
        journal.close();
        journal.close();
        assertThat(read(1)).containsExactly(record(1), record(2));
        assertThat(JournalFile.read(folder, 1, STORE).header().isOfThisBoot())
                .isEqualTo(Files.exists(Path.of("/proc/sys/kernel/random/boot_id")));
        journal.delete();
        assertThat(JournalFile.read(folder, 1, STORE)).isNull();
    }

    @Test
    void ofAWithdrawalTheFrameIsTold() {
        JournalRecord said = JournalRecord.of(FrameHead.withdrawal(41, STORE, 42), key(1));
        assertThat(said.kind()).isEqualTo(FrameHead.WITHDRAWAL);
        assertThat(said.sequence()).isEqualTo(42);
        assertThat(said.key()).isEqualTo(41);
    }

    @Test
    void aTornRecordIsNone() throws Exception {
        Journal journal = create(1);
        IntStream.range(0, 3).forEach(number -> write(journal, number));
        journal.close();
        for (int torn = 1; torn < JournalRecord.LENGTH; torn++) {
            // As if writing the second one had ended there.
            try (RandomAccessFile file = new RandomAccessFile(path(1).toFile(), "rw")) {
                file.seek(JournalFile.length(1));
                file.write(record(1).encode(mark(1)), 0, torn);
                file.write(new byte[JournalRecord.LENGTH - torn]);
            }
            assertThat(read(1)).as("%s bytes", torn).doesNotContain(record(1)).contains(record(0), record(2));
        }
    }

    @Test
    void aRecordOfAnotherJournalIsNone() throws Exception {
        Journal journal = create(1);
        write(journal, 1);
        Journal other = create(2);
        write(other, 2);
        journal.close();
        other.close();
        byte[] bytes = Files.readAllBytes(path(1));
        byte[] foreign = Files.readAllBytes(path(2));
        System.arraycopy(foreign, JournalHeader.LENGTH, bytes, JournalFile.length(1), JournalRecord.LENGTH);
        Files.write(path(1), bytes);
        assertThat(read(1)).containsExactly(record(1));
    }

    @Test
    void aJournalOfAnotherVolumeOrStoreIsNone() throws Exception {
        create(1).close();
        Files.copy(path(1), path(2), StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> JournalFile.read(folder, 2, STORE)).isInstanceOf(DamagedFileException.class);
        assertThatThrownBy(() -> JournalFile.read(folder, 1, STORE + 1)).isInstanceOf(DamagedFileException.class);
    }

    @Test
    void whatIsLeftOfACutOneIsRead() throws Exception {
        Journal journal = create(1);
        IntStream.range(0, 3).forEach(number -> write(journal, number));
        journal.close();
        try (RandomAccessFile file = new RandomAccessFile(path(1).toFile(), "rw")) {
            file.setLength(JournalFile.length(2) + 5L);
            assertThat(read(1)).containsExactly(record(0), record(1));
            file.setLength(JournalHeader.LENGTH - 1L);
            assertThatThrownBy(() -> read(1)).isInstanceOf(DamagedFileException.class);
            file.setLength(0);
            assertThatThrownBy(() -> read(1)).isInstanceOf(DamagedFileException.class);
        }
    }

    @Test
    void hasRoomForAllFramesOfAVolumeAndNoMore() throws Exception {
        Journal journal = create(1);
        for (int number = 0; number < SHAPE.mostFrames(); number++) {
            write(journal, number);
        }
        assertThat(journal.reserve()).isEqualTo(Journal.NONE);
        assertThat(journal.reserve()).isEqualTo(Journal.NONE);
        assertThat(read(1)).hasSize(SHAPE.mostFrames());
        assertThat(Files.size(path(1))).isEqualTo(JournalFile.length(SHAPE.mostFrames()));
        journal.close();
    }

    @Test
    void aFullJournalFillsItsVolume() throws Exception {
        ChronicleRuntime.start();
        Journal journal = create(1);
        Volume volume = Volume.create(1, folder, SHAPE, journal);
        volume.begin(3);
        while (journal.reserve() != Journal.NONE) {
            // takes all places
        }
        byte[] payload = new byte[10];
        assertThat(volume.append(head(1), key(1), payload, 0, 10)).isEqualTo(Volume.Append.FULL);
        assertThat(volume.isSealed()).isTrue();
        assertThat(volume.liveFrames()).isZero();
        volume.retire();
        volume.delete();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void manyCanWriteAtOnce() throws Exception {
        Journal journal = create(1);
        IntStream.range(0, 800).parallel().forEach(number -> write(journal, number));
        assertThat(read(1))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 800).mapToObj(JournalTest::record).toList());
        journal.close();
    }

    @Test
    void knowsAnotherBoot() {
        UUID other = UUID.randomUUID();
        JournalHeader header = new JournalHeader(STORE, 5, 6, 7, other);
        assertThat(JournalHeader.decode(header.encode())).isEqualTo(header);
        assertThat(header.isOfThisBoot()).isFalse();
        assertThat(new JournalHeader(STORE, 5, 6, 7, new UUID(0, 0)).isOfThisBoot())
                .isFalse();
        byte[] bytes = header.encode();
        bytes[20] ^= 1;
        assertThat(JournalHeader.decode(bytes)).isNull();
    }

    private Path path(int volume) {
        return JournalFile.path(folder, volume);
    }

    private int mark(int volume) throws Exception {
        return JournalFile.read(folder, volume, STORE).header().mark();
    }
}
