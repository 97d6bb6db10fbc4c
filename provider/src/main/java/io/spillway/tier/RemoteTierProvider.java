package io.spillway.tier;

import io.spillway.codec.KeyCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes remote tiers; found by {@link java.util.ServiceLoader}, as who has no Redis need not carry what talks to one.
 */
public interface RemoteTierProvider {
    /**
     * Begins to connect to a server, and does not wait for it: it need not be there.
     *
     * @throws javax.cache.CacheException if the place can't be right, whatever is there
     */
    Server connect(Place place, InstantSource clock);

    /** A server, or several that act as one. Safe for use by any thread. */
    interface Server extends AutoCloseable {
        /** The tier of one cache. */
        RemoteTier tier(Options options, KeyCodec keys);

        /** Ends the connection, after what must still be sent was; idempotent. */
        @Override
        void close();
    }

    /**
     * Where the server is.
     *
     * @param address its URI; null where there is a file
     * @param file the path or the URI of a file with the client's own configuration; null where there is an address
     * @param namespace what the keys of all caches begin with
     * @param slowest the longest time that a cache may wait for an answer
     */
    record Place(@Nullable String address, @Nullable String file, String namespace, Duration slowest) {}

    /**
     * What one cache wants of its remote tier.
     *
     * @param cache the cache's name
     * @param traffic what goes there
     * @param failing whether a call without an answer is an error, rather than a miss, or written later
     * @param times how long things take; until it is said otherwise
     * @param keeping where writes are kept that are not there yet, if they are to outlive the process
     */
    record Options(
            String cache,
            Traffic traffic,
            boolean failing,
            Times times,
            @Nullable Keeping keeping) {}

    /** What of a cache goes to its remote tier. */
    enum Traffic {
        /** Nothing: it is only read. */
        NONE,
        /** Puts and removals, before their calls return. */
        THROUGH,
        /** Puts and removals, after their calls have returned. */
        BEHIND,
        /** What the other tiers have no room for, in the background. It is of this node alone, and goes with its files. */
        OVERFLOW;

        /** Whether all that is put is there, or goes there. */
        public boolean takesWrites() {
            return this == THROUGH || this == BEHIND;
        }
    }

    /**
     * Where, and how, writes are kept that are acknowledged, and not there yet.
     *
     * @param folder the folder of their files, of this cache alone
     * @param survivesCrash whether they outlive a process that is killed; otherwise, one that closes the cache
     * @param mostBytes the most bytes of their files, but for keys
     * @param forceEvery after so many writes the storage device must have them; 0 leaves it to the operating system
     */
    record Keeping(Path folder, boolean survivesCrash, long mostBytes, int forceEvery) {}

    /**
     * How long things take.
     *
     * @param deadline how long an operation waits for answers
     * @param every how long what is to be written there later waits for more
     * @param batch how many writes go there in one go
     */
    record Times(Duration deadline, Duration every, int batch) {}
}
