package io.spillway.examples.sessions;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for on the command line.
 *
 * @param sessions how many sessions to make
 * @param heap how many megabytes of them the heap may hold
 * @param directory where to keep the files; if empty, in a temporary directory that is deleted at the end
 * @param help whether to print the options and do nothing else
 */
record Options(int sessions, int heap, Optional<Path> directory, boolean help) {
    static final String HELP = """
        Shows the life of many sessions, of which the heap holds a small part, with the metrics of each step.

          --sessions N       how many sessions to make, 1000 at the least     (100000)
          --heap MB          how many megabytes of them the heap may hold     (8)
          --directory PATH   an empty folder for the files, which stay there  (a temporary one, deleted at the end)
          --help             this
        """;

    private static final int FEWEST = 1_000;
    private static final int MOST = 10_000_000;
    private static final int MOST_HEAP = 10_000;

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException if it is not right; the message is for people
     */
    static Options parse(Collection<String> args) {
        Deque<String> rest = new ArrayDeque<>(args);
        Options options = new Options(100_000, 8, Optional.empty(), false);
        while (!rest.isEmpty()) {
            options = options.with(rest.removeFirst(), rest);
        }
        return options;
    }

    private Options with(String option, Deque<String> rest) {
        return switch (option) {
            case "--help" -> new Options(sessions, heap, directory, true);
            case "--sessions" -> new Options(number(option, rest.poll(), FEWEST, MOST), heap, directory, help);
            case "--heap" -> new Options(sessions, number(option, rest.poll(), 1, MOST_HEAP), directory, help);
            case "--directory" -> new Options(sessions, heap, Optional.of(path(rest.poll())), help);
            default -> throw new IllegalArgumentException("There is no option " + option + ".");
        };
    }

    private static int number(String option, @Nullable String value, int least, int most) {
        try {
            int number = Integer.parseInt(value == null ? "" : value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Is told below, like one that is too small.
        }
        throw new IllegalArgumentException(option + " needs a number from " + least + " to " + most
                + (value == null ? "." : ", not \"" + value + "\"."));
    }

    private static Path path(@Nullable String value) {
        try {
            if (value != null && !value.isEmpty()) {
                return Path.of(value);
            }
        } catch (InvalidPathException e) {
            // Is told below, like none.
        }
        throw new IllegalArgumentException("--directory needs the path of a folder.");
    }
}
