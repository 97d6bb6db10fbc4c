package io.spillway.cli;

import io.spillway.checkpoint.CheckpointReader;
import io.spillway.tier.StoreSnapshot.Item;
import io.spillway.tier.disk.StoreInspection;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "export",
        description = {
            "Prints the entries of a checkpoint or a store, one JSON object a line.",
            "Keys and values of well-known types are shown as they are; others where their classes are at hand and"
                    + " allowed, or else as bytes in Base64. Expired entries are left out."
        },
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PATH", description = "A checkpoint, or a store's folder.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path path;

    @Option(
            names = "--classpath",
            split = "[:;]",
            paramLabel = "JAR",
            description = "Jars and folders with the classes of the cache's objects.")
    private List<Path> classpath = List.of();

    @Option(
            names = "--allow",
            split = ",",
            paramLabel = "CLASS",
            description = "Classes that bytes may name, as `allow` in the configuration: com.example.**")
    private List<String> allow = List.of();

    @Option(names = "--codec", paramLabel = "CLASS", description = "The cache's own codec, on the class path.")
    private @Nullable String codec;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Target target = Target.at(path).stream()
                .findFirst()
                .orElseThrow(() -> new IOException("There is nothing of Spillway's in " + path));
        if (target.kind() != Target.Kind.CHECKPOINT && target.kind() != Target.Kind.STORE) {
            throw new IOException(path + " is neither a checkpoint nor the folder of a store");
        }
        long now = System.currentTimeMillis();
        PrintWriter out = spec.commandLine().getOut();
        try (Decoding decoding = Decoding.of(classpath, allow, codec)) {
            Consumer<Item> printer = item -> {
                if (!item.entry().isExpiredAt(now)) {
                    out.println(decoding.line(item));
                }
            };
            if (target.kind() == Target.Kind.CHECKPOINT) {
                checkpoint(target.path(), printer);
            } else {
                StoreInspection.of(target.path()).forEach(printer);
            }
            out.flush();
            decoding.complaint().ifPresent(spec.commandLine().getErr()::println);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return 0;
    }

    /** All of it is looked at before a line is printed. */
    private static void checkpoint(Path file, Consumer<Item> printer) throws IOException {
        CheckpointReader.verify(file);
        try (CheckpointReader reader = CheckpointReader.open(file)) {
            for (Item item = reader.next(); item != null; item = reader.next()) {
                printer.accept(item);
            }
        }
    }
}
