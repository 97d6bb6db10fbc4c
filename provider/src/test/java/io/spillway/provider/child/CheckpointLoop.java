package io.spillway.provider.child;

import io.spillway.Checkpoints;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;

/** Makes checkpoints, each of entries with the number of its round, until it is killed; notes each that is done. */
public final class CheckpointLoop {
    /** How many entries there are. */
    public static final int KEYS = 500;

    private CheckpointLoop() {}

    /** Runs; the arguments are the configuration and the file for notes. */
    public static void main(String[] arguments) throws Exception {
        CacheManager manager = Caching.getCachingProvider()
                .getCacheManager(Path.of(arguments[0]).toUri(), null);
        Cache<Integer, String> cache = manager.getCache("c");
        Path notes = Path.of(arguments[1]);
        long round = Files.exists(notes) ? Long.parseLong(Files.readString(notes)) + 1 : 1;
        while (true) {
            for (int key = 0; key < KEYS; key++) {
                cache.put(key, value(key, round));
            }
            cache.unwrap(Checkpoints.class).checkpoint();
            Path next = notes.resolveSibling("next-note");
            Files.writeString(next, Long.toString(round));
            Files.move(next, notes, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            round++;
        }
    }

    /** What a key holds in a round. */
    public static String value(int key, long round) {
        return round + ":" + Integer.toString(key).repeat(500);
    }
}
