package io.spillway.tier.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The right to a folder: a lock that the operating system takes back when its owner dies, and a readable note of who that
 * owner is.
 */
public final class FolderLock implements Closeable {
    /** The name of the file that is locked. */
    public static final String LOCK = "lock";

    private static final String OWNER = "owner";

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /** Takes the lock of a folder; null if somebody else has it. */
    public static @Nullable FolderLock tryLock(Path folder) throws IOException {
        return Interrupts.shielded(() -> take(folder));
    }

    private static synchronized @Nullable FolderLock take(Path folder) throws IOException {
        // Not to be tried by the process that has the lock: closing any channel to a locked file unlocks it.
        if (Owner.self().equals(owner(folder))) {
            return null;
        }
        FileChannel channel =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held by another copy of this class in this process; left open, as closing the channel would unlock it.
            return null;
        }
        if (lock == null) {
            channel.close();
            return null;
        }
        Owner.self().write(folder.resolve(OWNER));
        return new FolderLock(folder, channel);
    }

    /** Who has the lock of a folder, or had it when he died. */
    public static @Nullable Owner owner(Path folder) {
        return Owner.read(folder.resolve(OWNER));
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(folder.resolve(OWNER));
        channel.close();
    }
}
