package io.spillway.examples.sessions;

import io.spillway.CacheTiers;
import io.spillway.Session;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What happens to the sessions, in order. */
final class Story {
    private final Options options;
    private final Workspace workspace;
    private final PrintStream out;

    Story(Options options, Workspace workspace, PrintStream out) {
        this.options = options;
        this.workspace = workspace;
        this.out = out;
    }

    void tell() throws IOException, InterruptedException {
        Narrator narrator = new Narrator(out);
        List<String> ids = new ArrayList<>();
        CacheTiers spilled;
        double restoresPerSecond;
        workspace.configure(options.heap());
        try (Steps steps = new Steps(options, workspace, narrator, ids)) {
            List<Session> shortLived = steps.create();
            spilled = steps.spill();
            steps.restoreOne();
            restoresPerSecond = steps.restoreAll();
            steps.expire(shortLived);
            steps.list();
            steps.reload();
        }
        try (Steps steps = new Steps(options, workspace, narrator, ids)) {
            steps.reopened();
            steps.terminate();
        }
        out.println();
        out.printf(
                Locale.ROOT,
                "Sessions per GB: %,d in the heap, %,d on disk. Restores per second: %,.0f, by one thread.%n",
                Metrics.perGigabyte(spilled.heap()),
                Metrics.perGigabyte(spilled.disk()),
                restoresPerSecond);
        out.printf(Locale.ROOT, "All %,d sessions were what they should be at every step.%n", options.sessions());
    }
}
