package io.spillway.tier;

import org.jspecify.annotations.Nullable;

/**
 * Several steps of which each is to be taken, whatever becomes of the others. The first failure is thrown in the end, the
 * later ones suppressed in it. For one thread.
 */
public final class Failures {
    private @Nullable Throwable first;

    /** Takes a step. */
    @SuppressWarnings("ReferenceEquality") // an exception can't be suppressed in itself
    public void attempt(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            if (first == null) {
                first = e;
            } else if (first != e) {
                first.addSuppressed(e);
            }
        }
    }

    /** Throws what was caught first, if anything was. */
    public void rethrow() {
        if (first instanceof Error error) {
            throw error;
        }
        if (first instanceof RuntimeException exception) {
            throw exception;
        }
    }
}
