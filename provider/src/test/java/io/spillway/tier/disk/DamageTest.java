package io.spillway.tier.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.codec.TestKeys;
import io.spillway.tier.disk.child.DamageProbe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damages files of stores at random, and opens them twice, in processes of their own, as it may take these down. The number
 * of stores is set by the system property {@code spillway.damages}.
 */
class DamageTest {
    private static final int DAMAGES = Integer.getInteger("spillway.damages", 60);
    private static final int PER_PROCESS = 20;
    private static final long LONGEST_OPENING_NANOS = Duration.ofSeconds(60).toNanos();

    @TempDir
    Path directory;

    private final Map<String, Tally> tallies = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();
    private int crashes;
    private int hangs;

    /** In which state files are when they are damaged. */
    private enum State {
        RESTART(Survives.RESTART),
        CRASH(Survives.CRASH),
        /** As a killed process leaves them: the newest volumes have no hint file. */
        KILLED(Survives.CRASH);

        final Survives survives;

        State(Survives survives) {
            this.survives = survives;
        }
    }

    private static final class Tally {
        int files;
        int stale;
        int resurrected;
        long untouched;
        long kept;
    }

    /** A damaged store, and the keys whose newest frames are still in its files as they were written. */
    private record Victim(Path folder, String what, BitSet untouched) {}

    @Test
    void neverShowsAWrongOrOldValue() throws Exception {
        long seed = Long.getLong("spillway.seed", System.nanoTime());
        System.out.println("DamageTest seed " + seed + ", " + DAMAGES + " damaged stores");
        Random random = new Random(seed);
        for (State state : State.values()) {
            Path original = write("original", state);
            Path foreign = write("foreign", state);
            int damages = (DAMAGES + State.values().length - 1) / State.values().length;
            for (int done = 0; done < damages; done += PER_PROCESS) {
                List<Victim> victims = new ArrayList<>();
                for (int i = done; i < Math.min(damages, done + PER_PROCESS); i++) {
                    victims.add(victim(original, foreign, state, i, random));
                }
                probe(victims, state);
                for (Victim victim : victims) {
                    deleteAll(victim.folder());
                }
                assertThat(faults).as("seed %s", seed).isEmpty();
            }
        }
        print();
    }

    private Path write(String name, State state) throws Exception {
        Path base = directory.resolve(name + "-" + state);
        Path killed = directory.resolve(name + "-open-" + state);
        Path used = state == State.KILLED ? killed : base;
        DiskOptions options = DamageProbe.options(used, state.survives);
        try (TierFixture fixture = new TierFixture(options, TestKeys.canonical())) {
            for (int round = 1; round <= DamageProbe.ROUNDS; round++) {
                for (int i = 0; i < DamageProbe.KEYS; i++) {
                    fixture.put("key" + i, DamageProbe.value(i, round));
                }
            }
            for (int i = 0; i < DamageProbe.KEYS; i += 10) {
                if (state.survives == Survives.CRASH) {
                    fixture.tier.bury(
                            fixture.key("key" + i), fixture.entry(new byte[0]).version(), 1);
                }
                fixture.tier.remove(fixture.key("key" + i));
            }
            fixture.drain();
            if (state == State.KILLED) {
                KeptStoreTest.copyFiles(killed, base);
            }
        }
        return base;
    }

    private Victim victim(Path original, Path foreign, State state, int number, Random random) throws IOException {
        Path copy = directory.resolve(state + "-" + number);
        KeptStoreTest.copyFiles(original, copy);
        String what = Damage.any(copy, foreign, random);
        return new Victim(copy, state + " " + what, untouched(original, copy));
    }

    private static Path folder(Path base) throws IOException {
        try (Stream<Path> folders = Files.list(base)) {
            return folders.findFirst().orElseThrow();
        }
    }

    /** The keys of which the newest frame, and all pieces, are in the files, found without what the provider does to open them. */
    private static BitSet untouched(Path original, Path copy) throws IOException {
        Manifest manifest;
        try {
            manifest = Manifest.read(folder(original));
        } catch (DamagedFileException e) {
            throw new IOException(e);
        }
        Map<String, Long> newest = new TreeMap<>();
        Set<String> there = new HashSet<>();
        int[] pieces = new int[1];
        int wanted = PieceTable.pieces(
                DamageProbe.value(5, 1).length,
                VolumeShape.of(DamageProbe.options(copy, Survives.CRASH).maxBytes())
                        .piece());
        scan(original, manifest, frame -> newest.merge(key(frame), version(frame), Math::max));
        scan(copy, manifest, frame -> {
            FrameHead head = frame.verifiedHead();
            if (head.kind() == FrameHead.PIECE && head.version() == newest.get("key5")) {
                pieces[0]++;
            }
            if (newest.getOrDefault(key(frame), 0L) == head.version()) {
                there.add(key(frame));
            }
        });
        BitSet untouched = new BitSet();
        for (int i = 0; i < DamageProbe.KEYS; i++) {
            untouched.set(i, i % 10 > 0 && there.contains("key" + i) && (i != 5 || pieces[0] >= wanted));
        }
        return untouched;
    }

