package io.spillway.benchmarks;

import io.spillway.codec.ClassPolicy;
import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.JavaCodec;
import io.spillway.codec.KeyCodec;
import io.spillway.codec.PayloadCodec;
import io.spillway.codec.PayloadKeyCodec;
import io.spillway.tier.TierFullException;
import io.spillway.tier.disk.DiskEvents;
import io.spillway.tier.disk.DiskOptions;
import io.spillway.tier.disk.DiskTier;
import io.spillway.tier.disk.Survives;
import io.spillway.tier.disk.WhenFull;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * How long it takes a fresh JVM to open a tier of many small entries and to get one of them, after a clean close and after the
 * process was killed. Each step runs in a process of its own.
 */
public final class Opening {
    private static final int VALUE = 40;
    private static final long BYTES_PER_ENTRY = 400;

    private Opening() {}

    /** Takes numbers of entries; or, in its own processes, what to do, how many entries, what survives, and a folder. */
    public static void main(String[] args) throws Exception {
        if (args.length == 4) {
            step(args[0], Integer.parseInt(args[1]), Survives.valueOf(args[2]), Path.of(args[3]));
            return;
        }
        int[] sizes = args.length == 0 ? new int[] {1, 200_000, 10_000_000} : new int[args.length];
        for (int i = 0; i < args.length; i++) {
            sizes[i] = Integer.parseInt(args[i]);
        }
        for (int entries : sizes) {
            for (Survives survives : List.of(Survives.RESTART, Survives.CRASH)) {
                Path folder = Folders.create();
                run("close", entries, survives, folder);
                run("open", entries, survives, folder);
                if (survives == Survives.CRASH) {
                    run("kill", entries, survives, folder);
                    run("open", entries, survives, folder);
                }
                Folders.delete(folder);
            }
        }
    }

    private static void run(String step, int entries, Survives survives, Path folder)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx4g", "-cp", System.getProperty("java.class.path"), Opening.class.getName()));
        command.addAll(List.of(step, Integer.toString(entries), survives.name(), folder.toString()));
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IllegalStateException(step + " ended with " + code);
        }
    }

    private static void step(String step, int entries, Survives survives, Path folder) throws Exception {
        KeyCodec keys = new PayloadKeyCodec(new PayloadCodec(new JavaCodec(
                Opening.class.getClassLoader(), new ClassPolicy("opening", List.of(String.class), List.of()))));
        DiskOptions options = new DiskOptions(
                folder, "opening", (64 << 20) + entries * BYTES_PER_ENTRY, survives, WhenFull.REJECT, 0);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        long begun = System.nanoTime();
        DiskTier tier = DiskTier.open(options, keys, InstantSource.system(), executor, DiskEvents.IGNORED);
        long opened = System.nanoTime();
        if (step.equals("open")) {
            boolean there = tier.read(keys.encode("key-" + entries / 2)) != null;
            long got = System.nanoTime();
            System.out.println(String.format(
                    Locale.ROOT,
                    "%,12d entries, survives %-8s: opened in %,7d ms, first get after %,7d ms; %.1f bytes of index an"
                            + " entry%s%s",
                    tier.entries(),
                    survives,
                    (opened - begun) / 1_000_000,
                    (got - begun) / 1_000_000,
                    (double) tier.usage().indexBytes() / Math.max(1, tier.entries()),
                    Files.exists(folder.resolve("killed")) ? "; after a kill" : "; after a clean close",
                    there ? "" : "; NOT FOUND"));
            tier.close();
            executor.shutdown();
            return;
        }
        write(tier, keys, entries);
        if (step.equals("kill")) {
            Files.createFile(folder.resolve("killed"));
            // As SIGKILL does, it leaves everything as it is.
            Runtime.getRuntime().halt(0);
        }
        tier.close();
        executor.shutdown();
    }

    private static void write(DiskTier tier, KeyCodec keys, int entries) throws TierFullException {
        long version = tier.highestVersion();
        // After a clean close a tenth more is written, so that there is something to look through.
        int from = tier.entries() > 0 ? entries - entries / 10 : 0;
        for (int i = from; i <= entries; i++) {
            EncodedKey key = keys.encode("key-" + i);
            version++;
            tier.publish(key, tier.write(key, new Envelope(version, 1, 0, Envelope.ETERNAL, new byte[VALUE])));
        }
    }
}
