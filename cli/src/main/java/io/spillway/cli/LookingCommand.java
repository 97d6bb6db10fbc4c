package io.spillway.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code inspect} and {@code verify} have in common. */
abstract class LookingCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "PATH",
            arity = "1..*",
            description = "A checkpoint, a store's folder, a file in it, or a directory above.")
    private List<Path> paths = List.of();

    @Option(names = "--json", description = "Print JSON, for scripts.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        long now = System.currentTimeMillis();
        List<Findings> all = new ArrayList<>();
        boolean complete = true;
        for (Path path : paths) {
            List<Target> targets = Target.at(path);
            if (targets.isEmpty()) {
                complete = false;
                spec.commandLine().getErr().println("spillway: there is nothing of Spillway's in " + path);
            }
            targets.forEach(target -> all.add(Findings.of(target, now)));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            List<Map<String, Object>> maps = all.stream().map(Findings::asMap).toList();
            out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(maps));
        } else {
            all.forEach(findings -> tell(findings, out));
        }
        out.flush();
        return exitCode(all, complete);
    }

    abstract void tell(Findings findings, PrintWriter out);

    /** What to exit with; complete, if there was something in each path. */
    abstract int exitCode(List<Findings> all, boolean complete);
}
