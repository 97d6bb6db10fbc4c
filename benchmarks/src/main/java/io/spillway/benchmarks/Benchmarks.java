package io.spillway.benchmarks;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks, all in one go, and prints each peer's throughput as a ratio to the first peer's. Takes JMH's own
 * options; without any: one fork, three iterations of two seconds to warm up and five to measure.
 */
public final class Benchmarks {
    private Benchmarks() {}

    /** Runs the benchmarks. */
    public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
        OptionsBuilder options = new OptionsBuilder();
        options.parent(new CommandLineOptions(arguments));
        if (arguments.length == 0) {
            options.include(Benchmarks.class.getPackageName())
                    .forks(1)
                    .warmupIterations(3)
                    .warmupTime(TimeValue.seconds(2))
                    .measurementIterations(5)
                    .measurementTime(TimeValue.seconds(2));
        }
        print(new Runner(options.build()).run());
    }

    private static void print(Collection<RunResult> results) {
        Map<String, Map<String, Double>> table = new LinkedHashMap<>();
        for (RunResult result : results) {
            String benchmark = result.getParams().getBenchmark();
            table.computeIfAbsent(benchmark.substring(benchmark.lastIndexOf('.') + 1), name -> new LinkedHashMap<>())
                    .put(
                            result.getParams().getParam("peer"),
                            result.getPrimaryResult().getScore());
        }
        table.forEach((benchmark, scores) -> {
            System.out.println();
            System.out.println(benchmark + " (operations/ms, ratio to the first)");
            double first = scores.values().iterator().next();
            scores.forEach((peer, score) ->
                    System.out.println(String.format(Locale.ROOT, "  %-16s %12.1f %8.2f", peer, score, score / first)));
        });
    }
}
