package io.spillway.provider;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of one cache manager: daemons, the timer's while the manager is open, others only while there is work and some
 * seconds longer. Safe for use by any thread.
 *
 * <p>What can be slow, as users' listeners and loaders are, has threads of its own, so that it never keeps the heap from
 * spilling: listeners a thread for each cache that has events, so that a slow one holds up its own cache's events only, and
 * loads a thread for each call of {@code loadAll}, as one that waits for another must not keep that from running.
 */
final class ManagerThreads implements AutoCloseable {
    private static final int WORKERS = 2;
    private static final long KEEP_ALIVE_SECONDS = 5;

    private final ThreadPoolExecutor work;
    private final ThreadPoolExecutor listeners;
    private final ThreadPoolExecutor loaders;
    private final ThreadPoolExecutor checkpoints;
    private final ThreadPoolExecutor resizing;
    private final ScheduledThreadPoolExecutor timer;

    ManagerThreads() {
        this.work = pool("spillway-work-", WORKERS);
        this.listeners = threadEach("spillway-listeners-");
        this.loaders = threadEach("spillway-loaders-");
        this.checkpoints = pool("spillway-checkpoint-", 1);
        this.resizing = pool("spillway-resizing-", 1);
        this.timer = new ScheduledThreadPoolExecutor(1, daemons("spillway-timer-"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    private static ThreadPoolExecutor pool(String prefix, int threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons(prefix));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ThreadPoolExecutor threadEach(String prefix) {
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), daemons(prefix));
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(null, task, prefix + count.incrementAndGet(), 0, false);
            thread.setDaemon(true);
            // The creating caller's loader must not be kept alive by a thread that outlives its call.
            thread.setContextClassLoader(ManagerThreads.class.getClassLoader());
            return thread;
        };
    }

    /** Runs housekeeping: evictions, volumes. After close, in the caller. */
    Executor work() {
        return task -> executeOrRun(work, task);
    }

    /** Runs users' listeners; each cache hands over one task at a time. After close, in the caller. */
    Executor listeners() {
        return task -> executeOrRun(listeners, task);
    }

    /** Runs users' loaders. After close, in the caller. */
    Executor loaders() {
        return task -> executeOrRun(loaders, task);
    }

    /** Makes checkpoints, one at a time: several at once would only get in each other's way. After close, in the caller. */
    Executor checkpoints() {
        return task -> executeOrRun(checkpoints, task);
    }

    /** Brings heaps to other sizes, which waits for the disk. After close, not at all. */
    Executor resizing() {
        return task -> {
            if (!resizing.isShutdown()) {
                executeOrRun(resizing, task);
            }
        };
    }

    private static void executeOrRun(ThreadPoolExecutor pool, Runnable task) {
        try {
            pool.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    /** Runs a task again and again, with a pause in between. */
    @SuppressWarnings("FutureReturnValueIgnored") // the task sees to its own failures, and ends with the timer
    void repeat(Runnable task, long pauseMillis) {
        timer.scheduleWithFixedDelay(task, pauseMillis, pauseMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        work.shutdown();
        listeners.shutdown();
        loaders.shutdown();
        checkpoints.shutdown();
        resizing.shutdown();
    }
}
