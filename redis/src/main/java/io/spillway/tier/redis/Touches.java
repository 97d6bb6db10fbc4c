package io.spillway.tier.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.spillway.codec.Envelope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.redisson.api.BatchResult;
import org.redisson.api.RBatch;

/**
 * Deadlines that have moved and are to be written: of each entry the last one, many in one go, a tenth of a second later.
 * Who reads here sees them at once. Safe for use by any thread.
 */
final class Touches {
    private static final int MOST = 100_000;
    private static final int BATCH = 500;
    private static final long LAG_MILLIS = 100;
    private static final long LATER_MILLIS = 1_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Map<String, Moved> waiting = new ConcurrentHashMap<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Supplier<Content> content;
    private final KeySpace names;
    private final Commands commands;
    private final Calls calls;
    private final Background background;
    private final Consumer<byte[]> missing;

    private record Moved(byte[] key, long version, long deadline) {}

    /**
     * Creates an empty one.
     *
     * @param missing told the keys of entries that are not in Redis any more
     */
    Touches(
            Supplier<Content> content,
            KeySpace names,
            Commands commands,
            Calls calls,
            Background background,
            Consumer<byte[]> missing) {
        this.content = content;
        this.names = names;
        this.commands = commands;
        this.calls = calls;
        this.background = background;
        this.missing = missing;
    }

    /** Takes note; more than so many are forgotten, and their entries end as early as they were to end before. */
    void note(byte[] key, long version, long deadline) {
        String name = name(key);
        if (waiting.size() < MOST || waiting.containsKey(name)) {
            waiting.put(name, new Moved(key, version, deadline));
            schedule(LAG_MILLIS);
        }
    }

    private static String name(byte[] key) {
        return new String(key, ISO_8859_1);
    }

    /** The entry of a key with the deadline that it has by now. */
    Envelope applied(byte[] key, Envelope entry) {
        Moved moved = waiting.isEmpty() ? null : waiting.get(name(key));
        return moved == null || moved.version() != entry.version() ? entry : entry.withDeadline(moved.deadline());
    }

    private void schedule(long millis) {
        if (scheduled.compareAndSet(false, true)) {
            background.later(this::sendAll, millis);
        }
    }

    private void sendAll() {
        scheduled.set(false);
        if (!send()) {
            schedule(LATER_MILLIS);
        }
    }

    /** Sends what is waiting; false if something is left. */
    boolean send() {
        Content now = content.get();
        Meta meta = now.meta();
        while (meta != null && now.isThere() && calls.areMade() && !waiting.isEmpty()) {
            List<Moved> some = waiting.values().stream().limit(BATCH).toList();
            List<?> outcomes = send(meta, some);
            if (outcomes == null) {
                return false;
            }
            for (int i = 0; i < some.size(); i++) {
                Moved moved = some.get(i);
                waiting.remove(name(moved.key()), moved);
                if (i < outcomes.size() && isMissing(outcomes.get(i))) {
                    missing.accept(moved.key());
                }
            }
        }
        return waiting.isEmpty();
    }

    private static boolean isMissing(@Nullable Object outcome) {
        return outcome instanceof byte[] bytes && Arrays.equals(bytes, Scripts.MISSING);
    }

    /** What became of each; null if there was no answer. */
    private @Nullable List<?> send(Meta meta, List<Moved> some) {
        try {
            BatchResult<?> result = Calls.await(
                    () -> {
                        RBatch batch = commands.batch();
                        for (Moved moved : some) {
                            String name = names.name(meta.generation(), moved.key());
                            commands.touch(batch, name, moved.version(), moved.deadline());
                        }
                        return batch.executeAsync();
                    },
                    System.nanoTime() + PATIENCE_NANOS);
            return result.getResponses();
        } catch (NoAnswer e) {
            // Of those that are refused there is no hope; those without an answer are sent again.
            return e.kind() == NoAnswer.Kind.ERROR ? new ArrayList<>() : null;
        }
    }
}
