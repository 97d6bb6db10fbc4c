package io.spillway.checkpoint;

import io.spillway.tier.disk.DurableFiles;
import io.spillway.tier.disk.FolderLock;
import io.spillway.tier.disk.FolderNames;
import io.spillway.tier.disk.Interrupts;
import io.spillway.tier.disk.OwnerOnly;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one cache's checkpoints: {@code checkpoints/<cache>} in the configured directory. Locked from the first use
 * on, as its content is one cache's own. Files are numbered, so that the highest is the newest. Safe for use by any thread.
 */
public final class CheckpointFolder {
    /** How the name of a checkpoint ends. */
    public static final String SUFFIX = ".checkpoint";

    private static final System.Logger LOG = System.getLogger(CheckpointFolder.class.getName());
    private static final String PARENT = "checkpoints";
    private static final String UNFINISHED = ".new";
    private static final String SET_ASIDE = ".damaged";
    private static final String RESTORING = "restoring";
    private static final Pattern NUMBERED =
            Pattern.compile("([0-9a-f]{8})" + Pattern.quote(SUFFIX) + "(" + Pattern.quote(SET_ASIDE) + ")?");

    private final Path path;
    private @Nullable FolderLock lock;
    private boolean released;

    /** Creates the object; nothing is touched yet. */
    public CheckpointFolder(Path directory, String cacheName) {
        this.path = directory.resolve(PARENT).resolve(FolderNames.of(cacheName));
    }

    /** Where the files are. */
    public Path path() {
        return path;
    }

    /**
     * Makes the folder, if need be, and takes its lock.
     *
     * @throws IOException if that can't be done; it says who has the lock, or that the folder was given back
     */
    public synchronized void open() throws IOException {
        if (released) {
            throw new IOException("The checkpoints in " + path + " are not in use any more, as their cache is closed");
        }
        if (lock == null) {
            OwnerOnly.createFolders(path);
            lock = FolderLock.tryLock(path);
            if (lock == null) {
                Object owner = FolderLock.owner(path);
                throw new IOException("The checkpoints in " + path + " are in use by "
                        + (owner == null ? "another process" : owner)
                        + ". Close the cache there, or configure another directory");
            }
            try (DirectoryStream<Path> files = Files.newDirectoryStream(path, "*" + UNFINISHED)) {
                for (Path file : files) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Whether the lock is held. */
    synchronized boolean isOpen() {
        return lock != null;
    }

    /** Whether there is something that only the owner of the lock may change. */
    private boolean isOurs() {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try {
            open();
            return true;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Left alone: " + path, e);
            return false;
        }
    }

    /** The checkpoints, the newest first. */
    public List<Path> newestFirst() throws IOException {
        return numbered(false);
    }

    private List<Path> numbered(boolean setAside) throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(path)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
                for (Path file : files) {
                    Matcher name = NUMBERED.matcher(String.valueOf(file.getFileName()));
                    if (name.matches() && (name.group(2) != null) == setAside) {
                        found.add(file);
                    }
                }
            }
        }
        found.sort(Comparator.comparing(Path::getFileName).reversed());
        return found;
    }

    /** The name for a new checkpoint. */
    public Path next() throws IOException {
        long highest = 0;
        for (boolean setAside : new boolean[] {false, true}) {
            for (Path file : numbered(setAside)) {
                highest = Math.max(
                        highest, HexFormat.fromHexDigits(file.getFileName().toString(), 0, 8));
            }
        }
        return path.resolve(HexFormat.of().toHexDigits((int) (highest + 1)) + SUFFIX);
    }

    /** An empty file, for its owner only, in which a checkpoint is to be written. */
    static Path unfinished(Path checkpoint) throws IOException {
        Path unfinished = checkpoint.resolveSibling(checkpoint.getFileName() + UNFINISHED);
        Files.deleteIfExists(unfinished);
        OwnerOnly.createFile(unfinished);
        return unfinished;
    }

    /** Of those checkpoints that are ours to remove, removes the oldest above a number; and of those set aside. */
    void prune(int keep, Predicate<Path> ours) throws IOException {
        removeAllBut(keep, numbered(false).stream().filter(ours).toList());
        removeAllBut(keep, numbered(true));
    }

    private static void removeAllBut(int keep, List<Path> newestFirst) {
        newestFirst.stream().skip(keep).forEach(file -> {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // The new one is there all the same.
                LOG.log(Level.WARNING, "The old checkpoint " + file + " can't be removed", e);
            }
        });
    }

    /** Takes a damaged checkpoint out of the row. */
    static void setAside(Path file) throws IOException {
        Files.move(file, file.resolveSibling(file.getFileName() + SET_ASIDE), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Whether somebody began to fill the cache, and did not come to the end. */
    boolean isRestoring() {
        return Files.exists(path.resolve(RESTORING));
    }

    /** Notes, for a run to come, that the cache is being filled, or no more. */
    void restoring(boolean begun) throws IOException {
        Interrupts.shielded(() -> {
            Path mark = path.resolve(RESTORING);
            boolean changed = begun != Files.deleteIfExists(mark);
            if (begun) {
                OwnerOnly.createFile(mark);
            }
            if (changed) {
                DurableFiles.forceFolder(mark);
            }
            return changed;
        });
    }

    /** Removes all checkpoints, for good, unless they are somebody else's. */
    void removeAll() throws IOException {
        if (isOurs()) {
            Interrupts.shielded(() -> {
                List<Path> doomed = new ArrayList<>(numbered(false));
                doomed.addAll(numbered(true));
                for (Path file : doomed) {
                    Files.deleteIfExists(file);
                }
                if (!doomed.isEmpty()) {
                    DurableFiles.forceFolder(doomed.get(0));
                }
                return doomed.size();
            });
        }
    }

    /** Gives the folder back, for good; removes it, if it is to be removed and empty. */
    public synchronized void release(boolean remove) {
        released = true;
        FolderLock held = lock;
        if (held == null) {
            return;
        }
        lock = null;
        try (held) {
            if (remove) {
                Files.deleteIfExists(path.resolve(RESTORING));
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The checkpoint folder " + path + " could not be given back properly", e);
        }
        if (remove) {
            removeFolder();
        }
    }

    private void removeFolder() {
        try {
            Files.deleteIfExists(path.resolve(FolderLock.LOCK));
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The checkpoint folder " + path + " could not be removed", e);
        }
    }
}
