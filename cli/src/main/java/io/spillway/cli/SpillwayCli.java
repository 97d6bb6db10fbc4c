package io.spillway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The tool's commands. Exit codes: 0 all is well, 1 damage was found, 2 a mistake in the arguments, 3 it can't be done. */
@Command(
        name = "spillway",
        description = "Looks at the files of Spillway caches.",
        subcommands = {
            InspectCommand.class,
            VerifyCommand.class,
            ExportCommand.class,
            CheckpointCommand.class,
            RestoreCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = SpillwayCli.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Exit codes: 0 all is well, 1 damage was found, 2 a mistake in the arguments, 3 it can't be done."
        })
public final class SpillwayCli implements Runnable {
    static final int DAMAGED = 1;
    static final int FAILED = 3;

    private static final String OUTPUT_GONE =
            "standard output can't be written to; is its device full, or did who reads it end?";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** Runs the tool. */
    public static void main(String[] arguments) {
        CommandLine line = commandLine().setOut(standardOutput());
        System.exit(finish(line, line.execute(arguments)));
    }

    /** In UTF-8, as JSON has to be, whatever the locale. */
    private static PrintWriter standardOutput() {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), UTF_8));
    }

    /** What could not be written was not told, whatever came out of it. */
    private static int finish(CommandLine line, int exitCode) {
        if (exitCode == FAILED || !line.getOut().checkError()) {
            return exitCode;
        }
        line.getErr().println("spillway: " + OUTPUT_GONE);
        return FAILED;
    }

    /** Throws an exception if what was printed can't be written. */
    static void requireWritten(PrintWriter out) throws IOException {
        if (out.checkError()) {
            throw new IOException(OUTPUT_GONE);
        }
    }

    static CommandLine commandLine() {
        return new CommandLine(new SpillwayCli())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(SpillwayCli::fail);
    }

    /** What went wrong, in a line; who wants to know more sets a property. */
    private static int fail(Exception e, CommandLine line, CommandLine.ParseResult result) {
        Throwable cause = e.getCause();
        Throwable told = e instanceof UncheckedIOException && cause != null ? cause : e;
        String message = told.getMessage();
        boolean speaks = message != null && (told.getClass() == IOException.class || told instanceof RuntimeException);
        line.getErr().println("spillway: " + (speaks ? message : told));
        if (Boolean.getBoolean("spillway.trace")) {
            e.printStackTrace(line.getErr());
        }
        return FAILED;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }

    /** The version, from the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = SpillwayCli.class.getPackage().getImplementationVersion();
            return new String[] {"spillway " + (version == null ? "(unpackaged)" : version)};
        }
    }
}
