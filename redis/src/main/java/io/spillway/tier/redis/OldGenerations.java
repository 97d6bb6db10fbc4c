package io.spillway.tier.redis;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.redisson.client.RedisException;

/**
 * Removes what cleared caches have left in Redis, in small steps in the background. Each generation is gone through twice:
 * a write that was under way when the cache was cleared may come late. Safe for use by any thread.
 */
final class OldGenerations {
    private static final int BATCH = 500;
    private static final int PASSES = 2;
    private static final long PAUSE_MILLIS = 5_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Commands commands;
    private final Background background;
    private final Queue<Old> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock running = new ReentrantLock();

    private record Old(String pattern, int passes) {}

    OldGenerations(Commands commands, Background background) {
        this.commands = commands;
        this.background = background;
    }

    /** Has a generation removed that nobody reads any more. */
    void add(KeySpace names, long generation) {
        waiting.add(new Old(names.pattern(generation), PASSES));
        background.later(() -> run(Long.MAX_VALUE), 0);
    }

    /** Removes what is waiting, as far as it can be done until a moment. */
    void run(long until) {
        running.lock();
        try {
            List<Old> again = new ArrayList<>();
            for (Old old = waiting.poll(); old != null; old = waiting.poll()) {
                boolean gone = remove(old.pattern(), until);
                if (!gone || old.passes() > 1) {
                    again.add(new Old(old.pattern(), gone ? old.passes() - 1 : old.passes()));
                }
            }
            if (!again.isEmpty()) {
                waiting.addAll(again);
                background.later(() -> run(Long.MAX_VALUE), PAUSE_MILLIS);
            }
        } finally {
            running.unlock();
        }
    }

    private boolean remove(String pattern, long until) {
        try {
            List<String> some = new ArrayList<>(BATCH);
            for (Iterator<String> names = commands.names(pattern); names.hasNext(); ) {
                some.add(names.next());
                if (some.size() == BATCH) {
                    remove(some);
                    some.clear();
                    if (System.nanoTime() - until > 0 && until != Long.MAX_VALUE) {
                        return false;
                    }
                }
            }
            remove(some);
            return true;
        } catch (NoAnswer | RedisException e) {
            return false;
        }
    }

    private void remove(List<String> names) throws NoAnswer {
        if (!names.isEmpty()) {
            Calls.await(() -> commands.unlink(names), System.nanoTime() + PATIENCE_NANOS);
        }
    }
}
