package io.spillway.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
        name = "verify",
        description =
                "Compares every checksum; exits with 1 if anything is damaged, with 3 if there is something that can't be"
                        + " looked at. Nothing is changed.",
        mixinStandardHelpOptions = true)
final class VerifyCommand extends LookingCommand {
    @Override
    void tell(Findings findings, PrintWriter out) {
        String verdict = findings.isHealthy() ? "good     " : findings.isDamaged() ? "DAMAGED  " : "not known ";
        out.println(verdict + findings.kind() + " " + findings.target().path());
        findings.problems().forEach(problem -> out.println("         - " + problem));
        if (findings.obstacle() != null) {
            out.println("         - " + findings.obstacle());
        }
    }

    @Override
    int exitCode(List<Findings> all, boolean complete) {
        if (all.stream().anyMatch(Findings::isDamaged)) {
            return SpillwayCli.DAMAGED;
        }
        return complete && all.stream().allMatch(Findings::isHealthy) ? 0 : SpillwayCli.FAILED;
    }
}
