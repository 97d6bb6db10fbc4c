package io.spillway.examples.quickstart;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import javax.cache.CacheException;

/**
 * Caches every file of the running JDK, tens of thousands of them, through a heap that holds a small part; reads every one
 * back; closes the cache, opens it again, and reads from the files it kept.
 *
 * <p>Exits with 0 if every byte was the same, 1 if not or if anything failed, 2 if an option was wrong.
 */
public final class Quickstart {
    private static final int DIFFERENT = 1;
    private static final int WRONG_OPTION = 2;

    private Quickstart() {}

    /** Runs; {@code --help} lists the options. */
    public static void main(String[] args) {
        System.exit(run(List.of(args), System.out, System.err));
    }

    static int run(List<String> args, PrintStream out, PrintStream err) {
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println("--help lists the options.");
            return WRONG_OPTION;
        }
        if (options.help()) {
            out.print(Options.HELP);
            return 0;
        }
        try (Workspace workspace = Workspace.open(options)) {
            Summary summary = new Demonstration(options, workspace, Progress.on(out, options.progress())).run();
            summary.print(out);
            return summary.verdict().isGood() ? 0 : DIFFERENT;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return WRONG_OPTION;
        } catch (CacheException | IOException e) {
            err.println();
            err.println("The quickstart failed: " + e);
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                err.println("  because of " + cause);
            }
            return DIFFERENT;
        }
    }
}