    private static String key(Frame frame) {
        return frame.key.length == 0 ? "" : new String(frame.key, 0, frame.key.length - 1, StandardCharsets.UTF_8);
    }

    private static long version(Frame frame) {
        return frame.verifiedHead().version();
    }

    private static void scan(Path base, Manifest manifest, Consumer<Frame> found) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder(base))) {
            files = all.filter(file -> file.toString().endsWith(VolumeFile.SUFFIX))
                    .toList();
        }
        for (Path file : files) {
            RawFrames.scan(file, manifest.storeId(), manifest.generation(), found);
        }
    }

    private void probe(List<Victim> victims, State state) throws Exception {
        int next = 0;
        int opening = 1;
        while (next < victims.size()) {
            Path told = directory.resolve("told");
            Files.deleteIfExists(told);
            List<Object> arguments = new ArrayList<>(List.of(told, state.survives, opening));
            victims.subList(next, victims.size()).forEach(victim -> arguments.add(victim.folder()));
            Path log = directory.resolve("log");
            Process process = Children.start(DamageProbe.class, List.of("-Xmx256m"), log, arguments.toArray());
            boolean hung = watch(process, told);
            String[] last = {"none", "0", "1"};
            for (String line : lines(told)) {
                String[] words = line.split(" ");
                if (words[0].equals("end")) {
                    judge(victims.get(next + Integer.parseInt(words[1])), words);
                }
                last = words;
            }
            if (process.exitValue() == 0 && !hung) {
                return;
            }
            // What it was at when it died has failed; the next one begins with the second try.
            Victim failed = victims.get(next + Integer.parseInt(last[1]));
            crashes += hung ? 0 : 1;
            hangs += hung ? 1 : 0;
            String how = failed.what() + (hung ? " hung" : " failed with " + process.exitValue()) + " at opening "
                    + last[2] + ": " + Files.readString(log);
            System.out.println("DamageTest: " + how);
            if (hung || !last[2].equals("1")) {
                faults.add(how);
            }
            next += Integer.parseInt(last[1]) + (last[2].equals("2") ? 1 : 0);
            opening = last[2].equals("2") ? 1 : 2;
        }
    }

    /** Waits until a process ends; true if it had to be ended, as one opening took too long. */
    private static boolean watch(Process process, Path told) throws Exception {
        int seen = 0;
        long since = System.nanoTime();
        while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
            int lines = lines(told).size();
            if (lines != seen) {
                seen = lines;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > LONGEST_OPENING_NANOS) {
                process.destroyForcibly().waitFor();
                return true;
            }
        }
        return false;
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private void judge(Victim victim, String[] words) {
        boolean first = words[2].equals("1");
        int wrong = Integer.parseInt(words[3]);
        int stale = Integer.parseInt(words[4]);
        int resurrected = Integer.parseInt(words[5]);
        if (wrong + stale + resurrected > 0) {
            faults.add(victim.what() + ", opening " + words[2] + ": " + wrong + " wrong, " + stale + " stale, "
                    + resurrected + " resurrected");
        }
        if (first) {
            Tally tally = tallies.computeIfAbsent(kind(victim), any -> new Tally());
            tally.files++;
            tally.stale += stale;
            tally.resurrected += resurrected;
            tally.untouched += victim.untouched().cardinality();
            BitSet kept = bits(words[6]);
            kept.and(victim.untouched());
            tally.kept += kept.cardinality();
        }
    }

    private static String kind(Victim victim) {
        String[] words = victim.what().split(" ");
        String name = words[2];
        int dot = name.lastIndexOf('.');
        return String.format(
                "%-8s %-14s %s",
                words[0], words[1], dot < 0 || name.startsWith("manifest") ? name : name.substring(dot + 1));
    }

    private static BitSet bits(String text) {
        String inner = text.substring(1, text.length() - 1);
        return inner.isEmpty()
                ? new BitSet()
                : BitSet.valueOf(
                        Stream.of(inner.split(",")).mapToLong(Long::parseLong).toArray());
    }

    private void print() {
        StringBuilder table = new StringBuilder("DamageTest: " + DAMAGES + " damaged stores, each opened twice; "
                + crashes + " openings took the process down, " + hangs + " hung\n");
        table.append(
                String.format("  %-42s %7s %12s %8s %12s%n", "damage", "stores", "kept of", "stale", "resurrected"));
        table.append(String.format("  %-42s %7s %12s%n", "", "", "untouched"));
        long untouched = 0;
        long kept = 0;
        for (Map.Entry<String, Tally> entry : tallies.entrySet()) {
            Tally tally = entry.getValue();
            untouched += tally.untouched;
            kept += tally.kept;
            table.append(String.format(
                    "  %-42s %7d %10.2f %% %8d %12d%n",
                    entry.getKey(), tally.files, share(tally.kept, tally.untouched), tally.stale, tally.resurrected));
        }
        table.append(String.format("  %-42s %7s %10.2f %%%n", "all", "", share(kept, untouched)));
        System.out.print(table);
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 100 : 100.0 * part / whole;
    }

    private static void deleteAll(Path base) throws IOException {
        try (Stream<Path> all = Files.walk(base)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
