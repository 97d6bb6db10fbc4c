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

    SerialExecutor(String name, Executor threads) {
        this.name = name;
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (pending.getAndIncrement() == 0) {
            threads.execute(this::runAll);
        }
    }

    boolean isFull() {
        return pending.get() > CAPACITY;
    }

    /** Waits a moment if too many tasks are pending, unless this thread runs tasks itself; not for use inside locks. */
    void awaitRoom() {
        if (!isFull() || RUNNING.get() != null) {
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
        RUNNING.set(true);
        try {
            int left;
            do {
                Runnable task = tasks.poll();
                if (task != null) {
                    run(task);
                }
                left = pending.decrementAndGet();
                if (left == CAPACITY) {
                    tellOfRoom();
                }
            } while (left > 0);
        } finally {
            RUNNING.remove();
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
