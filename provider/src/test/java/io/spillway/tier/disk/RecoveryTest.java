package io.spillway.tier.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.KeyCodec;
import io.spillway.codec.TestKeys;
import io.spillway.tier.LowerTier;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process is killed, and then the volumes that had no hint file yet are damaged: what was in them is lost, and nothing older
 * takes its place, at the next start or any later one.
 */
class RecoveryTest {
    private static final int FILLERS = 400;
    private static final String CACHE = "recovered";

    @TempDir
    Path directory;

    private Path base;
    private Path killed;

    enum Harm {
        DELETED {
            @Override
            void inflictOn(Path file) throws IOException {
                Files.delete(file);
            }
        },
        EMPTIED {
            @Override
            void inflictOn(Path file) throws IOException {
                Files.write(file, new byte[0]);
            }
        },
        CUT {
            @Override
            void inflictOn(Path file) throws IOException {
                try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
                    access.setLength(access.length() / 50);
                }
            }
        },
        ZEROED {
            @Override
            void inflictOn(Path file) throws IOException {
                Files.write(file, new byte[Math.toIntExact(Files.size(file))]);
            }
        },
        GARBAGE {
            @Override
            void inflictOn(Path file) throws IOException {
                Files.write(file, TierFixture.bytes(1, Math.toIntExact(Files.size(file))));
            }
        },
        FOREIGN {
            @Override
            void inflictOn(Path file) throws IOException {
                FrameHead head = new FrameHead(
                        FrameHead.ENTRY, (byte) 0, new Random().nextLong(), 1, 1, 1L << 40, 0, Long.MAX_VALUE, 1, 0);
                Frame frame = Frame.of(head, new byte[] {97, 0}, new byte[10]);
                byte[] bytes = new byte[Math.toIntExact(Files.size(file))];
                System.arraycopy(frame.head, 0, bytes, 4096, Frame.HEAD);
                System.arraycopy(frame.key, 0, bytes, 4096 + Frame.HEAD, 2);
                for (int i = 0; i < 4; i++) {
                    bytes[4096 + Frame.HEAD + 12 + i] = (byte) (frame.checksum >>> (24 - 8 * i));
                }
                Files.write(file, bytes);
            }
        };

