package io.spillway.cache;

import io.spillway.tier.Failures;
import io.spillway.tier.Farewell;
import io.spillway.tier.TieredStore;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/** Closes what holds the content of a cache, and says what was saved of it and what was not. */
final class LastWords {
    private static final System.Logger LOG = System.getLogger(SpillwayCache.class.getName());

    private final String cache;
    private final TieredStore<?> store;
    private final CacheCheckpoints<?> checkpoints;

    LastWords(String cache, TieredStore<?> store, CacheCheckpoints<?> checkpoints) {
        this.cache = cache;
        this.store = store;
        this.checkpoints = checkpoints;
    }

    /** Closes all; what takes longer than until a moment, by {@link System#nanoTime()}, is not saved. */
    void close(long until) {
        boolean[] checkpoint = new boolean[1];
        Failures failures = new Failures();
        // Before the checkpoint, which could take all the time that there is.
        failures.attempt(() -> store.handDown(until));
        failures.attempt(() -> checkpoint[0] = checkpoints.close(until));
        failures.attempt(() -> say(store.close(until), checkpoint[0]));
        failures.rethrow();
    }

    private void say(Farewell end, boolean checkpoint) {
        List<String> words = new ArrayList<>();
        if (end.kept() > 0) {
            words.add(end.kept() + " entries are kept on disk");
        }
        if (checkpoint) {
            words.add("a checkpoint was made");
        }
        if (end.lost() > 0) {
            words.add(end.lost() + " entries are lost, as there was no time or room left for them");
        }
        if (end.owed() > 0) {
            words.add("Redis is owed " + end.owed() + " writes");
        }
        if (!words.isEmpty()) {
            LOG.log(
                    end.lost() > 0 || end.owed() > 0 ? Level.WARNING : Level.INFO,
                    "Cache ''{0}'' is closed: {1}",
                    cache,
                    String.join("; ", words));
        }
    }
}
