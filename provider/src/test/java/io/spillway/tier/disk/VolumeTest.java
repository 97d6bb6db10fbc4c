package io.spillway.tier.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1 << 20, 5 << 20, 100 << 20, 300 << 20, 1L << 30})
    void fillsItsFileAndNoMore(long tierBytes) throws IOException {
        ChronicleRuntime.start();
        VolumeShape shape = VolumeShape.of(tierBytes);
        Volume volume = Volume.create(1, directory, shape, null);
        long size = Files.size(volume.path());
        assertThat(size).isLessThanOrEqualTo(shape.bytes()).isGreaterThan(shape.bytes() / 100 * 90);
        byte[] payload = TierFixture.bytes(1, 1500);
        long payloads = 0;
        for (long i = 1; append(volume, i, payload) == Volume.Append.DONE; i++) {
            payloads += payload.length;
        }
        assertThat(volume.isSealed()).isTrue();
        assertThat(payloads).isGreaterThan(size / 100 * 80);
        assertThat(shape.volumes() * shape.bytes()).isLessThanOrEqualTo(tierBytes);
        volume.retire();
        volume.delete();
        try (var files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void opensWhenInterrupted() throws IOException {
        ChronicleRuntime.start();
        Thread.currentThread().interrupt();
        Volume volume = Volume.create(1, directory, VolumeShape.of(1 << 20), null);
        assertThat(append(volume, 1, new byte[10])).isEqualTo(Volume.Append.DONE);
        assertThat(volume.read(1, 0, Frame.toRead())).isTrue();
        assertThat(Thread.interrupted()).isTrue();
        volume.retire();
    }

    @Test
    void retiresUnderReadersAndWriters() throws Exception {
        ChronicleRuntime.start();
        VolumeShape shape = VolumeShape.of(64 << 20);
        for (int round = 0; round < 10; round++) {
            Volume volume = Volume.create(round + 1, directory, shape, null);
            AtomicLong written = new AtomicLong();
            AtomicLong wrong = new AtomicLong();
            AtomicBoolean retired = new AtomicBoolean();
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                Thread thread = new Thread(() -> {
                    while (!retired.get()) {
                        long sequence = written.incrementAndGet();
                        boolean done = append(volume, sequence, new byte[100]) == Volume.Append.DONE;
                        Frame frame = Frame.toRead();
                        boolean read = volume.read(sequence, 0, frame);
                        if (read && (frame.verified() == null || !done)) {
                            wrong.incrementAndGet();
                        }
                    }
                });
                thread.start();
                threads.add(thread);
            }
            while (written.get() < 2000) {
                Thread.onSpinWait();
            }
            volume.retire();
            assertThat(volume.read(1, 0, Frame.toRead())).isFalse();
            assertThat(append(volume, 1_000_000, new byte[1])).isEqualTo(Volume.Append.FULL);
            retired.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(wrong).hasValue(0);
            volume.delete();
        }
    }

    @Test
    void neverLooksSpentWithAFrameInIt() throws Exception {
        ChronicleRuntime.start();
        VolumeShape shape = VolumeShape.of(1 << 20);
        for (int round = 1; round <= 60; round++) {
            Volume volume = Volume.create(round, directory, shape, null);
            CountDownLatch ready = new CountDownLatch(1);
            AtomicBoolean added = new AtomicBoolean();
            Thread writer = new Thread(() -> {
                ready.countDown();
                added.set(append(volume, 1, new byte[10]) == Volume.Append.DONE);
            });
            writer.start();
            ready.await();
            for (int i = 0; i < round * 20; i++) {
                Thread.onSpinWait();
            }
            volume.seal();
            boolean spent = volume.isSealed() && volume.liveFrames() == 0;
            writer.join();
            assertThat(spent && added.get()).as("round %s", round).isFalse();
            assertThat(volume.liveFrames()).isEqualTo(added.get() ? 1 : 0);
            volume.retire();
            volume.delete();
        }
    }

    @Test
    void hasAWriterForEachPieceInIt() throws IOException {
        ChronicleRuntime.start();
        VolumeSet volumes = new VolumeSet(VolumeShape.of(1 << 20), 1, 1, null);
        FrameHead piece = new FrameHead(FrameHead.PIECE, (byte) 0, 1, 0, 1, 7, 1, 0, 7, 1);
        assertThat(volumes.appendPiece(piece, new byte[100], 0, 100)).isNull();
        volumes.makeNext(directory);
        Volume volume = volumes.appendPiece(piece, new byte[100], 0, 100);
        assertThat(volume).isNotNull();
        assertThat(volume.hasWriters()).isTrue();
        volume.writerLeaves();
        assertThat(volume.hasWriters()).isFalse();
        volume.seal();
        assertThat(volumes.appendPiece(piece, new byte[100], 0, 100)).isNull();
        assertThat(volume.hasWriters()).isFalse();
        volumes.closeAll();
    }

    private static Volume.Append append(Volume volume, long sequence, byte[] payload) {
        FrameHead head = new FrameHead(FrameHead.ENTRY, (byte) 0, 1, 0, 1, sequence, 0, 0, sequence, 0);
        return volume.append(head, new byte[] {1}, payload, 0, payload.length);
    }

    /** A file whose room nobody has given is written in full: no page of it can be missing when it is mapped. */
    @Test
    void fillsAFileThatCannotBeReserved() throws Exception {
        Path file = directory.resolve("sparse");
        byte[] start = {1, 2, 3};
        Files.write(file, start);
        long length = 1 << 20;
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(length);
        }
        assumeThat(allocated(file)).as("this file system knows no sparse files").isLessThan(length);
        VolumeFile.fill(file);
        assertThat(allocated(file)).isGreaterThanOrEqualTo(length);
        assertThat(Files.readAllBytes(file)).hasSize((int) length).startsWith(start);
    }

    @Test
    void hasAllRoomOfANewVolume() throws Exception {
        Volume volume = Volume.create(1, directory, VolumeShape.of(4 << 20), null);
        try {
            assertThat(allocated(volume.path())).isGreaterThanOrEqualTo(volume.bytes());
        } finally {
            volume.retire();
        }
    }

    /** The bytes that the file system has given. */
    private static long allocated(Path file) throws Exception {
        Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
        String blocks = new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assumeThat(stat.waitFor()).as("there is no stat here that tells blocks").isZero();
        return Long.parseLong(blocks) * 512;
    }
}
