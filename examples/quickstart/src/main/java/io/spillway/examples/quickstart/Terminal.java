package io.spillway.examples.quickstart;

import java.io.Console;

/** Tells whether a person is looking on. */
final class Terminal {
    private Terminal() {}

    @SuppressWarnings("SystemConsoleNull") // which is asked further down, where the JDK can answer
    static boolean isThere() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // From JDK 22 on there is always a console, which says whether it is a terminal.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
