package io.spillway.provider.child;

import io.spillway.provider.SpillwayCachingProvider;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import javax.cache.Cache;

/**
 * Run in a process of its own, to be told to end: threads put into a cache for as long as that takes, and note what was
 * acknowledged. What they note is in a mapped file, so that it is there whatever becomes of the process.
 */
public final class ShutdownUser {
    /** The threads that put. */
    public static final int THREADS = 4;
    /** The keys of each thread. */
    public static final int KEYS = 5_000;

    private ShutdownUser() {}

    /** The key of a slot of the notes. */
    public static String key(int slot) {
        return "key " + slot;
    }

    /** The value that a slot has in a state; the state is what it begins with. */
    public static String value(long state) {
        return state + " " + "x".repeat((int) (state % 500));
    }

    /** The state that a value was made for. */
    public static long state(String value) {
        return Long.parseLong(value.substring(0, value.indexOf(' ')));
    }

    /** The notes: of each slot, the last state that was acknowledged. */
    public static LongBuffer notes(Path file) throws Exception {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) THREADS * KEYS * Long.BYTES)
                    .asLongBuffer();
        }
    }

    /** Takes the configuration and the file of notes. */
    public static void main(String[] args) throws Exception {
        LongBuffer notes = notes(Path.of(args[1]));
        SpillwayCachingProvider provider = new SpillwayCachingProvider();
        Cache<String, String> cache =
                provider.getCacheManager(Path.of(args[0]).toUri(), null).getCache("c", String.class, String.class);
        CountDownLatch closed = new CountDownLatch(THREADS);
        for (int thread = 0; thread < THREADS; thread++) {
            int first = thread * KEYS;
            new Thread(() -> {
                        try {
                            use(cache, notes, first);
                        } catch (IllegalStateException e) {
                            // The cache was closed, which is no acknowledgement.
                            closed.countDown();
                        }
                    })
                    .start();
        }
        closed.await();
    }

    private static void use(Cache<String, String> cache, LongBuffer notes, int first) {
        Random random = new Random();
        while (true) {
            int slot = first + random.nextInt(KEYS);
            long next = notes.get(slot) + 1;
            cache.put(key(slot), value(next));
            notes.put(slot, next);
        }
    }
}
