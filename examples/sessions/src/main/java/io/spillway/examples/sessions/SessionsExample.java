package io.spillway.examples.sessions;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import javax.cache.CacheException;

/**
 * Makes far more sessions than the heap has room for, and shows what becomes of them: created, spilled, restored, expired,
 * listed, under another limit, after a restart, terminated.
 *
 * <p>Exits with 0 if every session was what it should be, 1 if not or if anything failed, 2 if an option was wrong.
 */
public final class SessionsExample {
    private static final int FAILED = 1;
    private static final int WRONG_OPTION = 2;

    private SessionsExample() {}

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
            new Story(options, workspace, out).tell();
            out.println(workspace.fate());
            return 0;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return WRONG_OPTION;
        } catch (CacheException | IOException | IllegalStateException e) {
            err.println();
            err.println("The example failed: " + e);
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                err.println("  because of " + cause);
            }
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }
}
