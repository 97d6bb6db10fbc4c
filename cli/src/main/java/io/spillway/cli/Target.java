package io.spillway.cli;

import io.spillway.checkpoint.CheckpointFolder;
import io.spillway.tier.disk.StoreInspection;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Something to look at.
 *
 * @param path a store's folder, or a file
 * @param kind what it seems to be
 */
record Target(Path path, Kind kind) {
    private static final int DEPTH = 3;

    enum Kind {
        STORE,
        CHECKPOINT,
        /** One file of a store. */
        FILE,
        UNKNOWN
    }

    /** What there is at a path, or below it. */
    static List<Target> at(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new IOException("There is no " + path, new NoSuchFileException(path.toString()));
        }
        List<Target> found = new ArrayList<>();
        if (Files.isDirectory(path)) {
            look(path, DEPTH, found);
        } else if (isCheckpoint(path)) {
            found.add(new Target(path, Kind.CHECKPOINT));
        } else {
            found.add(new Target(path, StoreInspection.isPartOfStore(path) ? Kind.FILE : Kind.UNKNOWN));
        }
        return found;
    }

    private static boolean isCheckpoint(Path path) {
        return String.valueOf(path.getFileName()).contains(CheckpointFolder.SUFFIX);
    }

    private static void look(Path folder, int depth, List<Target> found) throws IOException {
        if (StoreInspection.isStore(folder)) {
            found.add(new Target(folder, Kind.STORE));
            return;
        }
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            files.forEach(children::add);
        }
        children.sort(null);
        for (Path child : children) {
            if (Files.isRegularFile(child) && isFinished(child)) {
                found.add(new Target(child, Kind.CHECKPOINT));
            } else if (Files.isDirectory(child) && depth > 1) {
                look(child, depth - 1, found);
            }
        }
    }

    /** A name with something behind the ending is of one that is being written, or was set aside. */
    private static boolean isFinished(Path child) {
        return String.valueOf(child.getFileName()).endsWith(CheckpointFolder.SUFFIX);
    }
}
