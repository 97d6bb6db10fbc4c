package io.spillway.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
        name = "inspect",
        description = "Tells what files are: entries, sizes, ages, the live share, health. Nothing is changed.",
        mixinStandardHelpOptions = true)
final class InspectCommand extends LookingCommand {
    @Override
    void tell(Findings findings, PrintWriter out) {
        new Telling(out).tell(findings);
    }

    @Override
    int exitCode(List<Findings> all, boolean complete) {
        return complete ? 0 : SpillwayCli.FAILED;
    }
}