        abstract void inflictOn(Path file) throws IOException;
    }

    @BeforeEach
    void prepare() {
        base = directory.resolve("base");
        killed = directory.resolve("killed");
    }

    private static DiskOptions options(Path base) {
        return new DiskOptions(base, CACHE, 8 << 20, Survives.CRASH, WhenFull.REJECT, 0);
    }

    private static TierFixture open(Path base, KeyCodec keys) {
        return new TierFixture(options(base), keys);
    }

    private static TierFixture open(Path base) {
        return open(base, TestKeys.canonical());
    }

    /** Keys are written to volumes that get hint files, and replaced and removed in one that has none yet. */
    private void writeAndKill(KeyCodec keys) throws Exception {
        try (TierFixture fixture = open(base, keys)) {
            for (String name : List.of("replaced", "removed", "released", "large", "untouched")) {
                fixture.put(name, new byte[] {1});
            }
            for (int i = 0; i < FILLERS; i++) {
                fixture.put("filler" + i, new byte[2000]);
            }
            beginVolume(fixture);
            fixture.put("replaced", new byte[] {2});
            remove(fixture, "removed");
            fixture.put("large", TierFixture.bytes(5, 20_000));
            fixture.put("new", new byte[] {2});
            fixture.drain();
            KeptStoreTest.copyFiles(base, killed);
        }
    }

    /** Writes until a volume is sealed, so that the next one has room for all that a test writes. */
    private void beginVolume(TierFixture fixture) throws Exception {
        fixture.drain();
        long before = hints(base);
        while (hints(base) == before) {
            fixture.put("another", new byte[2000]);
            fixture.drain();
        }
    }

    private static long hints(Path base) throws IOException {
        try (Stream<Path> files = Files.list(folder(base))) {
            return files.filter(file -> file.toString().endsWith(HintFile.SUFFIX))
                    .count();
        }
    }

    private static void remove(TierFixture fixture, String name) throws Exception {
        EncodedKey key = fixture.key(name);
        fixture.tier.bury(key, fixture.entry(new byte[0]).version(), 1);
        assertThat(fixture.tier.remove(key)).isTrue();
        fixture.tier.settle();
    }

    private static Path folder(Path base) {
        return base.resolve(FolderNames.of(CACHE));
    }

    /** The volumes that have a journal. */
    private static List<Path> unsealed(Path base) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path journal : journals(base)) {
            String name = journal.getFileName().toString().replace(JournalFile.SUFFIX, VolumeFile.SUFFIX);
            files.add(journal.resolveSibling(name));
        }
        return files;
    }

    private static List<Path> journals(Path base) throws IOException {
        try (Stream<Path> files = Files.list(folder(base))) {
            return files.filter(file -> file.toString().endsWith(JournalFile.SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    private void harm(Harm harm) throws IOException {
        for (Path volume : unsealed(killed)) {
            harm.inflictOn(volume);
        }
    }

    @ParameterizedTest
    @EnumSource(Harm.class)
    void nothingOlderTakesThePlaceOfWhatWasLost(Harm harm) throws Exception {
        writeAndKill(TestKeys.canonical());
        harm(harm);
        checkStaysLost(TestKeys.canonical(), 3);
    }

    @Test
    void nothingOlderTakesThePlaceOfAKeyWhoseBytesDoNotDecide() throws Exception {
        // Its bytes are the same each time, but the tier is not told so.
        KeyCodec keys = TestKeys.notCanonical();
        writeAndKill(keys);
        harm(Harm.CUT);
        checkStaysLost(keys, 3);
    }

    private void checkStaysLost(KeyCodec keys, int entries) throws Exception {
        Path now = killed;
        for (int opening = 0; opening < 4; opening++) {
            Path next = directory.resolve("next" + opening);
            try (TierFixture fixture = open(now, keys)) {
                // An entry that comes back might also do so when everything else was merged.
                assertThat(fixture.read("replaced")).as("opening %s", opening).isNull();
                assertThat(fixture.read("removed")).as("opening %s", opening).isNull();
                assertThat(fixture.read("large")).as("opening %s", opening).isNull();
                assertThat(fixture.read("new")).isNull();
                assertThat(fixture.read("untouched")).containsExactly(1);
                assertThat(fixture.read("filler7")).hasSize(2000);
                if (opening == 0) {
                    assertThat(fixture.damaged.get()).isGreaterThanOrEqualTo(entries);
                } else {
                    assertThat(fixture.damaged).hasValue(0);
                }
                fixture.drain();
                // Killed the first time, and closed the second.
                if (opening % 2 == 0) {
                    KeptStoreTest.copyFiles(now, next);
                }
            }
            now = opening % 2 == 0 ? next : now;
        }
    }

    @Test
    void staysLostWhenItsProcessIsKilledBeforeItTidiedUp() throws Exception {
        writeAndKill(TestKeys.canonical());
        harm(Harm.ZEROED);
        Path copy = directory.resolve("copy");
        List<Runnable> never = new ArrayList<>();
        try (DiskTier tier = DiskTier.open(
                options(killed), TestKeys.canonical(), InstantSource.system(), never::add, DiskEvents.IGNORED)) {
            KeptStoreTest.copyFiles(killed, copy);
            assertThat(tier.read(TestKeys.canonical().encode("removed"))).isNull();
        }
        killed = copy;
        checkStaysLost(TestKeys.canonical(), 3);
    }

    @ParameterizedTest
    @EnumSource(Harm.class)
    void nothingIsLostWithAJournal(Harm harm) throws Exception {
        writeAndKill(TestKeys.canonical());
        for (Path journal : journals(killed)) {
            harm.inflictOn(journal);
        }
        try (TierFixture fixture = open(killed)) {
            assertThat(fixture.damaged).hasValue(0);
            assertThat(fixture.read("replaced")).containsExactly(2);
            assertThat(fixture.read("removed")).isNull();
            assertThat(fixture.read("large")).isEqualTo(TierFixture.bytes(5, 20_000));
            assertThat(fixture.read("new")).containsExactly(2);
            assertThat(fixture.read("untouched")).containsExactly(1);
        }
    }

    @Test
    void whatANewBootFindsWithoutPagesIsWhatThereWasBefore() throws Exception {
        writeAndKill(TestKeys.canonical());
        for (Path journal : journals(killed)) {
            byte[] bytes = Files.readAllBytes(journal);
            JournalHeader header = JournalHeader.decode(bytes);
            JournalHeader other = new JournalHeader(
                    header.storeId(), header.volumeId(), header.records(), header.mark(), UUID.randomUUID());
            System.arraycopy(other.encode(), 0, bytes, 0, JournalHeader.LENGTH);
            Files.write(journal, bytes);
        }
        harm(Harm.ZEROED);
        try (TierFixture fixture = open(killed)) {
            assertThat(fixture.read("replaced")).containsExactly(1);
        }
    }

    @Test
    void aJournalOfAVolumeThatIsGoneByRightTellsNothing() throws Exception {
        writeAndKill(TestKeys.canonical());
        Path later = directory.resolve("later");
        List<String> before;
        try (TierFixture fixture = open(killed)) {
            fixture.drain();
            before = names(killed);
            KeptStoreTest.copyFiles(killed, later);
        }
        for (Path journal : journals(later)) {
            assertThat(Files.exists(journal.resolveSibling(
                            journal.getFileName().toString().replace(JournalFile.SUFFIX, VolumeFile.SUFFIX))))
                    .as("%s: its volume, in %s before and %s after", journal, before, names(killed))
                    .isTrue();
        }
    }

    private static List<String> names(Path base) throws IOException {
        try (Stream<Path> files = Files.list(folder(base))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @EnumSource(Harm.class)
    void anInspectionTellsWhatAnOpeningWouldFind(Harm harm) throws Exception {
        writeAndKill(TestKeys.canonical());
        assertThat(StoreInspection.of(folder(killed)).report(0).problems()).isEmpty();
        assertThat(inspected()).contains("replaced", "new", "untouched").doesNotContain("removed");
        harm(harm);
        StoreReport report = StoreInspection.of(folder(killed)).report(0);
        assertThat(report.problems()).anyMatch(problem -> problem.contains("lacks"));
        Set<String> told = inspected();
        assertThat(told).doesNotContain("replaced", "removed", "large", "new").contains("untouched", "filler7");
        assertThat(report.entries()).isEqualTo(told.size());
        try (TierFixture fixture = open(killed)) {
            assertThat(fixture.keyList()).containsExactlyInAnyOrderElementsOf(told);
        }
    }

    private Set<String> inspected() throws IOException {
        Set<String> keys = new HashSet<>();
        StoreInspection.of(folder(killed))
                .forEach(item -> keys.add(new String(item.key(), 0, item.key().length - 1, StandardCharsets.UTF_8)));
        return keys;
    }

    @Test
    void aFileInspectionTellsOfAJournal() throws Exception {
        writeAndKill(TestKeys.canonical());
        for (Path journal : journals(killed)) {
            FileReport report = FileInspection.of(journal, 0);
            assertThat(report.kind()).isEqualTo(FileReport.Kind.JOURNAL);
            assertThat(report.problems()).isEmpty();
            assertThat(report.facts()).containsEntry("current", true).containsKeys("frames", "of", "cache");
            Harm.CUT.inflictOn(journal);
            assertThat(FileInspection.of(journal, 0).problems()).isNotEmpty();
        }
    }

    @Test
    void aWithdrawalThatWasLostStillHolds() throws Exception {
        try (TierFixture fixture = open(base)) {
            fixture.put("a", new byte[] {1});
            EncodedKey key = fixture.key("a");
            Envelope given = fixture.entry(new byte[] {2});
            writeAndRelease(fixture, key, given);
            fixture.drain();
            KeptStoreTest.copyFiles(base, killed);
        }
        Path last = unsealed(killed).stream()
                .filter(file -> hasWithdrawal(file))
                .findFirst()
                .orElseThrow();
        Harm.EMPTIED.inflictOn(last);
        Path next = directory.resolve("next");
        try (TierFixture fixture = open(killed)) {
            assertThat(fixture.read("a")).containsExactly(1);
            fixture.drain();
            KeptStoreTest.copyFiles(killed, next);
        }
        try (TierFixture fixture = open(next)) {
            assertThat(fixture.read("a")).containsExactly(1);
        }
    }

    /** Writes an entry, and enough beside it that its withdrawal is in another volume. */
    private static void writeAndRelease(TierFixture fixture, EncodedKey key, Envelope given) throws Exception {
        LowerTier.Receipt receipt = fixture.tier.write(key, given);
        for (int i = 0; i < FILLERS; i++) {
            fixture.put("filler" + i, new byte[2000]);
        }
        fixture.tier.release(receipt);
    }

    private static boolean hasWithdrawal(Path volume) {
        boolean[] found = new boolean[1];
        try {
            RawFrames.scanAny(volume, (frames, at, frame, head) -> found[0] |= head.kind() == FrameHead.WITHDRAWAL);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return found[0];
    }

    @Test
    void hasAJournalOnlyAsLongAsThereIsNoHintFile() throws Exception {
        try (TierFixture fixture = open(base)) {
            for (int i = 0; i < FILLERS; i++) {
                fixture.put("filler" + i, new byte[2000]);
            }
            fixture.drain();
            for (Path volume : unsealed(base)) {
                Path hint = volume.resolveSibling(
                        volume.getFileName().toString().replace(VolumeFile.SUFFIX, HintFile.SUFFIX));
                assertThat(hint).doesNotExist();
                assertThat(volume).exists();
            }
            assertThat(journals(base)).isNotEmpty();
        }
        assertThat(journals(base)).isEmpty();
    }

    @Test
    void opensWhatAnEarlierVersionLeftWithoutJournals() throws Exception {
        writeAndKill(TestKeys.canonical());
        for (Path journal : journals(killed)) {
            Files.delete(journal);
        }
        try (TierFixture fixture = open(killed)) {
            assertThat(fixture.read("replaced")).containsExactly(2);
            assertThat(fixture.read("removed")).isNull();
            assertThat(fixture.damaged).hasValue(0);
        }
    }
}
