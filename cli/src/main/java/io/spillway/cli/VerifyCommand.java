package io.spillway.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
        name = "verify",
        description = "Compares every checksum; exits with 1 if anything is damaged. Nothing is changed.",
        mixinStandardHelpOptions = true)
final class VerifyCommand extends LookingCommand {
    @Override
    void tell(Findings findings, PrintWriter out) {
        out.println((findings.isHealthy() ? "good     " : "DAMAGED  ") + findings.kind() + " "
                + findings.target().path());
        findings.problems().forEach(problem -> out.println("         - " + problem));
    }

    @Override
    int exitCode(List<Findings> all) {
        return all.stream().allMatch(Findings::isHealthy) ? 0 : SpillwayCli.DAMAGED;
    }
}
