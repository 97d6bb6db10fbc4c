package io.spillway.tier.disk.child;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.TestKeys;
import io.spillway.tier.LowerTier;
import io.spillway.tier.disk.DiskEvents;
import io.spillway.tier.disk.DiskOptions;
import io.spillway.tier.disk.DiskTier;
import io.spillway.tier.disk.Survives;
import io.spillway.tier.disk.WhenFull;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Run in a process of its own, as what it opens may take the process down: opens stores whose files were damaged, tells what
 * it finds under each key, and checks that the store can be written to.
 */
public final class DamageProbe {
    /** How many keys there are; each tenth was removed. */
    public static final int KEYS = 500;
    /** How often each key was written. */
    public static final int ROUNDS = 3;

    private DamageProbe() {}

    /** The options of the stores. */
    public static DiskOptions options(Path base, Survives survives) {
        return new DiskOptions(base, "damage", 8 << 20, survives, WhenFull.EVICT, 0);
    }

    /** The value of a key as of a round. */
    public static byte[] value(int key, int round) {
        byte[] bytes = new byte[key == 5 ? 50_000 : 1000 + key];
        new Random(key * 31L + round).nextBytes(bytes);
        return bytes;
    }

    /**
     * Takes a file to tell in, what the stores survive, the number of the first opening, and folders; each is opened twice.
     * Told are, in lines, {@code begin folder opening} and {@code end folder opening wrong stale resurrected kept-keys}.
     */
    public static void main(String[] args) throws Exception {
        try (PrintStream told = new PrintStream(Files.newOutputStream(Path.of(args[0])), true)) {
            int first = Integer.parseInt(args[2]);
            for (int i = 3; i < args.length; i++) {
                for (int opening = i == 3 ? first : 1; opening <= 2; opening++) {
                    told.println("begin " + (i - 3) + " " + opening);
                    told.println("end " + (i - 3) + " " + opening + " "
                            + probe(Path.of(args[i]), Survives.valueOf(args[1])));
                }
            }
        }
    }

    private static String probe(Path base, Survives survives) throws Exception {
        TestKeys keys = TestKeys.canonical();
        ExecutorService executor = Executors.newSingleThreadExecutor();
        int wrong = 0;
        int stale = 0;
        int resurrected = 0;
        BitSet kept = new BitSet();
        try (DiskTier tier =
                DiskTier.open(options(base, survives), keys, InstantSource.system(), executor, DiskEvents.IGNORED)) {
            for (int i = 0; i < KEYS; i++) {
                LowerTier.Held held = tier.read(keys.encode("key" + i));
                if (held == null) {
                    continue;
                }
                byte[] found = held.entry().payload();
                if (i % 10 == 0) {
                    resurrected++;
                } else if (Arrays.equals(found, value(i, ROUNDS))) {
                    kept.set(i);
                } else if (Arrays.equals(found, value(i, 2)) || Arrays.equals(found, value(i, 1))) {
                    stale++;
                } else {
                    wrong++;
                }
            }
            EncodedKey fresh = keys.encode("new");
            Envelope entry = new Envelope(tier.highestVersion() + 1, 1, 0, Envelope.ETERNAL, new byte[100]);
            if (!tier.publish(fresh, tier.write(fresh, entry)) || tier.read(fresh) == null) {
                throw new AssertionError("can't write to " + base);
            }
        } finally {
            executor.shutdown();
        }
        return wrong + " " + stale + " " + resurrected + " "
                + Arrays.toString(kept.toLongArray()).replaceAll(" ", "");
    }
}
