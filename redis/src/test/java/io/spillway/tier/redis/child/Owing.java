package io.spillway.tier.redis.child;

import io.spillway.CacheTiers;
import io.spillway.provider.SpillwayCachingProvider;
import java.io.IOException;
import java.nio.file.Path;
import javax.cache.Cache;

/** Opens a cache, does what it is told on standard input, and says when that is acknowledged; until it is killed. */
public final class Owing {
    /** How many keys it puts. */
    public static final int KEYS = 600;

    /** How many of them it removes, the first ones. */
    public static final int REMOVED = 50;

    private Owing() {}

    /** The value of a key in a round. */
    public static String value(int key, int round) {
        return round + "-" + key + "-" + "x".repeat(2_000);
    }

    /** The argument is the configuration. */
    public static void main(String[] arguments) throws IOException {
        SpillwayCachingProvider provider = new SpillwayCachingProvider();
        Cache<String, String> cache = provider.getCacheManager(
                        Path.of(arguments[0]).toUri(), Owing.class.getClassLoader())
                .getCache("c");
        int round = 0;
        for (int command = System.in.read(); command >= 0; command = System.in.read()) {
            switch (command) {
                case 'p' -> {
                    for (int i = 0; i < KEYS; i++) {
                        cache.put("k" + i, value(i, round));
                    }
                    round++;
                }
                case 'r' -> {
                    for (int i = 0; i < REMOVED; i++) {
                        cache.remove("k" + i);
                    }
                }
                case 'c' -> cache.clear();
                case 'w' -> {
                    while (cache.unwrap(CacheTiers.class).redis().owed() > 0) {
                        Thread.onSpinWait();
                    }
                }
                default -> {
                    continue;
                }
            }
            System.out.write(command);
            System.out.flush();
        }
    }
}
