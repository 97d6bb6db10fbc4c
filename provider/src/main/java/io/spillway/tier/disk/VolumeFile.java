package io.spillway.tier.disk;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import net.openhft.chronicle.map.ChronicleMap;
import org.jspecify.annotations.Nullable;

/** How the file of a volume is made and opened. All of it in a thread of its own, as interrupts would close the files. */
final class VolumeFile {
    static final String SUFFIX = ".volume";
    static final String UNFINISHED = ".new";

    private static final System.Logger LOG = System.getLogger(VolumeFile.class.getName());
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
    static Made create(Path path, VolumeShape shape) throws IOException {
        Path unfinished = path.resolveSibling(path.getFileName() + UNFINISHED);
        return Interrupts.shielded(() -> {
            boolean complete = false;
            try {
                Files.deleteIfExists(unfinished);
                OwnerOnly.createFile(unfinished);
                ChronicleMap<byte[], Frame> fresh = shape.builder().createPersistedTo(unfinished.toFile());
                VolumeSeal.Layout layout = VolumeSeal.Layout.of(fresh);
                fresh.close();
                if (!ChronicleRuntime.reserve(unfinished)) {
                    fill(unfinished);
                }
                byte[] head = VolumeSeal.readHead(unfinished, layout);
                Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
                Made made = new Made(shape.builder().createPersistedTo(path.toFile()), layout, head, Files.size(path));
                complete = true;
                return made;
            } finally {
                if (!complete) {
                    Files.deleteIfExists(unfinished);
                    Files.deleteIfExists(path);
                }
            }
        });
    }

    /**
     * A new file.
     *
     * @param map the file, open
     * @param layout where what is in it
     * @param head what it begins with while nobody holds a lock
     * @param bytes its length
     */
    record Made(ChronicleMap<byte[], Frame> map, VolumeSeal.Layout layout, byte[] head, long bytes) {}

    /** Opens the file of an earlier run, its head restored; null if it is not as it was left, and so must not be opened. */
    static @Nullable ChronicleMap<byte[], Frame> open(Path path, VolumeShape shape, VolumeSeal seal)
            throws IOException {
        return Interrupts.shielded(() -> {
            if (seal.restore(path)) {
                return shape.builder().createPersistedTo(path.toFile());
            }
            return null;
        });
    }

    /** Deletes a file that nobody needs any more, if it is there. */
    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Could not delete " + file + "; delete it when the cache is closed", e);
        }
    }

    /** Writes every block of a file once, with what it holds: from then on the file system has given the room. */
    static void fill(Path path) throws IOException {
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
