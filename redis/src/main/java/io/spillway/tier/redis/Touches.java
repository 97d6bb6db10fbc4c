package io.spillway.tier.redis;

import io.spillway.codec.Envelope;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.redisson.api.RBatch;

/**
 * Deadlines that have moved and are to be written: of each entry the last one, many in one go, a tenth of a second later.
 * Who reads here sees them at once. Safe for use by any thread.
 */
final class Touches {
    private static final int MOST = 100_000;
    private static final int BATCH = 500;
    private static final long LAG_MILLIS = 100;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Map<String, Moved> waiting = new ConcurrentHashMap<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Commands commands;
    private final Calls calls;
    private final Background background;
    private final InstantSource clock;

    private record Moved(long version, long deadline) {}

    Touches(Commands commands, Calls calls, Background background, InstantSource clock) {
        this.commands = commands;
        this.calls = calls;
        this.background = background;
        this.clock = clock;
    }

    /** Takes note; more than so many are forgotten, and their entries end as early as they were to end before. */
    void note(String name, long version, long deadline) {
        if (waiting.size() < MOST || waiting.containsKey(name)) {
            waiting.put(name, new Moved(version, deadline));
            schedule();
        }
    }

    /** The entry with the deadline that it has by now. */
    Envelope applied(String name, Envelope entry) {
        Moved moved = waiting.get(name);
        return moved == null || moved.version() != entry.version() ? entry : entry.withDeadline(moved.deadline());
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            background.later(this::sendAll, LAG_MILLIS);
        }
    }

    private void sendAll() {
        scheduled.set(false);
        if (!send()) {
            schedule();
        }
    }

    /** Sends what is waiting; false if something is left. */
    boolean send() {
        while (calls.areMade() && !waiting.isEmpty()) {
            List<Map.Entry<String, Moved>> some = new ArrayList<>(BATCH);
            for (Map.Entry<String, Moved> entry : waiting.entrySet()) {
                some.add(Map.entry(entry.getKey(), entry.getValue()));
                if (some.size() == BATCH) {
                    break;
                }
            }
            if (!send(some)) {
                return false;
            }
            some.forEach(sent -> waiting.remove(sent.getKey(), sent.getValue()));
        }
        return waiting.isEmpty();
    }

    private boolean send(List<Map.Entry<String, Moved>> some) {
        try {
            Calls.await(
                    () -> {
                        RBatch batch = commands.batch();
                        for (Map.Entry<String, Moved> entry : some) {
                            Moved moved = entry.getValue();
                            commands.touch(
                                    batch, entry.getKey(), moved.version(), moved.deadline(), ttl(moved.deadline()));
                        }
                        return batch.executeAsync();
                    },
                    System.nanoTime() + PATIENCE_NANOS);
            return true;
        } catch (NoAnswer e) {
            // Of those that are refused there is no hope; those without an answer are sent again.
            return e.kind() == NoAnswer.Kind.ERROR;
        }
    }

    private long ttl(long deadline) {
        if (deadline == Envelope.ETERNAL) {
            return 0;
        }
        long left = deadline - clock.millis();
        return left > 0 ? left : -1;
    }
}
