package io.spillway.examples.quickstart;

import io.spillway.CacheTiers;
import java.io.PrintStream;
import java.util.Locale;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/** Shows how far a phase has come, and what sits on which tier meanwhile. */
final class Progress {
    private static final int BAR = 12;

    /** A line must fit a terminal of 80 columns, or the next one would not begin where this one did. */
    private static final int LINE = 79;

    private static final long LIVE_NANOS = 100_000_000;
    private static final long PLAIN_NANOS = 2_000_000_000;

    private final PrintStream out;
    private final boolean live;
    private @Nullable Current current;

    private Progress(PrintStream out, boolean live) {
        this.out = out;
        this.live = live;
    }

    /** A bar where there is a terminal and a bar is wanted, plain lines otherwise. */
    static Progress on(PrintStream out, boolean bar) {
        return new Progress(out, bar && Terminal.isThere());
    }

    void say(String line) {
        out.println(line);
    }

    void start(String name, int steps, Cache<?, ?> cache) {
        current = new Current(name, steps, cache);
        show(current);
    }

    void step() {
        Current now = current;
        if (now != null && now.step() && now.isDue(live ? LIVE_NANOS : PLAIN_NANOS)) {
            show(now);
        }
    }

    void finish() {
        if (current != null) {
            show(current);
            current = null;
        }
        if (live) {
            out.println();
        }
    }

    private void show(Current now) {
        if (live) {
            out.print("\r" + now.line());
            out.flush();
        } else {
            out.println(now.line().stripTrailing());
        }
    }

    /** The phase that is going on. */
    private static final class Current {
        private final String name;
        private final int steps;
        private final Cache<?, ?> cache;
        private int done;
        private long shown = System.nanoTime();

        Current(String name, int steps, Cache<?, ?> cache) {
            this.name = name;
            this.steps = steps;
            this.cache = cache;
        }

        boolean step() {
            return ++done < steps;
        }

        boolean isDue(long every) {
            long now = System.nanoTime();
            if (now - shown < every) {
                return false;
            }
            shown = now;
            return true;
        }

        String line() {
            CacheTiers tiers = cache.unwrap(CacheTiers.class);
            int filled = (int) ((long) BAR * done / steps);
            String line = String.format(
                    Locale.ROOT,
                    "%-9s [%s%s] %3d%%  heap %,6d (%s)  disk %,7d (%s)",
                    name,
                    "#".repeat(filled),
                    "-".repeat(BAR - filled),
                    100L * done / steps,
                    tiers.heap().entries(),
                    Bytes.format(tiers.heap().bytes()),
                    tiers.disk().entries(),
                    Bytes.format(tiers.disk().bytes()));
            return line + " ".repeat(Math.max(0, LINE - line.length()));
        }
    }
}
