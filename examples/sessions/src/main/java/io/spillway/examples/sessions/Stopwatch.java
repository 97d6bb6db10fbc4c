package io.spillway.examples.sessions;

import java.util.Locale;

/** Measures from its making on. */
final class Stopwatch {
    private final long start = System.nanoTime();

    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    /** What has passed, for people. */
    @Override
    public String toString() {
        double seconds = seconds();
        return seconds < 1 ? Math.round(seconds * 1000) + " ms" : String.format(Locale.ROOT, "%.1f s", seconds);
    }
}
