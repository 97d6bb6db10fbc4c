package io.spillway.tier.disk;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** The folder of one tier, locked as long as this object is open. */
final class StoreFolder implements Closeable {
    private static final System.Logger LOG = System.getLogger(StoreFolder.class.getName());
    private static final String PRIVATE_PREFIX = "spillway-private-";

    private final Path path;
    private final FolderLock lock;
    private final @Nullable Owner predecessor;

    private StoreFolder(Path path, FolderLock lock, @Nullable Owner predecessor) {
        this.path = path;
        this.lock = lock;
        this.predecessor = predecessor;
    }

    /**
     * Opens the folder of a cache whose content survives.
     *
     * @throws CacheException if it can't be used, or another cache uses it
     */
    static StoreFolder ofCache(Path base, String cacheName) {
        Path path = base.resolve(FolderNames.of(cacheName));
        try {
            OwnerOnly.createFolders(path);
            Owner predecessor = FolderLock.owner(path);
            FolderLock lock = FolderLock.tryLock(path);
            if (lock == null) {
                Owner owner = FolderLock.owner(path);
                throw new CacheException("Cache '" + cacheName + "' can't be opened: its files in " + path
                        + " are in use by " + (owner == null ? "another process" : owner)
                        + ". Close it there, or configure another directory.");
            }
            return new StoreFolder(path, lock, predecessor);
        } catch (IOException e) {
            throw new CacheException(unusable(cacheName, path, e), e);
        }
    }

    /** Makes a folder of this process's own, and removes those that dead processes left. */
    static StoreFolder ofProcess(@Nullable Path base, String cacheName) throws IOException {
        Path parent = parent(base);
        OwnerOnly.createFolders(parent);
        removeStale(parent);
        Path path = OwnerOnly.createTemporaryFolder(parent, PRIVATE_PREFIX);
        FolderLock lock = FolderLock.tryLock(path);
        if (lock == null) {
            throw new IOException("The new folder " + path + " of cache '" + cacheName + "' is locked by someone");
        }
        return new StoreFolder(path, lock, null);
    }

    /**
     * Makes sure that a folder can be made under a directory.
     *
     * @throws CacheException if not
     */
    static void requireWritable(@Nullable Path base, String cacheName) {
        Path parent = parent(base);
        try {
            OwnerOnly.createFolders(parent);
            if (!Files.isWritable(parent)) {
                throw new IOException("not writable");
            }
        } catch (IOException e) {
            throw new CacheException(unusable(cacheName, parent, e), e);
        }
    }

    private static String unusable(String cacheName, Path path, IOException e) {
        return "The directory of cache '" + cacheName + "' can't be used: " + path + " (" + e
                + "). Configure a directory that this process may write to.";
    }

    private static Path parent(@Nullable Path base) {
        return base != null ? base : Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static void removeStale(Path parent) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PRIVATE_PREFIX + "*")) {
            for (Path folder : folders) {
                removeIfStale(folder);
            }
        }
    }

    private static void removeIfStale(Path folder) {
        try {
            // A folder without an owner is just being made, or just being removed.
            if (FolderLock.owner(folder) == null) {
                return;
            }
            FolderLock lock = FolderLock.tryLock(folder);
            if (lock != null) {
                new StoreFolder(folder, lock, null).delete();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Could not remove " + folder, e);
        }
    }

    Path path() {
        return path;
    }

    /** Who had this folder before, if he did not give it back. */
    @Nullable Owner predecessor() {
        return predecessor;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    /** Deletes the folder and all that is in it. */
    void delete() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        lock.close();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(path);
    }
}
