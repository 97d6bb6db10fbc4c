package io.spillway.codec;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Runs what needs more stack than the calling thread has: a graph is read with more of it than it was written with. As many at
 * a time as there are processors; the others wait.
 */
final class LargeStack {
    /** Only what is used of it takes memory. */
    private static final long BYTES = 256L << 20;

    private static final Semaphore PROCESSORS =
            new Semaphore(Runtime.getRuntime().availableProcessors());

    private LargeStack() {}

    /** Whether something failed because the stack was too small, and a larger one would help. */
    static boolean wasMissing(Throwable failure) {
        return Causes.find(failure, StackOverflowError.class) != null && !(Thread.currentThread() instanceof Large);
    }

    /** What a supplier gives, or throws, in a thread of its own. An interrupt does not cut the wait short. */
    static <T> T call(Supplier<T> supplier) {
        PROCESSORS.acquireUninterruptibly();
        try {
            return CompletableFuture.supplyAsync(supplier, task -> new Large(task).start())
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new CodecException("A stored object can't be read: " + e.getCause(), e);
        } finally {
            PROCESSORS.release();
        }
    }

    private static final class Large extends Thread {
        Large(Runnable task) {
            super(null, task, "spillway-large-stack", BYTES);
            setDaemon(true);
        }
    }
}
