package io.spillway.tier.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Replaces files as a whole: whoever looks, at whatever instant, sees the old content or the new. */
public final class DurableFiles {
    private DurableFiles() {}

    /** Puts content in the place of a file's, and waits until the storage device has it. */
    static void replace(Path file, Writer content) throws IOException {
        Interrupts.shielded(() -> {
            Path unfinished = file.resolveSibling(file.getFileName() + VolumeFile.UNFINISHED);
            Files.deleteIfExists(unfinished);
            OwnerOnly.createFile(unfinished);
            try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                content.writeTo(channel);
                channel.force(true);
            }
            publish(unfinished, file);
            return file;
        });
    }

    /** Gives a file, which the storage device has, its name. For a thread that nobody interrupts. */
    public static void publish(Path unfinished, Path file) throws IOException {
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        forceFolder(file);
    }

    /**
     * Makes it durable that a file got its name, or lost it; where folders can't be opened, the file system takes care of that
     * itself. For a thread that nobody interrupts.
     */
    public static void forceFolder(Path file) {
        Path folder = file.getParent();
        if (folder != null) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            } catch (IOException e) {
                return;
            }
        }
    }

    static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Writes the content of a file. */
    interface Writer {
        /** Writes all of it. */
        void writeTo(FileChannel channel) throws IOException;
    }
}
