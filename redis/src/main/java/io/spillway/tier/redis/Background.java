package io.spillway.tier.redis;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Daemon threads for what nobody waits for. Safe for use by any thread. */
final class Background implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Background.class.getName());
    /** One looks whether Redis is there, the others may wait for it. */
    private static final int THREADS = 3;

    private final ScheduledThreadPoolExecutor threads;

    Background() {
        AtomicInteger count = new AtomicInteger();
        threads = new ScheduledThreadPoolExecutor(THREADS, task -> {
            Thread thread = new Thread(null, task, "spillway-redis-" + count.incrementAndGet(), 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(Background.class.getClassLoader());
            return thread;
        });
        threads.setRemoveOnCancelPolicy(true);
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Does something after a while; not at all once this is closed. */
    @SuppressWarnings("FutureReturnValueIgnored") // failures are logged
    void later(Runnable task, long millis) {
        try {
            threads.schedule(guarded(task), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // Nobody needs it any more.
            return;
        }
    }

    /** Does something again and again, with a pause in between. */
    @SuppressWarnings("FutureReturnValueIgnored") // failures are logged
    void repeat(Runnable task, long pauseMillis) {
        threads.scheduleWithFixedDelay(guarded(task), 0, pauseMillis, TimeUnit.MILLISECONDS);
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.WARNING, "Work for Redis in the background failed", e);
            }
        };
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
