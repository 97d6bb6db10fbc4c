package io.spillway.tier.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** Keeps interrupts away from files: an interrupt while a channel is in use closes the channel. */
public final class Interrupts {
    private Interrupts() {}

    /** Runs something in a thread of its own and waits for it, whatever interrupts the caller. */
    public static <T extends @Nullable Object> T shielded(Callable<T> work) throws IOException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "spillway-files");
        thread.setDaemon(true);
        thread.setContextClassLoader(Interrupts.class.getClassLoader());
        thread.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException || cause instanceof RuntimeException || cause instanceof Error) {
                cause.addSuppressed(new IOException(
                        "asked for by thread " + Thread.currentThread().getName()));
            }
            if (cause instanceof IOException io) {
                throw io;
            }
            if (cause instanceof RuntimeException runtime) {
                throw runtime;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw new IOException(cause);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The same for what sees to its own failures with files. */
    static void shieldedRun(Runnable work) {
        try {
            shielded(() -> {
                work.run();
                return true;
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
