package io.spillway.provider;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a cache manager when the JVM is told to end. What that waits for may in turn wait for the end of the JVM, so the
 * hook itself waits only for a while.
 */
final class ShutdownHook implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ShutdownHook.class.getName());
    /** What closing files takes beside saving what is to be in them. */
    private static final Duration MARGIN = Duration.ofSeconds(15);

    private final SpillwayCacheManager manager;
    private final Thread hook = thread(this::run, "spillway-shutdown");

    ShutdownHook(SpillwayCacheManager manager) {
        this.manager = manager;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        // The hook is held as long as the JVM lives, or until the manager closes: it must not hold somebody's loader.
        thread.setContextClassLoader(ShutdownHook.class.getClassLoader());
        return thread;
    }

    private void run() {
        Thread closing = thread(this::shutDown, "spillway-closing");
        closing.start();
        Duration longest = manager.closeWithin().plus(MARGIN);
        try {
            closing.join(longest.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (closing.isAlive()) {
            LOG.log(
                    Level.ERROR,
                    "{0} is still not closed after {1} s, as something keeps it from that; what is not saved is lost",
                    manager,
                    TimeUnit.MILLISECONDS.toSeconds(longest.toMillis()));
        }
    }

    private void shutDown() {
        try {
            manager.shutDown();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, manager + " could not be closed properly when the JVM was ending", e);
        }
    }

    /** Takes the hook out, unless it is what closes this. */
    @Override
    public void close() {
        try {
            boolean unused = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending already, and lets go of it with everything else.
            return;
        }
    }
}
