package io.spillway.cli;

import io.spillway.checkpoint.CheckpointReader;
import io.spillway.tier.StoreSnapshot.Item;
import io.spillway.tier.disk.StoreInspection;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
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
    @Parameters(
            paramLabel = "PATH",
            description = "A checkpoint, a store's folder, or a directory with one store, or one cache's checkpoints.")
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
        Target target = chosen();
        PrintWriter out = spec.commandLine().getOut();
        List<String> problems;
        try (Decoding decoding = Decoding.of(classpath, allow, codec)) {
            Printing printing = new Printing(decoding, out);
            problems = target.kind() == Target.Kind.CHECKPOINT
                    ? checkpoint(target.path(), printing)
                    : store(target.path(), printing);
            SpillwayCli.requireWritten(out);
            decoding.complaint().ifPresent(spec.commandLine().getErr()::println);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        problems.forEach(problem -> spec.commandLine().getErr().println("spillway: " + problem));
        return problems.isEmpty() ? 0 : SpillwayCli.DAMAGED;
    }

    /** What the path means: itself, the only store below it, or else the newest checkpoint that is good. */
    private Target chosen() throws IOException {
        List<Target> found = Target.at(path).stream()
                .filter(target -> target.kind() == Target.Kind.CHECKPOINT || target.kind() == Target.Kind.STORE)
                .toList();
        if (found.isEmpty()) {
            throw new IOException(path + " is neither a checkpoint nor the folder of a store, nor is one in it");
        }
        List<Target> stores = found.stream()
                .filter(target -> target.kind() == Target.Kind.STORE)
                .toList();
        return stores.isEmpty() ? newest(found) : only(stores);
    }

    private Target only(List<Target> stores) throws IOException {
        if (stores.size() > 1) {
            throw new IOException("There are " + stores.size() + " stores in " + path + "; say which: "
                    + stores.stream().map(store -> store.path().toString()).collect(Collectors.joining(", ")));
        }
        return stores.get(0);
    }

    private Target newest(List<Target> checkpoints) throws IOException {
        List<Path> folders = checkpoints.stream()
                .map(target ->
                        Objects.requireNonNull(target.path().toAbsolutePath().getParent(), "a file is in a folder"))
                .distinct()
                .toList();
        if (folders.size() > 1) {
            throw new IOException("There are checkpoints of several caches in " + path + "; say which: "
                    + folders.stream().map(Path::toString).collect(Collectors.joining(", ")));
        }
        // They are numbered; and one that was named itself is the only one.
        for (int i = checkpoints.size() - 1; i > 0; i--) {
            try {
                CheckpointReader.verify(checkpoints.get(i).path());
                return checkpoints.get(i);
            } catch (IOException e) {
                spec.commandLine().getErr().println("spillway: " + e.getMessage() + "; an older one is exported");
            }
        }
        return checkpoints.get(0);
    }

    /** What was not damaged is printed; what is damaged is told. */
    private static List<String> store(Path folder, Printing printing) throws IOException {
        StoreInspection inspection = StoreInspection.of(folder);
        inspection.forEach(printing);
        return inspection.report(System.currentTimeMillis()).problems();
    }

    /** All of it is looked at before a line is printed. */
    private static List<String> checkpoint(Path file, Printing printing) throws IOException {
        CheckpointReader.verify(file);
        try (CheckpointReader reader = CheckpointReader.open(file)) {
            for (Item item = reader.next(); item != null; item = reader.next()) {
                printing.accept(item);
            }
        }
        return List.of();
    }

    /** Prints entries, and stops when nobody takes them any more. */
    private static final class Printing implements Consumer<Item> {
        private static final int BETWEEN_LOOKS = 1000;

        private final Decoding decoding;
        private final PrintWriter out;
        private final long now = System.currentTimeMillis();
        private long printed;

        Printing(Decoding decoding, PrintWriter out) {
            this.decoding = decoding;
            this.out = out;
        }

        @Override
        public void accept(Item item) {
            if (!item.entry().isExpiredAt(now)) {
                out.println(decoding.line(item));
                if (++printed % BETWEEN_LOOKS == 0) {
                    requireWritten();
                }
            }
        }

        private void requireWritten() {
            try {
                SpillwayCli.requireWritten(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
