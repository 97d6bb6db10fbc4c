package io.spillway.tier.redis;

import io.spillway.tier.RemoteTier.Clearing;
import io.spillway.tier.RemoteTierProvider.Options;
import io.spillway.tier.RemoteTierProvider.Traffic;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The clears of one cache, of which Redis must not be told in another order. Safe for use by any thread. */
final class Clears {
    private final Options options;
    private final ContentState content;
    private final Commands commands;
    private final Calls calls;
    private final String meta;
    private final Consumer<NoAnswer> failed;
    private final Runnable completed;
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * Creates it for a cache that was not cleared yet.
     *
     * @param meta the name of its meta key
     * @param failed told of each time that Redis was not reached
     * @param completed done when a clear has taken effect
     */
    Clears(
            Options options,
            ContentState content,
            Commands commands,
            Calls calls,
            String meta,
            Consumer<NoAnswer> failed,
            Runnable completed) {
        this.options = options;
        this.content = content;
        this.commands = commands;
        this.calls = calls;
        this.meta = meta;
        this.failed = failed;
        this.completed = completed;
    }

    /**
     * Asks Redis which generation counts; or tells it, if it was not told of a clear yet, and none is under way.
     *
     * @return whether Redis has lost its data since it was last asked
     */
    boolean look(long answerBy) throws NoAnswer {
        boolean telling = content.get().cleared();
        if (telling && !lock.tryLock()) {
            return false;
        }
        try {
            return content.look(answerBy);
        } finally {
            if (telling) {
                lock.unlock();
            }
        }
    }

    /**
     * Begins a clear; others wait until it is closed.
     *
     * @throws io.spillway.RedisUnavailableException if Redis was not told, and that is to be an error
     */
    Clearing prepare(long answerBy) {
        lock.lock();
        boolean prepared = false;
        try {
            Clear clear = tell(answerBy);
            prepared = true;
            return clear;
        } finally {
            if (!prepared) {
                lock.unlock();
            }
        }
    }

    private Clear tell(long answerBy) {
        if (options.traffic() == Traffic.NONE) {
            return new Clear(null, false);
        }
        Meta next = content.beginClear();
        try {
            byte[] unused = calls.call(() -> commands.renew(meta, next), answerBy);
            return new Clear(next, true);
        } catch (NoAnswer e) {
            failed.accept(e);
            // What overflows is nobody else's, so that it is enough to tell Redis later.
            if (options.failing() && options.traffic() != Traffic.OVERFLOW) {
                throw e.forCallers("Cache '" + options.cache() + "' can't be cleared in Redis");
            }
            return new Clear(next, false);
        }
    }

    private final class Clear implements Clearing {
        private final @Nullable Meta next;
        private final boolean told;

        Clear(@Nullable Meta next, boolean told) {
            this.next = next;
            this.told = told;
        }

        @Override
        public void complete(int newGeneration) {
            content.cleared(newGeneration, next, told);
            completed.run();
        }

        @Override
        public void close() {
            lock.unlock();
        }
    }
}
