package io.spillway.codec;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs what needs more stack than the calling thread has: a graph is read with more of it than it was written with. */
final class LargeStack {
    /** Only what is used of it takes memory. */
    private static final long BYTES = 256L << 20;

    private LargeStack() {}

    /** Whether something failed because the stack was too small. */
    static boolean wasMissing(Throwable failure) {
        @Nullable Throwable cause = failure;
        while (cause != null) {
            if (cause instanceof StackOverflowError) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** What a supplier gives, or throws, in a thread of its own. An interrupt does not cut the wait short. */
    static <T> T call(Supplier<T> supplier) {
        FutureTask<T> task = new FutureTask<>(supplier::get);
        Thread thread = new Thread(null, task, "spillway-large-stack", BYTES);
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof RuntimeException failure) {
                        throw failure;
                    }
                    throw new CodecException("A stored object can't be read: " + e.getCause(), e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
