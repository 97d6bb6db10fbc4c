package io.spillway.tier.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import net.openhft.chronicle.map.ChronicleMap;

/** How the file of a volume is made and opened. All of it in a thread of its own, as interrupts would close the files. */
final class VolumeFile {
    static final String SUFFIX = ".volume";
    static final String UNFINISHED = ".new";

    private static final int BLOCK = 1 << 16;

    private VolumeFile() {}

    /** The name of a volume's file. */
    static String name(int id) {
        return String.format("%06x%s", id, SUFFIX);
    }

    /**
     * Makes a file of full size, its room reserved, and opens it. It bears its final name only when it is complete; where
     * that fails, nothing of it stays.
     */
    static ChronicleMap<byte[], Frame> create(Path path, VolumeShape shape) throws IOException {
        Path unfinished = path.resolveSibling(path.getFileName() + UNFINISHED);
        return Interrupts.shielded(() -> {
            boolean complete = false;
            try {
                Files.deleteIfExists(unfinished);
                OwnerOnly.createFile(unfinished);
                shape.builder().createPersistedTo(unfinished.toFile()).close();
                if (!ChronicleRuntime.reservesNatively()) {
                    fill(unfinished);
                }
                Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
                ChronicleMap<byte[], Frame> map = shape.builder().createPersistedTo(path.toFile());
                complete = true;
                return map;
            } finally {
                if (!complete) {
                    Files.deleteIfExists(unfinished);
                    Files.deleteIfExists(path);
                }
            }
        });
    }

    /** Opens the file of a volume that was closed properly, or whose head was restored. */
    static ChronicleMap<byte[], Frame> open(Path path, VolumeShape shape) throws IOException {
        return Interrupts.shielded(() -> shape.builder().createPersistedTo(path.toFile()));
    }

    /** Writes every block of a file once, with what it holds: from then on the file system has given the room. */
    private static void fill(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
            for (long at = 0; at < channel.size(); at += block.limit()) {
                block.clear();
                channel.read(block, at);
                block.flip();
                channel.write(block, at);
            }
        }
    }
}
