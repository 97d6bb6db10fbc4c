package io.spillway.examples.sessions;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folder with the configuration, which the example edits, and the files of the cache. */
final class Workspace implements Closeable {
    static final String CACHE = "sessions";

    private final Path directory;
    private final boolean temporary;

    private Workspace(Path directory, boolean temporary) {
        this.directory = directory;
        this.temporary = temporary;
    }

    /**
     * Makes the folder, where it is not there.
     *
     * @throws IllegalArgumentException if that is not possible, or it is not empty; the message is for people
     */
    static Workspace open(Options options) throws IOException {
        if (options.directory().isEmpty()) {
            return new Workspace(Files.createTempDirectory("spillway-sessions"), true);
        }
        Path directory = options.directory().get();
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "The folder " + directory + " can't be made (" + e + "); choose another one.", e);
        }
        try (Stream<Path> files = Files.list(directory)) {
            if (files.findAny().isPresent()) {
                throw new IllegalArgumentException(
                        "The folder " + directory + " is not empty; empty it, or choose another one.");
            }
        }
        return new Workspace(directory, false);
    }

    /** Writes the configuration, with so many megabytes of heap: as one would in an editor, while the cache is open. */
    void configure(int heap) throws IOException {
        Files.writeString(configuration(), """
            # Written by Spillway's example of sessions.
            directory: '%s'
            hot-reload: true
            defaults: { survives: restart }
            caches:
              sessions:
                key: java.lang.String
                value: io.spillway.Session
                codec: json
                heap: %dMB
                disk: 8GB
              sessions-by-user:
                key: java.lang.String
                value: java.lang.String
                heap: 1MB
            """.formatted(
                        directory.resolve("files").toString().replace("'", "''"), heap));
    }

    private Path configuration() {
        return directory.resolve("spillway.yaml");
    }

    /** The URI by which a caching provider opens the cache manager. */
    URI uri() {
        return configuration().toUri();
    }

    /** What becomes of the files, for people. */
    String fate() {
        return temporary ? "The files are deleted now." : "The files are in " + directory + ".";
    }

    @Override
    public void close() throws IOException {
        if (!temporary) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> paths = Files.walk(directory)) {
            deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
