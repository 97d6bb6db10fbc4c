package io.spillway.codec;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Runs what needs more stack than the calling thread has: a graph is read with more of it than it was written with. */
final class LargeStack {
    /** Only what is used of it takes memory. */
    private static final long BYTES = 256L << 20;

    private LargeStack() {}

    /** Whether something failed because the stack was too small. */
    static boolean wasMissing(Throwable failure) {
        return Causes.find(failure, StackOverflowError.class) != null;
    }

    /** What a supplier gives, or throws, in a thread of its own. An interrupt does not cut the wait short. */
    static <T> T call(Supplier<T> supplier) {
        try {
            return CompletableFuture.supplyAsync(supplier, LargeStack::start).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new CodecException("A stored object can't be read: " + e.getCause(), e);
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(null, task, "spillway-large-stack", BYTES);
        thread.setDaemon(true);
        thread.start();
    }
}
