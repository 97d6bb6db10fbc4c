package io.spillway.tier.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.TestKeys;
import io.spillway.tier.LowerTier;
import io.spillway.tier.LowerTier.Receipt;
import io.spillway.tier.TierFullException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskTierTest {
    @TempDir
    Path directory;

    @Test
    void readsWhatWasSpilled() {
        try (TierFixture fixture = new TierFixture(directory)) {
            for (int i = 0; i < 1000; i++) {
                assertThat(fixture.spill("key" + i, TierFixture.bytes(i, i))).isTrue();
            }
            for (int i = 0; i < 1000; i++) {
                assertThat(fixture.read("key" + i)).isEqualTo(TierFixture.bytes(i, i));
            }
            assertThat(fixture.read("nothing")).isNull();
            assertThat(fixture.tier.entries()).isEqualTo(1000);
        }
    }

    @Test
    void keepsTimesAndVersion() throws TierFullException {
        try (TierFixture fixture = new TierFixture(directory)) {
            Envelope entry = new Envelope(77, 3, 11, 2_000_000, new byte[] {1, 2});
            fixture.put("a", entry);
            LowerTier.Held held = fixture.tier.read(fixture.key("a"));
            assertThat(held.entry()).usingRecursiveComparison().isEqualTo(entry);
            assertThat(fixture.tier.peek(fixture.key("a")))
                    .isEqualTo(new LowerTier.Glimpse(held.place(), 77, 11, 2_000_000));
            assertThat(fixture.tier.touch(fixture.key("a"), held.place(), 3_000_000, 3_000_000))
                    .isTrue();
            assertThat(fixture.tier.read(fixture.key("a")).entry().deadline()).isEqualTo(3_000_000);
            assertThat(fixture.tier.touch(fixture.key("a"), held.place() + 1, 4_000_000, 4_000_000))
                    .isFalse();
        }
    }

    @Test
    void isInvisibleUntilPublished() throws TierFullException {
        try (TierFixture fixture = new TierFixture(directory)) {
            EncodedKey key = fixture.key("a");
            Receipt receipt = fixture.tier.write(key, fixture.entry(new byte[100]));
            assertThat(fixture.read("a")).isNull();
            assertThat(fixture.tier.publish(key, receipt)).isTrue();
            assertThat(fixture.read("a")).hasSize(100);
            assertThat(fixture.tier.names(key, receipt.place())).isTrue();
            Receipt second = fixture.tier.write(key, fixture.entry(new byte[200]));
            fixture.tier.release(second);
            assertThat(fixture.read("a")).hasSize(100);
            assertThat(fixture.tier.remove(key)).isTrue();
            assertThat(fixture.tier.remove(key)).isFalse();
            assertThat(fixture.read("a")).isNull();
        }
    }

    @Test
    void keepsKeysOfOneHashApart() throws TierFullException {
        try (TierFixture fixture =
                new TierFixture(DiskOptions.transientIn(directory, "test", TierFixture.SMALL), TestKeys.salted())) {
            for (int i = 0; i < 300; i++) {
                fixture.put("key" + i, TierFixture.bytes(i, 50));
            }
            for (int i = 0; i < 300; i += 2) {
                assertThat(fixture.tier.supersede(fixture.key("key" + i))).isTrue();
            }
            for (int i = 0; i < 300; i++) {
                assertThat(fixture.read("key" + i)).isEqualTo(i % 2 == 0 ? null : TierFixture.bytes(i, 50));
            }
        }
    }

    @Test
    void holdsValuesOfAnySize() throws TierFullException {
        try (TierFixture fixture =
                new TierFixture(DiskOptions.transientIn(directory, "test", 8 << 20), TestKeys.canonical())) {
            int[] sizes = {0, 1, 4095, 4096, 4097, 8192, 100_000, 1 << 20, 3_000_001};
            for (int size : sizes) {
                assertThat(fixture.tier.writesAhead(size))
                        .isEqualTo(size > VolumeShape.of(8 << 20).piece());
                fixture.put("size" + size, TierFixture.bytes(size, size));
            }
            for (int size : sizes) {
                assertThat(fixture.read("size" + size)).isEqualTo(TierFixture.bytes(size, size));
            }
            assertThat(fixture.evicted).hasValue(0);
            for (int size : sizes) {
                assertThat(fixture.tier.remove(fixture.key("size" + size))).isTrue();
            }
            assertThat(fixture.tier.usage().liveBytes()).isZero();
        }
    }

    @Test
    void refusesAValueLargerThanItself() throws TierFullException {
        try (TierFixture fixture = new TierFixture(directory)) {
            fixture.put("small", new byte[10]);
            assertThatThrownBy(() -> fixture.put("large", new byte[5 << 20]))
                    .isInstanceOf(TierFullException.class)
                    .hasMessageContaining("too large")
                    .hasMessageContaining("'test'");
            assertThatThrownBy(() -> fixture.put("k".repeat(100_000), new byte[1]))
                    .isInstanceOf(TierFullException.class);
            assertThat(fixture.read("small")).hasSize(10);
        }
    }

    @Test
    void evictsWhenFullAndStaysWithinItsBytes() throws Exception {
        try (TierFixture fixture = new TierFixture(directory)) {
            int written = 6000;
            for (int i = 0; i < written; i++) {
                assertThat(fixture.spill("key" + i, TierFixture.bytes(i, 2000))).isTrue();
                if (i % 500 == 0) {
                    fixture.drain();
                    assertThat(sizeOfFiles()).isLessThanOrEqualTo(TierFixture.SMALL);
                }
            }
            fixture.drain();
            assertThat(sizeOfFiles()).isLessThanOrEqualTo(TierFixture.SMALL);
            long present = fixture.tier.entries();
            assertThat(present).isGreaterThan(1100).isLessThan(2100);
            assertThat(fixture.evicted.get()).isEqualTo(written - present);
            assertThat(fixture.read("key" + (written - 1))).isNotNull();
            assertThat(fixture.read("key0")).isNull();
        }
    }

    @Test
    void keepsLargeValuesWholeOrNotAtAllWhenFull() throws Exception {
        try (TierFixture fixture = new TierFixture(directory)) {
            for (int i = 0; i < 100; i++) {
                fixture.put("key" + i, TierFixture.bytes(i, 300_000));
                assertThat(fixture.read("key" + i)).isEqualTo(TierFixture.bytes(i, 300_000));
                // One only, as to read is to use, and of what was used last, any may go.
                int j = i - i % 20;
                byte[] read = fixture.read("key" + j);
                assertThat(read == null || Arrays.equals(read, TierFixture.bytes(j, 300_000)))
                        .isTrue();
            }
            fixture.drain();
            assertThat(sizeOfFiles()).isLessThanOrEqualTo(TierFixture.SMALL);
            assertThat(fixture.damaged).hasValue(0);
        }
    }

    @Test
    void rejectsWhenFullIfToldSo() throws Exception {
        DiskOptions options =
                new DiskOptions(directory, "test", TierFixture.SMALL, Survives.NOTHING, WhenFull.REJECT, 0);
        try (TierFixture fixture = new TierFixture(options, TestKeys.canonical())) {
            int written = 0;
            try {
                for (; written < 6000; written++) {
                    fixture.put("key" + written, TierFixture.bytes(written, 2000));
                }
            } catch (TierFullException e) {
                assertThat(e).hasMessageContaining("volumes are full");
            }
            assertThat(written).isGreaterThan(1100).isLessThan(2100);
            for (int i = 0; i < written; i++) {
                assertThat(fixture.read("key" + i)).isEqualTo(TierFixture.bytes(i, 2000));
            }
            for (int i = 0; i < written; i++) {
                fixture.tier.remove(fixture.key("key" + i));
            }
            fixture.put("again", new byte[2000]);
        }
    }

    @Test
    void deletesVolumesWithoutALiveFrame() throws Exception {
        try (TierFixture fixture = new TierFixture(directory)) {
            for (int i = 0; i < 1000; i++) {
                fixture.put("key" + i, new byte[2000]);
            }
            fixture.drain();
            assertThat(volumeFiles()).hasSizeGreaterThan(7);
            for (int i = 0; i < 1000; i++) {
                fixture.tier.remove(fixture.key("key" + i));
            }
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(volumeFiles()).hasSizeLessThanOrEqualTo(3));
        }
    }

    @Test
    void makesNoFileBeforeTheFirstWrite() throws IOException {
        try (TierFixture fixture = new TierFixture(directory)) {
            assertThat(fixture.read("a")).isNull();
            assertThat(fixture.keyList()).isEmpty();
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files).isEmpty();
            }
            assertThat(fixture.tier.usage().bytes()).isZero();
        }
    }

    @Test
    void leavesNothingBehind() throws IOException {
        try (TierFixture fixture = new TierFixture(directory)) {
            fixture.spill("a", new byte[10]);
            fixture.drain();
            assertThat(volumeFiles()).isNotEmpty();
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void clearsEverything() throws Exception {
        try (TierFixture fixture = new TierFixture(directory)) {
            for (int i = 0; i < 1000; i++) {
                fixture.put("key" + i, new byte[2000]);
            }
            EncodedKey late = fixture.key("late");
            Receipt early = fixture.tier.write(late, fixture.entry(new byte[5000]));
            fixture.tier.clear();
            assertThat(fixture.tier.publish(late, early)).isFalse();
            assertThat(fixture.tier.entries()).isZero();
            assertThat(fixture.read("late")).isNull();
            assertThat(fixture.keyList()).isEmpty();
            fixture.put("key1", new byte[1]);
            assertThat(fixture.read("key1")).hasSize(1);
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(volumeFiles()).hasSizeLessThanOrEqualTo(3));
        }
    }

    @Test
    void cursorReturnsWhatLeavesForTheHeapExactlyOnce() throws TierFullException {
        try (TierFixture fixture =
                new TierFixture(DiskOptions.transientIn(directory, "test", TierFixture.SMALL), TestKeys.colliding())) {
            for (int i = 0; i < 200; i++) {
                fixture.put("key" + i, new byte[20]);
            }
            List<String> seen = new ArrayList<>();
            try (LowerTier.KeyCursor cursor = fixture.tier.keys()) {
                for (int i = 0; i < 50; i++) {
                    seen.add((String) cursor.next().key());
                }
                for (int i = 0; i < 200; i++) {
                    fixture.tier.supersede(fixture.key("key" + i));
                    if (i % 3 == 0) {
                        fixture.put("key" + i, new byte[30]);
                    }
                    if (i % 6 == 0) {
                        fixture.tier.supersede(fixture.key("key" + i));
                    }
                }
                for (EncodedKey key = cursor.next(); key != null; key = cursor.next()) {
                    seen.add((String) key.key());
                }
            }
            assertThat(seen).hasSize(200).doesNotHaveDuplicates();
        }
    }

    @Test
    void aSlowCursorHoldsEachKeyOnce() throws TierFullException {
        try (TierFixture fixture = new TierFixture(directory)) {
            for (int i = 0; i < 100; i++) {
                fixture.put("key" + i, new byte[20]);
            }
            try (DiskCursor cursor = (DiskCursor) fixture.tier.keys()) {
                for (int round = 0; round < 20; round++) {
                    for (int i = 0; i < 100; i++) {
                        fixture.tier.supersede(fixture.key("key" + i));
                        fixture.put("key" + i, new byte[20]);
                    }
                }
                assertThat(cursor.noted()).isEqualTo(100);
            }
            assertThat(fixture.tier.openCursors()).isZero();
        }
    }

    @Test
    void forgetsCursorsThatWereAbandoned() throws TierFullException {
        try (TierFixture fixture = new TierFixture(directory)) {
            for (int i = 0; i < 200; i++) {
                fixture.put("key" + i, new byte[20]);
                fixture.tier.keys().next();
            }
            await().untilAsserted(() -> {
                System.gc();
                // Those that are garbage are noticed when a key leaves.
                fixture.tier.supersede(fixture.key("key0"));
                fixture.put("key0", new byte[20]);
                assertThat(fixture.tier.openCursors()).isZero();
            });
        }
    }

    @Test
    void saysThatItIsClosedToThoseWhoAreWriting() throws Exception {
        for (int round = 0; round < 10; round++) {
            TierFixture fixture = new TierFixture(directory);
            AtomicLong written = new AtomicLong();
            AtomicReference<Throwable> end = new AtomicReference<>();
            Thread writer = new Thread(() -> {
                try {
                    for (int i = 0; ; i++) {
                        fixture.put("key" + i, new byte[100]);
                        written.incrementAndGet();
                    }
                } catch (Throwable e) {
                    end.set(e);
                }
            });
            writer.start();
            await().until(() -> written.get() > 100 || !writer.isAlive());
            fixture.checked = false;
            fixture.close();
            writer.join();
            assertThat(end.get())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("The disk tier of cache 'test' is closed");
            assertThat(fixture.damaged).hasValue(0);
        }
    }

    @Test
    void keepsWhatIsBeingWrittenWhileOthersAreEvicted() throws Exception {
        try (TierFixture fixture = new TierFixture(directory)) {
            EncodedKey late = fixture.key("late");
            fixture.put("late", new byte[1]);
            Receipt receipt = fixture.tier.write(late, fixture.entry(new byte[5000]));
            for (int i = 0; i < 4000; i++) {
                fixture.put("key" + i, new byte[2000]);
            }
            assertThat(fixture.evicted.get()).isPositive();
            assertThat(fixture.tier.publish(late, receipt)).isTrue();
            assertThat(fixture.read("late")).hasSize(5000);
        }
    }

    @Test
    void whatExpiredIsNotEvicted() throws Exception {
        try (TierFixture fixture = new TierFixture(directory)) {
            for (int i = 0; i < 60; i++) {
                fixture.put("key" + i, new Envelope(i + 1, 1, 0, 2_000_000, TierFixture.bytes(i, i % 2 * 300_000)));
                fixture.now.set(3_000_000);
            }
            fixture.drain();
            assertThat(fixture.tier.entries()).isLessThan(60);
            assertThat(fixture.evicted).hasValue(0);
        }
    }

    @Test
    void sweepsExpiredEntries() throws TierFullException {
        try (TierFixture fixture = new TierFixture(directory)) {
            for (int i = 0; i < 100; i++) {
                fixture.put("key" + i, new Envelope(i + 1, 1, 0, i < 40 ? 500 : 5_000_000, new byte[10]));
            }
            List<String> expired = new ArrayList<>();
            for (int i = 0; i < Index.SEGMENTS; i++) {
                fixture.tier.sweep(1000, key -> {
                    expired.add((String) key.key());
                    fixture.tier.remove(key);
                });
            }
            assertThat(expired).hasSize(40).doesNotHaveDuplicates();
            assertThat(fixture.tier.entries()).isEqualTo(60);
        }
    }

    @Test
    void indexStaysSmall() {
        Index index = new Index();
        int entries = 300_000;
        for (long i = 0; i < entries; i++) {
            index.add(Index.spread(i), Index.place(1, i + 1), i);
        }
        assertThat(index.bytes()).isLessThanOrEqualTo(32L * entries);
        for (long i = 0; i < entries; i += 2) {
            assertThat(index.remove(Index.spread(i), Index.place(1, i + 1))).isTrue();
        }
        assertThat(index.entries()).isEqualTo(entries / 2);
        assertThat(index.bytes()).isLessThanOrEqualTo(33L * entries / 2);
    }

    private List<Path> volumeFiles() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(path -> path.toString().endsWith(".volume")).toList();
        }
    }

    private long sizeOfFiles() throws IOException {
        AtomicLong size = new AtomicLong();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                size.addAndGet(attributes.size());
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                // Deleted meanwhile.
                return FileVisitResult.CONTINUE;
            }
        });
        return size.get();
    }
}
