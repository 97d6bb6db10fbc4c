package io.spillway.tier.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.KeyCodec;
import io.spillway.codec.TestKeys;
import io.spillway.tier.LowerTier;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.Stream;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptStoreTest {
    @TempDir
    Path directory;

    private DiskOptions options(Path base) {
        return new DiskOptions(base, "Kept/Cache", 8 << 20, Survives.RESTART, WhenFull.EVICT, 0);
    }

    private TierFixture open(KeyCodec keys) {
        return new TierFixture(options(directory), keys);
    }

    /** What a crash leaves may have a later deadline, as not each move of it is written; a proper close may not. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aProperCloseKeepsDeadlinesToTheMillisecond(boolean canonical) throws Exception {
        KeyCodec keys = canonical ? TestKeys.canonical() : TestKeys.salted();
        DiskOptions surviving = new DiskOptions(directory, "exact", 8 << 20, Survives.CRASH, WhenFull.REJECT, 0);
        for (int round = 0; round < 4; round++) {
            try (TierFixture fixture = new TierFixture(surviving, keys)) {
                for (int i = 0; i < 100; i++) {
                    EncodedKey key = fixture.key("key" + i);
                    if (round > 0) {
                        assertThat(fixture.tier.peek(key).deadline()).isEqualTo(deadline(round - 1, i));
                    }
                    // In the last round nothing has a deadline; the one of an earlier round must not come back.
                    long deadline = deadline(round, i);
                    LowerTier.Receipt receipt = fixture.tier.write(
                            key, new Envelope(100 * round + i + 1, 1, 0, lasting(deadline), new byte[i]));
                    assertThat(fixture.tier.publish(key, new LowerTier.Receipt(receipt.place(), deadline)))
                            .isTrue();
                }
            }
        }
    }

    private static long deadline(int round, int i) {
        return round % 3 == 2 ? Envelope.ETERNAL : 10_000_000L + 1_000L * round + i;
    }

    private static long lasting(long deadline) {
        return LowerTier.lasting(deadline, 1_000_000);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsEverythingAfterAProperClose(boolean canonical) throws Exception {
        KeyCodec keys = canonical ? TestKeys.canonical() : TestKeys.salted();
        int entries = canonical ? 2000 : 300;
        for (int round = 0; round < 3; round++) {
            try (TierFixture fixture = open(keys)) {
                for (int i = 0; i < entries; i++) {
                    if (round > 0 && i % 3 != 0) {
                        assertThat(fixture.read("key" + i))
                                .as("round %s", round)
                                .isEqualTo(TierFixture.bytes(i, i));
                    }
                }
                assertThat(fixture.tier.entries()).isEqualTo(round == 0 ? 0 : entries - (entries + 2) / 3 + 2);
                for (int i = 0; i < entries; i++) {
                    assertThat(fixture.spill("key" + i, TierFixture.bytes(i, i)))
                            .isTrue();
                }
                fixture.put("large", TierFixture.bytes(7, 1_000_000));
                fixture.put("empty", new byte[0]);
                for (int i = 0; i < entries; i += 3) {
                    fixture.tier.remove(fixture.key("key" + i));
                }
            }
        }
        try (TierFixture fixture = open(keys)) {
            assertThat(fixture.read("large")).isEqualTo(TierFixture.bytes(7, 1_000_000));
            assertThat(fixture.read("empty")).isEmpty();
            assertThat(fixture.keyList())
                    .hasSize(entries - (entries + 2) / 3 + 2)
                    .doesNotHaveDuplicates();
            assertThat(fixture.tier.highestVersion()).isEqualTo(3L * entries + 6);
            assertThat(fixture.damaged).hasValue(0);
        }
        // It opens once more after nothing was changed.
        try (TierFixture fixture = open(keys)) {
            assertThat(fixture.read("large")).hasSize(1_000_000);
        }
    }

    @Test
    void keepsDeadlinesAndForgetsWhatExpired() throws Exception {
        try (TierFixture fixture = open(TestKeys.canonical())) {
            for (int i = 0; i < 100; i++) {
                fixture.put("key" + i, new Envelope(i + 1, 1, 0, 2_000_000 + i, TierFixture.bytes(i, 2000)));
            }
            LowerTier.Held held = fixture.tier.read(fixture.key("key0"));
            fixture.tier.touch(fixture.key("key0"), held.place(), 9_000_000, 9_000_000);
        }
        InstantSource later = () -> Instant.ofEpochMilli(2_000_050);
        DiskTier tier =
                DiskTier.open(options(directory), TestKeys.canonical(), later, Runnable::run, DiskEvents.IGNORED);
        try {
            assertThat(tier.entries()).isEqualTo(50);
            assertThat(tier.read(TestKeys.canonical().encode("key0")).entry().deadline())
                    .isEqualTo(9_000_000);
            assertThat(tier.read(TestKeys.canonical().encode("key50"))).isNull();
            assertThat(tier.check().faults()).isEmpty();
        } finally {
            tier.close();
        }
    }

    @Test
    void discardsWhatWasNotClosed() throws Exception {
        Path copy = directory.resolve("copy");
        try (TierFixture fixture = open(TestKeys.canonical())) {
            fixture.spill("a", new byte[10]);
            fixture.drain();
            copyFiles(directory, copy);
        }
        try (TierFixture fixture = new TierFixture(options(copy), TestKeys.canonical())) {
            assertThat(fixture.discarded.get()).isPositive();
            assertThat(fixture.tier.entries()).isZero();
            fixture.spill("b", new byte[10]);
        }
        try (TierFixture fixture = new TierFixture(options(copy), TestKeys.canonical())) {
            assertThat(fixture.discarded).hasValue(0);
            assertThat(fixture.read("b")).hasSize(10);
        }
    }

    @Test
    void aRemovalIsNotForgottenByAnUncleanEnd() throws Exception {
        try (TierFixture fixture = open(TestKeys.canonical())) {
            fixture.spill("a", new byte[10]);
        }
        Path copy = directory.resolve("copy");
        try (TierFixture fixture = open(TestKeys.canonical())) {
            assertThat(fixture.tier.remove(fixture.key("a"))).isTrue();
            fixture.drain();
            copyFiles(directory, copy);
        }
        try (TierFixture fixture = new TierFixture(options(copy), TestKeys.canonical())) {
            assertThat(fixture.read("a")).isNull();
        }
    }

    @Test
    void isMarkedAsUncleanForAsLongAsItIsOpen() throws Exception {
        Path folder = directory.resolve(FolderNames.of("Kept/Cache"));
        for (int round = 0; round < 2; round++) {
            try (TierFixture fixture = open(TestKeys.canonical())) {
                assertThat(Manifest.read(folder).clean()).isFalse();
                assertThat(fixture.tier.entries()).isZero();
            }
            assertThat(Manifest.read(folder).clean()).isTrue();
        }
    }

    @Test
    void clearIsForGood() throws Exception {
        try (TierFixture fixture = open(TestKeys.canonical())) {
            fixture.spill("a", new byte[10]);
            fixture.tier.clear();
            fixture.spill("b", new byte[10]);
        }
        try (TierFixture fixture = open(TestKeys.canonical())) {
            assertThat(fixture.keyList()).containsExactly("b");
        }
    }

    @Test
    void aClearThatFailsChangesNothing() throws Exception {
        Path manifest = directory.resolve(FolderNames.of("Kept/Cache")).resolve(Manifest.FILE);
        try (TierFixture fixture = open(TestKeys.canonical())) {
            for (int i = 0; i < 20; i++) {
                fixture.spill("key" + i, TierFixture.bytes(i, 100));
            }
            Files.delete(manifest);
            Files.createDirectories(manifest.resolve("in the way"));
            assertThatThrownBy(fixture.tier::clear)
                    .isInstanceOf(CacheException.class)
                    .hasMessageContaining("can't be written");
            assertThat(fixture.keyList()).hasSize(20);
            Files.delete(manifest.resolve("in the way"));
            Files.delete(manifest);
            assertThat(Manifest.read(manifest.getParent()).generation()).isEqualTo(1);
        }
        try (TierFixture fixture = open(TestKeys.canonical())) {
            for (int i = 0; i < 20; i++) {
                assertThat(fixture.read("key" + i)).isEqualTo(TierFixture.bytes(i, 100));
            }
        }
    }

    @Test
    void destroyLeavesNothing() throws Exception {
        TierFixture fixture = open(TestKeys.canonical());
        fixture.spill("a", new byte[10]);
        fixture.tier.destroy();
        fixture.executor.shutdown();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void isForOneOwnerAtATime() {
        try (TierFixture fixture = open(TestKeys.canonical())) {
            assertThatThrownBy(() -> open(TestKeys.canonical()))
                    .isInstanceOf(CacheException.class)
                    .hasMessageContaining("Kept/Cache")
                    .hasMessageContaining(
                            "in use by process " + ProcessHandle.current().pid())
                    .hasMessageContaining(directory.toString());
            fixture.spill("a", new byte[10]);
        }
        try (TierFixture fixture = open(TestKeys.canonical())) {
            assertThat(fixture.read("a")).hasSize(10);
        }
    }

    @Test
    void anotherProcessFindsItLocked() throws Exception {
        try (TierFixture fixture = open(TestKeys.canonical())) {
            fixture.spill("a", new byte[10]);
            Path owner = directory.resolve(FolderNames.of("Kept/Cache")).resolve("owner");
            // What another process would see, but for the lock, which is this process's own.
            assertThat(Owner.read(owner)).isEqualTo(Owner.self());
            if (Files.exists(Path.of("/proc/sys/kernel/hostname"))) {
                String host =
                        Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
                assertThat(Owner.self().host()).isEqualTo(host);
            }
        }
    }

    @Test
    void refusesADirectoryThatCannotBeWrittenTo() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        for (Survives survives : new Survives[] {Survives.NOTHING, Survives.RESTART}) {
            DiskOptions options = new DiskOptions(file, "c", 1 << 20, survives, WhenFull.EVICT, 0);
            assertThatThrownBy(() -> new TierFixture(options, TestKeys.canonical()))
                    .isInstanceOf(CacheException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void filesAreTheOwnersAlone() throws Exception {
        assumeThat(Files.getFileStore(directory).supportsFileAttributeView("posix"))
                .isTrue();
        try (TierFixture fixture = open(TestKeys.canonical())) {
            fixture.spill("a", new byte[10]);
            fixture.drain();
            try (Stream<Path> files = Files.walk(directory.resolve(FolderNames.of("Kept/Cache")))) {
                for (Path file : files.toList()) {
                    if (file.toString().endsWith(".volume") || Files.isDirectory(file)) {
                        assertThat(Files.getPosixFilePermissions(file).toString())
                                .doesNotContain("GROUP", "OTHERS");
                    }
                }
            }
        }
    }

    @Test
    void damagedFilesAreMovedAside() throws Exception {
        try (TierFixture fixture = open(TestKeys.canonical())) {
            for (int i = 0; i < 1000; i++) {
                fixture.spill("key" + i, TierFixture.bytes(i, 2000));
            }
        }
        Path folder = directory.resolve(FolderNames.of("Kept/Cache"));
        Path hint = HintFile.path(folder, 1, false);
        byte[] bytes = Files.readAllBytes(hint);
        bytes[bytes.length / 2] ^= 1;
        Files.write(hint, bytes);
        try (TierFixture fixture = open(TestKeys.canonical())) {
            assertThat(fixture.damaged.get()).isPositive();
            assertThat(fixture.tier.entries()).isLessThan(1000).isGreaterThan(500);
            assertThat(folder.resolve(VolumeFile.name(1) + ".damaged")).exists();
        }
        Path manifest = folder.resolve(Manifest.FILE);
        Files.writeString(manifest, "nonsense");
        try (TierFixture fixture = open(TestKeys.canonical())) {
            assertThat(fixture.tier.entries()).isGreaterThan(500);
        }
        Files.writeString(manifest, "nonsense");
        Files.delete(folder.resolve(Manifest.COPY));
        try (TierFixture fixture = open(TestKeys.canonical())) {
            assertThat(fixture.tier.entries()).isZero();
            assertThat(fixture.discarded.get()).isPositive();
            assertThat(fixture.spill("a", new byte[1])).isTrue();
        }
        assertThat(folder.resolve(Manifest.FILE + ".damaged")).exists();
    }

    static void copyFiles(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (folder.startsWith(to)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = file.getFileName().toString();
                // Reading the lock file would unlock it, and the owner is this process.
                if (!name.equals("lock") && !name.equals("owner")) {
                    Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
