package io.spillway.jsr107;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** The ways in which a cache may be built of tiers; JSR-107's behaviour must be the same in each. */
enum Tiers {
    /** Everything stays in the heap. */
    HEAP_ONLY("defaults: { disk: none }\n"),

    /** A heap so small that practically every entry lives on disk. */
    SPILLING("defaults: { heap: 400, disk: 32MB }\n"),

    /** The same, with files that outlive the cache. */
    KEPT("directory: '%s'\ndefaults: { heap: 400, disk: 32MB, survives: restart }\n");

    private final String yaml;

    Tiers(String yaml) {
        this.yaml = yaml;
    }

    /** Writes a configuration into a folder and returns the URI of a cache manager that has it. */
    URI configure(Path folder) {
        return write(folder, yaml.formatted(folder.resolve("files")));
    }

    static URI write(Path folder, String yaml) {
        try {
            return Files.writeString(folder.resolve("spillway.yaml"), yaml).toUri();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
