package io.spillway.tier.redis;

import io.spillway.tier.redis.NoAnswer.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which content of a cache counts, here and in Redis. Safe for use by any thread.
 *
 * <p>What Redis was asked before a clear began is out of date after it, and is passed over.
 */
final class ContentState {
    private final String meta;
    private final boolean ours;
    private final Commands commands;
    private final LongConsumer removeOld;
    private final OwedMemory memory;
    private final Object lock = new Object();
    /** Written under the lock. */
    private volatile Content content;
    /** How many clears have begun; guarded by the lock. */
    private long clears;
    /** Generations that are over, which Redis may not have been told; guarded by the lock. */
    private final List<Long> over = new ArrayList<>();

    /**
     * Creates the state of a cache of which nothing is known yet.
     *
     * @param meta the name of its meta key
     * @param ours whether this cache decides what Redis has of it
     * @param memory what an earlier run has left
     * @param removeOld told a generation that nobody reads any more
     */
    ContentState(String meta, boolean ours, Commands commands, OwedMemory memory, LongConsumer removeOld) {
        this.meta = meta;
        this.memory = memory;
        this.content = new Content(0, false, memory.untold(), memory.untold() != null, memory.recalled());
        this.ours = ours;
        this.commands = commands;
        this.removeOld = removeOld;
    }

    Content get() {
        return content;
    }

    /**
     * Asks Redis which generation counts; or tells it, if it was not told of a clear yet.
     *
     * @return whether Redis has lost its data since it was last asked
     */
    boolean look(long answerBy) throws NoAnswer {
        long clearsBefore;
        Content before;
        synchronized (lock) {
            clearsBefore = clears;
            before = content;
        }
        Meta said = before.cleared() ? tell(before.meta(), answerBy) : ask(before.meta(), answerBy);
        synchronized (lock) {
            if (clears != clearsBefore) {
                return false;
            }
            if (!content.isThere() || !Objects.equals(content.meta(), said)) {
                content = content.said(said);
            }
            removeOver(before.meta(), said);
            if (before.cleared()) {
                memory.told();
            }
        }
        Meta known = before.isThere() ? before.meta() : null;
        return known != null && said != null && known.epoch() != said.epoch();
    }

    /** Nobody else may know of them: who has cleared the cache may have ended, or have had no answer. */
    private void removeOver(@Nullable Meta before, @Nullable Meta said) {
        if (!ours || said == null) {
            return;
        }
        if (before != null) {
            over.add(before.generation());
        }
        over.stream().filter(generation -> generation != said.generation()).forEach(removeOld::accept);
        over.clear();
    }

    private @Nullable Meta ask(@Nullable Meta known, long answerBy) throws NoAnswer {
        // After a loss of data, all nodes propose the generation that they know.
        Meta proposed = known == null
                ? Meta.draw()
                : new Meta(known.generation(), Meta.draw().epoch());
        byte[] bytes = Calls.await(() -> ours ? commands.meta(meta, proposed) : commands.get(meta), answerBy);
        Meta said = bytes == null ? null : Meta.parse(bytes);
        if (said == null && bytes != null) {
            throw new NoAnswer(Kind.ERROR, "the key " + meta + " holds something that is not Spillway's", null);
        }
        return said;
    }

    private Meta tell(@Nullable Meta next, long answerBy) throws NoAnswer {
        Meta proposed = next == null ? Meta.draw() : next;
        Meta before = Meta.parse(Calls.await(() -> commands.renew(meta, proposed), answerBy));
        if (before == null) {
            return proposed;
        }
        if (before.generation() != proposed.generation()) {
            removeOld.accept(before.generation());
        }
        return new Meta(proposed.generation(), before.epoch());
    }

    /** Begins a clear: another generation, which Redis is to be told of. */
    Meta beginClear() {
        synchronized (lock) {
            clears++;
            Meta next = Meta.draw();
            Meta before = content.meta();
            return before == null ? next : new Meta(next.generation(), before.epoch());
        }
    }

    /** Ends a clear here. */
    void cleared(int newGeneration, @Nullable Meta next, boolean told) {
        synchronized (lock) {
            Content before = content;
            if (!ours) {
                content = new Content(newGeneration, before.known(), before.meta(), false, before.owed());
                return;
            }
            content =
                    new Content(newGeneration, told || before.known(), next, !told, memory.forget(told ? null : next));
            Meta old = before.meta();
            if (old != null) {
                over.add(old.generation());
            }
            if (told) {
                removeOver(null, next);
            }
        }
    }
}
