package io.spillway.codec;

import org.jspecify.annotations.Nullable;

/** Looks into what was thrown, behind what libraries wrap it into. */
final class Causes {
    /** More would be a circle. */
    private static final int MOST = 1_000;

    private Causes() {}

    /** What was thrown, or the first of its causes, that is of a class; null if none is. */
    static <T extends Throwable> @Nullable T find(Throwable thrown, Class<T> wanted) {
        @Nullable Throwable cause = thrown;
        for (int i = 0; cause != null && i < MOST; i++) {
            if (wanted.isInstance(cause)) {
                return wanted.cast(cause);
            }
            cause = cause.getCause();
        }
        return null;
    }

    /** The cause of all, which says more than the wrapping. */
    static Throwable innermost(Throwable thrown) {
        Throwable innermost = thrown;
        for (int i = 0; i < MOST; i++) {
            Throwable cause = innermost.getCause();
            if (cause == null) {
                return innermost;
            }
            innermost = cause;
        }
        return innermost;
    }
}
