package io.spillway.tier.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Where a tier's files live, and what is written down there of the tier as a whole. */
interface Home {
    /** The folder, made at the first call. */
    Path folder() throws IOException;

    /** Says that everything is cleared, and a new generation begins. */
    void cleared(int generation);

    /** Damaged files that lie aside. */
    default List<Path> setAside() {
        return List.of();
    }
}
