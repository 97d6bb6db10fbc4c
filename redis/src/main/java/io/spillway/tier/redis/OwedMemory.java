package io.spillway.tier.redis;

import io.spillway.tier.RemoteTierProvider.Keeping;
import java.io.IOException;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * How long a cache remembers what it owes Redis: as long as its content survives. Where that is a crash, all is in a log; where it
 * is a restart, what is left is written when the cache closes. Safe for use by any thread.
 */
final class OwedMemory {
    private static final System.Logger LOG = System.getLogger(OwedMemory.class.getName());

    private final @Nullable OwedLog log;
    private final boolean survivesCrash;
    private final OwedWrites recalled;
    private final @Nullable Meta untold;

    private OwedMemory(@Nullable OwedLog log, boolean survivesCrash, OwedWrites recalled) {
        this.log = log;
        this.survivesCrash = survivesCrash;
        this.recalled = recalled;
        this.untold = log == null ? null : log.untold();
        if (log != null && !survivesCrash) {
            // If this run ends without a close, none of its content is there, and this was not to be either.
            log.clear(null);
        }
    }

    /**
     * Opens it, with what an earlier run has left.
     *
     * @throws CacheException if the files can't be used
     */
    static OwedMemory open(@Nullable Keeping keeping, String cache) {
        if (keeping == null) {
            return new OwedMemory(null, false, new OwedWrites(OwedWrites.MOST_BYTES));
        }
        OwedLog log = OwedLog.open(keeping, cache);
        boolean read = false;
        try {
            OwedWrites recalled = new OwedWrites(OwedWrites.MOST_BYTES, keeping.survivesCrash() ? log : null);
            log.load(recalled::adopt);
            if (log.isDamaged()) {
                recalled.markIncomplete();
            }
            OwedMemory memory = new OwedMemory(log, keeping.survivesCrash(), recalled);
            read = true;
            return memory;
        } catch (IOException e) {
            throw new CacheException(
                    "Cache '" + cache + "' can't be opened: what it owes Redis, in " + keeping.folder()
                            + ", can't be read (" + e + ")",
                    e);
        } finally {
            if (!read) {
                log.close();
            }
        }
    }

    /** Whether something of what was owed is missing. */
    boolean isDamaged() {
        return log != null && log.isDamaged();
    }

    /** What was owed when this was opened. */
    OwedWrites recalled() {
        return recalled;
    }

    /** The generation that Redis was not told of when this was opened; null if there is none. */
    @Nullable Meta untold() {
        return untold;
    }

    /** The highest version of what was owed when this was opened. */
    long highestVersion() {
        return log == null ? 0 : log.highestVersion();
    }

    /**
     * Nothing is owed any more, as the cache was cleared.
     *
     * @param next what Redis is to be told; null if it was
     */
    OwedWrites forget(@Nullable Meta next) {
        if (log == null || !survivesCrash) {
            return new OwedWrites(OwedWrites.MOST_BYTES);
        }
        log.clear(next);
        return new OwedWrites(OwedWrites.MOST_BYTES, log);
    }

    /** Redis was told of the last clear. */
    void told() {
        if (log != null && survivesCrash) {
            log.told();
        }
    }

    /** Lets go of it as it is. */
    void release() {
        if (log != null) {
            log.close();
        }
    }

    /** Leaves to the next run what is owed now; false if it can't. */
    boolean close(Content content) {
        if (log == null) {
            return content.owed().isEmpty() && !content.cleared();
        }
        try {
            if (!survivesCrash) {
                log.clear(content.cleared() ? content.meta() : null);
                content.owed().copyTo(log);
            }
            return true;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "What is owed to Redis can't be kept", e);
            return false;
        } finally {
            log.close();
        }
    }

    /** Leaves nothing to the next run. */
    void destroy() {
        if (log != null) {
            log.clear(null);
        }
    }
}
