package io.spillway.examples.quickstart;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The directory with the cache's configuration and its files. */
final class Workspace implements Closeable {
    static final String CACHE = "jdk";

    private final Path directory;
    private final Path configuration;
    private final boolean temporary;

    private Workspace(Path directory, Path configuration, boolean temporary) {
        this.directory = directory;
        this.configuration = configuration;
        this.temporary = temporary;
    }

    /**
     * Makes the directory, where it is not there, and writes the configuration into it.
     *
     * @throws IllegalArgumentException if that is not possible; the message is for people
     */
    static Workspace open(Options options) throws IOException {
        boolean temporary = options.directory().isEmpty();
        Path directory = temporary
                ? Files.createTempDirectory("spillway-quickstart")
                : options.directory().get();
        Path configuration = directory.resolve("spillway.yaml");
        try {
            Files.createDirectories(directory);
            Files.writeString(configuration, yaml(options, directory));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "Nothing can be written into the directory " + directory + " (" + e + "); choose another one.", e);
        }
        return new Workspace(directory, configuration, temporary);
    }

    private static String yaml(Options options, Path directory) {
        return """
            # Written by Spillway's quickstart.
            directory: '%s'
            caches:
              %s:
                key: java.lang.String
                value: byte[]
                heap: %d
                disk: %d
                survives: restart
            """.formatted(
                directory.resolve("files").toString().replace("'", "''"), CACHE, options.heap(), options.disk());
    }

    /** The URI by which a caching provider opens the cache manager. */
    URI uri() {
        return configuration.toUri();
    }

    /** Where the files are. */
    Path directory() {
        return directory;
    }

    /** Whether everything is deleted in the end. */
    boolean isTemporary() {
        return temporary;
    }

    @Override
    public void close() throws IOException {
        if (temporary) {
            delete();
        }
    }

    private void delete() throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> paths = Files.walk(directory)) {
            deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
