package io.spillway.tier.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;

/** Replaces files as a whole: whoever looks, at whatever instant, sees the old content or the new. */
public final class DurableFiles {
    /** Told of each file that the storage device has as it is: for the test of what a power failure leaves. */
    @SuppressWarnings("NonFinalStaticField")
    static volatile Consumer<Path> forced = file -> {};

    private DurableFiles() {}

    /** Puts content in the place of a file's, and waits until the storage device has it. */
    public static void replace(Path file, Writer content) throws IOException {
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

    /** Waits until the storage device has all that was written to a file. */
    static void force(Path file) throws IOException {
        Interrupts.shielded(() -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(false);
            }
            forced.accept(file);
            return file;
        });
    }

    /** Waits until the storage device knows that files of one folder are gone. */
    static void forceDeletions(List<Path> files) {
        if (!files.isEmpty()) {
            forceFolder(files.get(0));
            files.forEach(forced);
        }
    }

    /** Gives a file, which the storage device has, its name. For a thread that nobody interrupts. */
    public static void publish(Path unfinished, Path file) throws IOException {
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        forceFolder(file);
        forced.accept(file);
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

    /** Writes all of what is left in a buffer. */
    public static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Writes the content of a file. */
    public interface Writer {
        /** Writes all of it. */
        void writeTo(FileChannel channel) throws IOException;
    }
}
