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
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;

/**
 * Run in a process of its own, to be killed: threads put and remove, each its own keys, and note in a mapped file what they
 * are about to do and what is done.
 */
public final class DiskWriter {
    /** How many threads write. */
    public static final int THREADS = 3;
    /** How many keys each of them has. */
    public static final int KEYS = 150;
    /** The bytes noted of each key: what is under way, and what is acknowledged. */
    public static final int NOTE = 16;

    private static final int LARGE = 200_000;

    private DiskWriter() {}

    /** The options of the tier. */
    public static DiskOptions options(Path directory) {
        return new DiskOptions(directory, "killed", 16 << 20, Survives.CRASH, WhenFull.REJECT, 0);
    }

    /** The key with a number of a thread. */
    public static String key(int thread, int number) {
        return thread + "-" + number;
    }

    /** The payload that belongs to a version of a key; null if that version is a removal. */
    public static byte[] payload(String key, long version) {
        Random random = new Random(key.hashCode() * 31L + version);
        int kind = random.nextInt(40);
        if (kind < 8) {
            return null;
        }
        byte[] payload = new byte[kind == 8 ? random.nextInt(LARGE) : random.nextInt(4000)];
        random.nextBytes(payload);
        return payload;
    }

    /** Takes the directory and the file of notes. */
    public static void main(String[] args) throws Exception {
        MappedByteBuffer notes;
        try (RandomAccessFile file = new RandomAccessFile(args[1], "rw")) {
            notes = file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, (long) THREADS * KEYS * NOTE);
        }
        DiskTier tier = DiskTier.open(
                options(Path.of(args[0])),
                TestKeys.canonical(),
                InstantSource.system(),
                ForkJoinPool.commonPool(),
                DiskEvents.IGNORED);
        for (int t = 0; t < THREADS; t++) {
            int own = t;
            new Thread(() -> write(tier, notes, own)).start();
        }
    }

    private static void write(DiskTier tier, MappedByteBuffer notes, int own) {
        TestKeys keys = TestKeys.canonical();
        Random random = new Random();
        try {
            while (true) {
                int number = random.nextInt(KEYS);
                int at = (own * KEYS + number) * NOTE;
                String name = key(own, number);
                EncodedKey key = keys.encode(name);
                if (random.nextInt(10) == 0) {
                    LowerTier.Glimpse glimpse = tier.peek(key);
                    if (glimpse != null) {
                        long deadline = Long.MAX_VALUE - random.nextInt(1000);
                        tier.touch(key, glimpse.place(), deadline, deadline);
                    }
                }
                long version = notes.getLong(at) + 1;
                byte[] payload = payload(name, version);
                if (payload == null && tier.peek(key) == null) {
                    // Nothing to remove: the version is skipped, as an acknowledged removal.
                    notes.putLong(at, version);
                    notes.putLong(at + 8, version);
                    continue;
                }
                notes.putLong(at, version);
                if (payload == null) {
                    tier.bury(key, version, 1);
                    tier.remove(key);
                } else {
                    Envelope entry = new Envelope(version, 1, 0, Envelope.ETERNAL, payload);
                    tier.publish(key, tier.write(key, entry));
                    byte[] given = payload(name, version + 1);
                    if (random.nextInt(20) == 0 && given != null) {
                        // Whether it happened is open only as long as it is under way.
                        notes.putLong(at + 8, version);
                        notes.putLong(at, version + 1);
                        tier.release(tier.write(key, new Envelope(version + 1, 1, 0, Envelope.ETERNAL, given)));
                        notes.putLong(at, version);
                    }
                }
                notes.putLong(at + 8, version);
            }
        } catch (Throwable e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(3);
        }
    }
}
