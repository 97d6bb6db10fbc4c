package io.spillway.tier.disk;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A folder of this process's own, made when the first file is, and gone when it is closed. */
final class PrivateHome implements Home {
    private static final System.Logger LOG = System.getLogger(PrivateHome.class.getName());

    private final @Nullable Path base;
    private final String cacheName;
    private @Nullable StoreFolder folder;

    PrivateHome(@Nullable Path base, String cacheName) {
        this.base = base;
        this.cacheName = cacheName;
    }

    @Override
    public synchronized Path folder() throws IOException {
        StoreFolder present = folder;
        if (present == null) {
            present = StoreFolder.ofProcess(base, cacheName);
            folder = present;
        }
        return present.path();
    }

    @Override
    public void cleared(int generation) {
        // Nobody will ask.
    }

    synchronized void delete() {
        StoreFolder present = folder;
        folder = null;
        if (present != null) {
            try {
                present.delete();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "Could not delete " + present.path() + " of cache '" + cacheName + "'", e);
            }
        }
    }
}
