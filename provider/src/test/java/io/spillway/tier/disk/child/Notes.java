package io.spillway.tier.disk.child;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Random;

/**
 * What a process that is to be killed notes in a mapped file, which outlives it: of each key what it is about to do and what
 * was acknowledged.
 *
 * <p>A state is a number that grows with each change of a key: an odd one is a removal, an even one a value, 0 is that there
 * was never anything.
 */
public final class Notes {
    /** How many threads use the cache that is cleared now and then; each has its own keys. */
    public static final int THREADS = 3;
    /** How many keys each thread has. */
    public static final int KEYS = 150;
    /** Keys of the cache whose entries expire when idle; they follow the others. */
    public static final int IDLE_KEYS = 100;
    /** Keys of the cache whose disk tier is smaller than its heap; they follow those. */
    public static final int SMALL_KEYS = 300;
    /** The number of all keys. */
    public static final int ALL_KEYS = THREADS * KEYS + IDLE_KEYS + SMALL_KEYS;

    private static final int ACTIVITIES = 0;
    private static final int COMMAND = 4;
    private static final int OPERATIONS = 8;
    private static final int CLEAR_BEGUN = 16;
    private static final int CLEAR_DONE = 24;
    private static final int CLEAR_NOTED = 32;
    private static final int FIRST_KEY = 64;
    private static final int PER_KEY = 32;

    private final MappedByteBuffer bytes;

    private Notes(MappedByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** Opens the file, or makes it. */
    public static Notes open(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            return new Notes(
                    file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, FIRST_KEY + (long) ALL_KEYS * PER_KEY));
        }
    }

    /** The name of a key. */
    public static String name(int key) {
        return "key-" + key;
    }

    /** Whether a key is of the cache whose entries expire. */
    public static boolean isIdle(int key) {
        return key >= THREADS * KEYS && !isSmall(key);
    }

    /** Whether a key is of the cache that drops entries for want of room. */
    public static boolean isSmall(int key) {
        return key >= THREADS * KEYS + IDLE_KEYS;
    }

    /** Whether a key is of the cache that is cleared now and then. */
    public static boolean isCleared(int key) {
        return key < THREADS * KEYS;
    }

    /** The state of a key after a change. */
    public static long next(long state, boolean removed) {
        return (state / 2 + 1) * 2 + (removed ? 1 : 0);
    }

    /** Whether the key has no entry in a state. */
    public static boolean isAbsent(long state) {
        return state == 0 || (state & 1) != 0;
    }

    /** The value that belongs to a state: from nothing at all to some megabytes, if there is room for that. */
    public static byte[] value(int key, long state) {
        Random random = new Random(key * 1_000_003L + state);
        if (isSmall(key)) {
            byte[] value = new byte[random.nextInt(40_000)];
            random.nextBytes(value);
            return value;
        }
        int kind = random.nextInt(200);
        int bound = kind < 10 ? 1 : kind < 170 ? 4_000 : kind < 195 ? 60_000 : kind < 199 ? 300_000 : 4_000_000;
        byte[] value = new byte[random.nextInt(bound)];
        random.nextBytes(value);
        return value;
    }

    private int at(int key) {
        return FIRST_KEY + key * PER_KEY;
    }

    /** The state that a key has, or is about to have. */
    public long begun(int key) {
        return bytes.getLong(at(key));
    }

    /** The state that was acknowledged last. */
    public long done(int key) {
        return bytes.getLong(at(key) + 8);
    }

    /** Notes that a key is about to change. */
    public void begin(int key, long state) {
        bytes.putLong(at(key), state);
    }

    /** Notes that a change is acknowledged. */
    public void end(int key) {
        bytes.putLong(at(key) + 8, begun(key));
        bytes.putLong(OPERATIONS, bytes.getLong(OPERATIONS) + 1);
    }

    /** Says what is known of a key for certain. */
    public void settle(int key, long state) {
        // A state that may have been written is not used again.
        long highest = Math.max(begun(key), done(key));
        long settled = isAbsent(state) ? highest | 1 : state;
        bytes.putLong(at(key) + 8, state == 0 && highest == 0 ? 0 : settled);
        bytes.putLong(at(key), state == 0 && highest == 0 ? 0 : settled);
    }

    /** Notes that an entry was used, not before a time in milliseconds. */
    public void used(int key, long from) {
        bytes.putLong(at(key) + 16, from);
    }

    /** The last use of an entry that was acknowledged was not before this. */
    public long usedFrom(int key) {
        return bytes.getLong(at(key) + 16);
    }

    /** Notes that everything but the cache whose entries expire is about to be cleared. */
    public void beginClear() {
        bytes.putLong(CLEAR_BEGUN, bytes.getLong(CLEAR_BEGUN) + 1);
    }

    /** Notes that it is cleared. */
    public void endClear() {
        bytes.putLong(CLEAR_DONE, bytes.getLong(CLEAR_BEGUN));
        for (int key = 0; key < THREADS * KEYS; key++) {
            settle(key, done(key) | 1);
        }
        bytes.putLong(CLEAR_NOTED, bytes.getLong(CLEAR_BEGUN));
    }

    /** Whether a clear was under way, so that each key may have no entry. */
    public boolean isClearing() {
        return bytes.getLong(CLEAR_BEGUN) != bytes.getLong(CLEAR_DONE);
    }

    /** Whether a clear was acknowledged and not yet noted of each key, so that no key has an entry. */
    public boolean isCleared() {
        return bytes.getLong(CLEAR_DONE) != bytes.getLong(CLEAR_NOTED);
    }

    /** Takes note that each key is settled. */
    public void settled() {
        long clears = bytes.getLong(CLEAR_BEGUN);
        bytes.putLong(CLEAR_DONE, clears);
        bytes.putLong(CLEAR_NOTED, clears);
    }

    /** How many clears there were. */
    public long clears() {
        return bytes.getLong(CLEAR_BEGUN);
    }

    /** About how many changes were acknowledged. */
    public long operations() {
        return bytes.getLong(OPERATIONS);
    }

    /** Says what the process is in the middle of. */
    public void activities(int bits) {
        bytes.putInt(ACTIVITIES, bits);
    }

    /** What the process was in the middle of when it was last looked at. */
    public int activities() {
        return bytes.getInt(ACTIVITIES);
    }

    /** Asks the process to close its caches. */
    public void askToClose(boolean asked) {
        bytes.putInt(COMMAND, asked ? 1 : 0);
    }

    /** Whether the process is asked to close its caches. */
    public boolean isAskedToClose() {
        return bytes.getInt(COMMAND) != 0;
    }
}
