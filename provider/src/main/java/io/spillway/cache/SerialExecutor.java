package io.spillway.cache;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one after the other, in the order of their submission, on threads of another executor.
 *
 * <p>Submitting never waits, because it may happen inside locks. What keeps the queue bounded is that whoever submits calls
 * {@link #awaitRoom} when its locks are given back. A wait is limited, so that no order of waiting can stop two callers for
 * ever: while a task never ends, the queue grows by one call a thread and second.
 */
final class SerialExecutor implements Executor {
    /** More than so many tasks make their submitters wait. */
    static final int CAPACITY = 1_024;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final System.Logger LOG = System.getLogger(SerialExecutor.class.getName());
    /** Whether this thread runs tasks, for which nobody may wait in a task. */
    private static final ThreadLocal<@Nullable Boolean> RUNNING = new ThreadLocal<>();

    private final String name;
    private final Executor threads;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pending = new AtomicInteger();
    private final ReentrantLock waiting = new ReentrantLock();
    private final Condition room = waiting.newCondition();
    private final AtomicBoolean impatienceLogged = new AtomicBoolean();
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicBoolean failureLogged = new AtomicBoolean();
    /** Whether tasks wait for which no thread could be started. */
    private volatile boolean stalled;

    SerialExecutor(String name, Executor threads) {
        this.name = name;
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        pending.incrementAndGet();
        start();
    }

    /** Has a thread run the tasks. If none can be had, they stay, and whoever comes next tries again. */
    private void start() {
        if (!running.compareAndSet(false, true)) {
            return;
        }
        try {
            threads.execute(this::runAll);
            stalled = false;
        } catch (RuntimeException | Error e) {
            stalled = true;
            running.set(false);
            if (failureLogged.compareAndSet(false, true)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "No thread can be started for the listeners of " + name
                                + "; its callers run them until there is one. This is said once",
                        e);
            }
        }
    }

    /** Runs here, if need be, the tasks for which no thread can be started; not for use inside locks. */
    void runIfStalled() {
        if (!stalled) {
            return;
        }
        start();
        if (stalled && running.compareAndSet(false, true)) {
            stalled = false;
            runAll();
        }
    }

    /** Whether this thread is running a task of any such executor. */
    static boolean isRunningTasks() {
        return RUNNING.get() != null;
    }

    boolean isFull() {
        return pending.get() > CAPACITY;
    }

    /** Waits a moment if too many tasks are pending, unless this thread runs tasks itself; not for use inside locks. */
    void awaitRoom() {
        if (!isFull() || isRunningTasks()) {
            return;
        }
        long left = PATIENCE_NANOS;
        waiting.lock();
        try {
            while (isFull() && left > 0) {
                left = room.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.unlock();
        }
        if (left <= 0 && impatienceLogged.compareAndSet(false, true)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "More than " + CAPACITY + " events of " + name + " wait for its listeners, which slows its callers"
                            + " down; make the listeners faster, or have them hand over to threads of their own. This"
                            + " is said once");
        }
    }

    private void runAll() {
        Boolean outer = RUNNING.get();
        RUNNING.set(true);
        try {
            do {
                runThoseThere();
                running.set(false);
            } while (!tasks.isEmpty() && running.compareAndSet(false, true));
        } finally {
            if (outer == null) {
                RUNNING.remove();
            }
        }
    }

    private void runThoseThere() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            run(task);
            if (pending.decrementAndGet() == CAPACITY) {
                tellOfRoom();
            }
        }
    }

    private void tellOfRoom() {
        waiting.lock();
        try {
            room.signalAll();
        } finally {
            waiting.unlock();
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "A listener that was called in the background threw", e);
        }
    }
}
