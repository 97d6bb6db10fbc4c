package io.spillway.cache;

import java.io.Closeable;
import org.jspecify.annotations.Nullable;

/** Closes what a user gave to a cache, where it can be closed. */
final class Closing {
    private static final System.Logger LOG = System.getLogger(Closing.class.getName());

    private Closing() {}

    /** Closes the object if it is {@link Closeable}; a failure is logged, and keeps nothing else from being closed. */
    static void quietly(@Nullable Object object) {
        if (object instanceof Closeable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "Closing " + object.getClass().getName() + " failed",
                        e);
            }
        }
    }
}
