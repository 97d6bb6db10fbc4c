package io.spillway.cli;

import io.spillway.tier.disk.FolderLock;
import java.io.IOException;
import java.nio.file.Path;

/** The right to a store, as long as a command works on it. */
final class StoreLock {
    private StoreLock() {}

    /** Takes the lock, or says who has it. */
    static FolderLock take(Path store) throws IOException {
        FolderLock lock = FolderLock.tryLock(store);
        if (lock == null) {
            Object owner = FolderLock.owner(store);
            throw new IOException(store + " is in use by " + (owner == null ? "another process" : owner)
                    + "; close the cache there first, or let it make the checkpoint itself");
        }
        return lock;
    }
}
