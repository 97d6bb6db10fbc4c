package io.spillway.tier.disk;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.cache.CacheException;

/** The folder of a cache whose content survives, with its manifest. */
final class KeptHome implements Home {
    private static final System.Logger LOG = System.getLogger(KeptHome.class.getName());

    private final StoreFolder folder;
    private final DiskOptions options;
    private final boolean found;
    private volatile Manifest manifest;

    KeptHome(StoreFolder folder, DiskOptions options, Manifest manifest, boolean found) {
        this.folder = folder;
        this.options = options;
        this.manifest = manifest;
        this.found = found;
    }

    /** Whether this is the home of an earlier run, rather than a new one or one whose content was discarded. */
    boolean wasFound() {
        return found;
    }

    @Override
    public Path folder() {
        return folder.path();
    }

    @Override
    public List<Path> setAside() {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.path(), "*" + KeptStore.SET_ASIDE)) {
            files.forEach(found::add);
        } catch (IOException | DirectoryIteratorException e) {
            LOG.log(Level.DEBUG, "Can't look for damaged files", e);
        }
        return found;
    }

    /** Whether the machine, rather than a process, may have died: then pages of files are missing, in any order. */
    boolean mayLackPages() {
        Owner predecessor = folder.predecessor();
        return predecessor == null || !predecessor.isOfThisBoot();
    }

    Manifest manifest() {
        return manifest;
    }

    /** Before anything changes, the storage device knows that what was noted at the last close will be out of date. */
    synchronized void opened() {
        write(manifest.opened(options));
    }

    @Override
    public synchronized void cleared(int generation) {
        write(manifest.withGeneration(generation));
    }

    private void write(Manifest next) {
        try {
            next.write(folder.path());
            manifest = next;
        } catch (IOException e) {
            takeBack(e);
            throw new CacheException(
                    "The manifest of cache '" + options.cacheName() + "' in " + folder.path()
                            + " can't be written; what asked for it has changed nothing",
                    e);
        }
    }

    /** The manifest has a copy, which may have been written before the failure. */
    private void takeBack(IOException failure) {
        try {
            manifest.write(folder.path());
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Says that all is written that a later start needs. */
    synchronized void closed(long highestVersion, long nextSequence, int nextVolume, List<Integer> volumes) {
        write(manifest.closed(highestVersion, nextSequence, nextVolume, volumes));
    }

    /** Gives the folder back. */
    void release() {
        try {
            folder.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Could not unlock " + folder.path(), e);
        }
    }

    void delete() {
        try {
            folder.delete();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Could not delete " + folder.path(), e);
            release();
        }
    }
}
