package io.spillway;

import java.time.Duration;

/** What can be said of a cache's tier in Redis. Not safe for use by several threads. */
public final class RedisOptions {
    private final Options options;

    RedisOptions(Options options) {
        this.options = options;
        writes(Writes.THROUGH);
    }

    /** Which changes go to Redis. */
    public enum Writes {
        /** None: Redis is read only. */
        NONE,
        /** Each, before its call returns. */
        THROUGH,
        /** Each, a little later, many in one go. */
        BEHIND
    }

    /** How caches of several processes agree. */
    public enum Consistency {
        /** What is in the heap and on disk may be older than what is in Redis. */
        LOCAL
    }

    /** What a call does to which Redis does not answer in time. */
    public enum WhenUnavailable {
        /** A read takes that for a miss, a write is done later. */
        MISS,
        /** It throws. */
        FAIL
    }

    /** Which changes go to Redis. */
    public RedisOptions writes(Writes which) {
        options.put("writes", which);
        return this;
    }

    /** How caches of several processes agree. */
    public RedisOptions consistency(Consistency how) {
        options.put("consistency", how);
        return this;
    }

    /** What a call does to which Redis does not answer in time. */
    public RedisOptions whenUnavailable(WhenUnavailable what) {
        options.put("when-unavailable", what);
        return this;
    }

    /** How long one operation waits for answers, in whole milliseconds. */
    public RedisOptions deadline(Duration longest) {
        options.put("deadline", longest);
        return this;
    }

    /**
     * How what is written later goes there.
     *
     * @param every how long a write waits for more of them, in whole milliseconds
     * @param batch how many go in one go: from 1 to 10000
     */
    public RedisOptions drain(Duration every, int batch) {
        Options drain = options.within("drain");
        drain.put("every", every);
        drain.put("batch", String.valueOf(batch));
        return this;
    }
}
