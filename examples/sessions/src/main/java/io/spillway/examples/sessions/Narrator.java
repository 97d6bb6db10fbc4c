package io.spillway.examples.sessions;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Tells the steps, and insists on what it tells. */
final class Narrator {
    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(2);

    private final PrintStream out;
    private int step;

    Narrator(PrintStream out) {
        this.out = out;
    }

    void title(String title) {
        step++;
        out.printf("%n%2d. %s%n", step, title);
    }

    void say(String format, Object... arguments) {
        out.printf(Locale.ROOT, "    " + format + "%n", arguments);
    }

    /**
     * Makes sure of something.
     *
     * @throws IllegalStateException if it is not so
     */
    static void require(boolean right, String what) {
        if (!right) {
            throw new IllegalStateException("This should be so, and is not: " + what);
        }
    }

    /**
     * Waits for something.
     *
     * @throws IllegalStateException if it does not come for minutes
     */
    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            require(System.nanoTime() - start < PATIENCE, what);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
