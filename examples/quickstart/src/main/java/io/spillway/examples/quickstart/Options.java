package io.spillway.examples.quickstart;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;

/**
 * What was asked for on the command line.
 *
 * @param heap how many bytes of entries the heap may hold
 * @param disk how many bytes the files may take
 * @param directory where to keep the files; if empty, in a temporary directory that is deleted at the end
 * @param limit how many files of the JDK to take at most
 * @param progress whether to draw a progress bar where there is a terminal
 * @param help whether to print the options and do nothing else
 */
record Options(long heap, long disk, Optional<Path> directory, int limit, boolean progress, boolean help) {
    static final String HELP = """
        Caches every file of the running JDK through a small heap, reads every one back, and compares.

          --heap SIZE        bytes of entries that the heap may hold      (16MB)
          --disk SIZE        bytes that the files may take                (1GB)
          --directory PATH   where to keep the files, and leave them      (a temporary one, deleted at the end)
          --limit N          take N files of the JDK                      (all)
          --no-progress      plain lines instead of a progress bar
          --help             this

        SIZE is a number with KB, MB or GB, such as 16MB.
        """;

    private static final Options DEFAULTS =
            new Options(16L << 20, 1L << 30, Optional.empty(), Integer.MAX_VALUE, true, false);

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException if it is not right; the message is for people
     */
    static Options parse(Collection<String> args) {
        Deque<String> rest = new ArrayDeque<>(args);
        Options options = DEFAULTS;
        while (!rest.isEmpty()) {
            options = options.with(rest.removeFirst(), rest);
        }
        return options;
    }

    private Options with(String option, Deque<String> rest) {
        return switch (option) {
            case "--heap" -> new Options(size(option, rest), disk, directory, limit, progress, help);
            case "--disk" -> new Options(heap, size(option, rest), directory, limit, progress, help);
            case "--directory" -> new Options(heap, disk, Optional.of(path(option, rest)), limit, progress, help);
            case "--limit" -> new Options(heap, disk, directory, number(option, rest), progress, help);
            case "--no-progress" -> new Options(heap, disk, directory, limit, false, help);
            case "--help", "-h" -> new Options(heap, disk, directory, limit, progress, true);
            default -> throw new IllegalArgumentException("There is no option " + option + ".");
        };
    }

    private static String value(String option, Deque<String> rest) {
        String value = rest.pollFirst();
        if (value == null) {
            throw new IllegalArgumentException(option + " needs a value.");
        }
        return value;
    }

    private static long size(String option, Deque<String> rest) {
        String value = value(option, rest);
        try {
            return Bytes.parse(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + " needs a size such as 16MB, not \"" + value + "\".", e);
        }
    }

    private static int number(String option, Deque<String> rest) {
        String value = value(option, rest);
        if (!value.matches("[1-9]\\d{0,8}")) {
            throw new IllegalArgumentException(option + " needs a number from 1 on, not \"" + value + "\".");
        }
        return Integer.parseInt(value);
    }

    private static Path path(String option, Deque<String> rest) {
        String value = value(option, rest);
        try {
            return Path.of(value).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(option + " needs a path, not \"" + value + "\".", e);
        }
    }
}
