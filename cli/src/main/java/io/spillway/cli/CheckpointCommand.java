package io.spillway.cli;

import io.spillway.checkpoint.CheckpointFile;
import io.spillway.checkpoint.CheckpointFolder;
import io.spillway.checkpoint.CheckpointHeader;
import io.spillway.checkpoint.CheckpointTotals;
import io.spillway.tier.disk.FolderLock;
import io.spillway.tier.disk.FolderNames;
import io.spillway.tier.disk.StoreInspection;
import io.spillway.tier.disk.StoreReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "checkpoint",
        description = "Makes a checkpoint of a store that nobody has open.",
        mixinStandardHelpOptions = true)
final class CheckpointCommand implements Callable<Integer> {
    @Parameters(paramLabel = "STORE", description = "The folder of a cache whose content survives.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path store;

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description = "Where to; otherwise it becomes the newest of the cache's own checkpoints.")
    private @Nullable Path to;

    @Option(names = "--force", description = "Even if damage was found: what is damaged will not be in it.")
    private boolean force;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!StoreInspection.isStore(store)) {
            throw new IOException(store + " is not the folder of a cache whose content survives");
        }
        FolderLock lock = StoreLock.take(store);
        try {
            return write(StoreInspection.of(store));
        } finally {
            lock.close();
        }
    }

    private int write(StoreInspection inspection) throws IOException {
        StoreReport report = inspection.report(System.currentTimeMillis());
        if (!report.problems().isEmpty() && !force) {
            report.problems().forEach(spec.commandLine().getErr()::println);
            throw new IOException("The store is damaged; with --force, a checkpoint is made of what is not");
        }
        Path chosen = to;
        if (chosen != null) {
            tell(chosen, write(chosen, report, inspection));
            return 0;
        }
        Path directory =
                Objects.requireNonNull(store.toAbsolutePath().getParent(), "a store is a folder in a directory");
        CheckpointFolder folder = new CheckpointFolder(directory, report.cache());
        folder.open();
        try {
            Path file = folder.next();
            tell(file, write(file, report, inspection));
        } finally {
            folder.release(false);
        }
        return 0;
    }

    private static CheckpointTotals write(Path file, StoreReport report, StoreInspection inspection)
            throws IOException {
        if (Files.exists(file)) {
            throw new IOException(file + " exists already; remove it first, or choose another name");
        }
        long now = System.currentTimeMillis();
        // The store does not know what makes payloads of its cache's objects.
        CheckpointHeader header = new CheckpointHeader(
                new SecureRandom().nextLong(), now, FolderNames.escape(report.cache()), "", "", "");
        try {
            return CheckpointFile.write(
                    file,
                    header,
                    InstantSource.system(),
                    writer -> inspection.forEach(item -> {
                        try {
                            if (!item.entry().isExpiredAt(now)) {
                                writer.add(item.key(), item.entry());
                            }
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void tell(Path file, CheckpointTotals totals) {
        spec.commandLine()
                .getOut()
                .printf("%s: %d entries, %s%n", file, totals.entries(), Telling.size(totals.fileBytes()));
        spec.commandLine().getOut().flush();
    }
}
