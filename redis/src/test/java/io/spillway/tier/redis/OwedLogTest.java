package io.spillway.tier.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.codec.Envelope;
import io.spillway.tier.RemoteTierProvider.Keeping;
import io.spillway.tier.redis.OwedWrites.Owed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwedLogTest {
    private static final Meta META = new Meta(0x5f0c2f3a9d1b7e64L, 1);

    @TempDir
    Path folder;

    private OwedLog open(long mostBytes) {
        return OwedLog.open(new Keeping(folder, true, mostBytes, 0), "c");
    }

    private static Owed put(String key, long version, int length) {
        return new Owed(
                key.getBytes(UTF_8), version, 1, new Envelope(version, 1, 0, Envelope.ETERNAL, new byte[length]));
    }

    private static OwedWrites load(OwedLog log) throws IOException {
        OwedWrites owed = new OwedWrites(OwedWrites.MOST_BYTES, log);
        log.load(owed::adopt);
        return owed;
    }

    private List<Path> files() throws IOException {
        try (var found = Files.list(folder)) {
            return found.filter(file -> file.toString().endsWith(OwedSegment.SUFFIX))
                    .toList();
        }
    }

    private long bytes() throws IOException {
        long bytes = 0;
        for (Path file : files()) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    @Test
    void aFileIsAsDocumented() throws IOException {
        try (OwedLog log = open(1 << 20)) {
            OwedWrites owed = new OwedWrites(OwedWrites.MOST_BYTES, log);
            Envelope entry = new Envelope(2, 7, 1_700_000_000_000L, Envelope.ETERNAL, "hello".getBytes(UTF_8));
            owed.add(new Owed(new byte[] {0x61, 0}, 2, 7, entry));
        }
        StringBuilder hex = new StringBuilder();
        for (byte b : Files.readAllBytes(files().get(0))) {
            hex.append(HexFormat.of().toHexDigits(b));
        }
        String documented = Files.readString(Path.of("..", "docs", "file-format.md"))
                .replaceAll("(?m)^[0-9a-f]{4}  ", "")
                .replaceAll("\\s", "");
        assertThat(documented).contains(hex);
    }

    /** What is in a file of ten writes, k0 to k9. */
    private byte[] fileOfTen() throws IOException {
        try (OwedLog log = open(1 << 20)) {
            OwedWrites owed = new OwedWrites(OwedWrites.MOST_BYTES, log);
            for (int i = 0; i < 10; i++) {
                owed.add(put("k" + i, i + 1, 100));
            }
        }
        return Files.readAllBytes(files().get(0));
    }

    @Test
    void whatIsCutShortTakesNothingElseAlong() throws IOException {
        byte[] whole = fileOfTen();
        int record = (whole.length - OwedSegment.HEAD) / 10;
        for (int length = OwedSegment.HEAD; length <= whole.length; length += 13) {
            Files.write(files().get(0), java.util.Arrays.copyOf(whole, length));
            Map<String, Long> found = new HashMap<>();
            try (OwedLog log = open(1 << 20)) {
                log.load((write, removal, place) -> found.put(new String(write.key(), UTF_8), write.version()));
            }
            assertThat(found).hasSize((length - OwedSegment.HEAD) / record);
            if (files().isEmpty()) {
                Files.createFile(folder.resolve("000001" + OwedSegment.SUFFIX));
            }
        }
    }

    @Test
    void aDamagedRecordTakesNothingElseAlong() throws IOException {
        byte[] whole = fileOfTen();
        int record = (whole.length - OwedSegment.HEAD) / 10;
        // The first byte says whether it is settled, and has no checksum.
        for (int at = OwedSegment.HEAD + 1; at < whole.length - record; at++) {
            int damaged = (at - OwedSegment.HEAD) / record;
            if ((at - OwedSegment.HEAD) % record == 0) {
                continue;
            }
            byte[] bytes = whole.clone();
            bytes[at] ^= 0x55;
            Files.write(folder.resolve("000001" + OwedSegment.SUFFIX), bytes);
            Map<String, Long> found = new HashMap<>();
            try (OwedLog log = open(1 << 20)) {
                log.load((write, removal, place) -> found.put(new String(write.key(), UTF_8), write.version()));
                assertThat(log.isDamaged()).as("at %s", at).isTrue();
            }
            assertThat(found).as("at %s", at).hasSize(9).doesNotContainKey("k" + damaged);
            assertThat(folder.resolve("000001" + OwedSegment.SUFFIX + ".damaged"))
                    .hasBinaryContent(bytes);
        }
    }

    @Test
    void filesGoWithWhatIsSettledAndOnesWithLittleAreWrittenAnew() throws IOException {
        try (OwedLog log = open(64 << 20)) {
            OwedWrites owed = new OwedWrites(OwedWrites.MOST_BYTES, log);
            for (int i = 0; i < 100_000; i++) {
                owed.add(put("k" + i % 10, i + 1, 1_000));
                if (i % 100 == 0) {
                    owed.add(put("old" + i, i + 1, 10));
                }
            }
            assertThat(bytes()).isLessThan(8 << 20);
            for (int i = 0; i < 100_000; i += 100) {
                assertThat(owed.settle(("old" + i).getBytes(UTF_8), i + 1)).isTrue();
            }
        }
        try (OwedLog log = open(64 << 20)) {
            OwedWrites owed = load(log);
            assertThat(owed.count()).isEqualTo(10);
            assertThat(log.highestVersion()).isEqualTo(100_000);
            assertThat(owed.find("k3".getBytes(UTF_8)).version()).isEqualTo(99_994);
        }
    }

    @Test
    void whatMemoryHasNoRoomForIsReadFromFiles() throws IOException {
        try (OwedLog log = open(64 << 20)) {
            OwedWrites owed = new OwedWrites(100_000, log);
            for (int i = 0; i < 200; i++) {
                assertThat(owed.add(put("k" + i, i + 1, 1_000 + i))).isTrue();
            }
            assertThat(owed.takeIncomplete()).isFalse();
            for (int i = 0; i < 200; i++) {
                assertThat(owed.find(("k" + i).getBytes(UTF_8)).entry().payload())
                        .hasSize(1_000 + i);
            }
            assertThat(owed.keys()).hasSize(200);
            assertThat(owed.some(500))
                    .allSatisfy(write -> assertThat(write.entry()).isNotNull());
        }
    }

    @Test
    void whereFilesAreFullTheKeyIsKept() throws IOException {
        try (OwedLog log = open(100_000)) {
            OwedWrites owed = new OwedWrites(100_000, log);
            for (int i = 0; i < 200; i++) {
                assertThat(owed.add(put("k" + i, i + 1, 1_000))).isTrue();
            }
            owed.add(new Owed("k0".getBytes(UTF_8), 1_000, 1, null));
        }
        assertThat(bytes()).isLessThan(120_000);
        try (OwedLog log = open(100_000)) {
            OwedWrites owed = load(log);
            assertThat(owed.count()).isEqualTo(200);
            assertThat(owed.takeIncomplete()).isTrue();
            assertThat(owed.keys()).hasSizeBetween(80, 100);
        }
    }

    @Test
    void aClearIsRememberedUntilItWasTold() throws IOException {
        try (OwedLog log = open(1 << 20)) {
            OwedWrites before = new OwedWrites(OwedWrites.MOST_BYTES, log);
            before.add(put("a", 1, 10));
            log.clear(META);
            before.add(put("b", 2, 10));
            new OwedWrites(OwedWrites.MOST_BYTES, log).add(put("c", 3, 10));
        }
        try (OwedLog log = open(1 << 20)) {
            OwedWrites owed = load(log);
            assertThat(owed.count()).isEqualTo(1);
            assertThat(owed.find("c".getBytes(UTF_8))).isNotNull();
            assertThat(log.untold()).isEqualTo(META);
            log.told();
        }
        try (OwedLog log = open(1 << 20)) {
            assertThat(load(log).count()).isEqualTo(1);
            assertThat(log.untold()).isNull();
        }
    }
}
