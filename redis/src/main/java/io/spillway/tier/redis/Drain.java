package io.spillway.tier.redis;

import io.spillway.codec.Envelope;
import io.spillway.tier.RemoteTier.Above;
import io.spillway.tier.RemoteTierProvider.Times;
import io.spillway.tier.StoreSnapshot;
import io.spillway.tier.redis.OwedWrites.Owed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.redisson.api.BatchResult;
import org.redisson.api.RBatch;

/**
 * Hands to Redis what it is owed, many writes in one go; and all that heap and disk have, if it has lost its data. By version,
 * so it does not matter in which order, or how often. Safe for use by any thread.
 */
final class Drain {
    private static final long LATER_MILLIS = 1_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** Where single writes are refused one after the other, so are the others. */
    private static final int MOST_REFUSED = 3;

    private final Supplier<Content> content;
    private final KeySpace names;
    private final Commands commands;
    private final Calls calls;
    private final Touches touches;
    private final Background background;
    private final Supplier<Times> times;
    private final boolean refills;
    private final BiConsumer<byte[], Long> lost;
    private final Consumer<Owed> settled;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final ReentrantLock running = new ReentrantLock();
    private volatile @Nullable Above above;
    private volatile boolean toRefill;

    /**
     * Creates a drain.
     *
     * @param times the pace that holds now
     * @param refills whether Redis is to have all that heap and disk have
     * @param lost told the key and version of what gave way to a newer entry
     * @param settled told of what Redis has now
     */
    Drain(
            Supplier<Content> content,
            KeySpace names,
            Commands commands,
            Calls calls,
            Touches touches,
            Background background,
            Supplier<Times> times,
            boolean refills,
            BiConsumer<byte[], Long> lost,
            Consumer<Owed> settled) {
        this.content = content;
        this.names = names;
        this.commands = commands;
        this.calls = calls;
        this.touches = touches;
        this.background = background;
        this.times = times;
        this.refills = refills;
        this.lost = lost;
        this.settled = settled;
    }

    void attach(Above newAbove) {
        above = newAbove;
    }

    /** Redis lacks what heap and disk have. */
    void refill() {
        toRefill = true;
        soon();
    }

    /** Something is owed. */
    void soon() {
        schedule(times.get().every().toMillis());
    }

    /** What is owed need not wait as long as was said when it was written. */
    void hurry() {
        background.later(this::runScheduled, 0);
    }

    private void schedule(long millis) {
        if (scheduled.compareAndSet(false, true)) {
            background.later(this::runScheduled, millis);
        }
    }

    private void runScheduled() {
        scheduled.set(false);
        if (!run(Long.MAX_VALUE)) {
            schedule(LATER_MILLIS);
        }
    }

    /** Hands over what it can until a moment; false if something is left. */
    boolean run(long until) {
        running.lock();
        try {
            return handOver(until);
        } finally {
            running.unlock();
        }
    }

    /** Waits, until a moment, while more is owed than should be. */
    void relieve(long until) {
        try {
            while (content.get().owed().isMuch() && calls.areMade() && System.nanoTime() - until < 0) {
                if (running.tryLock(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    try {
                        Content now = content.get();
                        if (!isReady(now)
                                || !send(now, now.owed().some(times.get().batch()))) {
                            return;
                        }
                    } finally {
                        running.unlock();
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Under the lock. */
    private boolean handOver(long until) {
        Content now = content.get();
        while (isReady(now) && !now.owed().isEmpty() && System.nanoTime() < until) {
            if (!send(now, now.owed().some(times.get().batch()))) {
                return false;
            }
            now = content.get();
        }
        if (now.owed().takeIncomplete() && refills) {
            toRefill = true;
        }
        return now.owed().isEmpty() && (!toRefill || refill(now));
    }

    private boolean isReady(Content now) {
        // What gives way to newer entries must be told to the store, so that has to be there.
        return above != null && calls.areMade() && now.isThere() && now.meta() != null;
    }

    private boolean send(Content now, List<Owed> some) {
        try {
            List<byte[]> outcomes = sendAll(now, some);
            for (int i = 0; i < some.size(); i++) {
                settle(now, some.get(i), outcomes.get(i));
            }
            return true;
        } catch (NoAnswer e) {
            return e.kind() == NoAnswer.Kind.ERROR && sendSingly(now, some);
        }
    }

    private List<byte[]> sendAll(Content now, List<Owed> some) throws NoAnswer {
        BatchResult<?> result = Calls.await(
                () -> {
                    RBatch together = commands.batch();
                    some.forEach(owed -> write(together, now, owed));
                    return together.executeAsync();
                },
                System.nanoTime() + PATIENCE_NANOS);
        List<byte[]> outcomes = new ArrayList<>(some.size());
        result.getResponses().forEach(response -> outcomes.add((byte[]) response));
        return outcomes;
    }

    private void write(RBatch together, Content now, Owed owed) {
        Envelope entry = current(owed);
        commands.write(together, name(now, owed.key()), value(owed, entry), ttl(entry));
    }

    private @Nullable Envelope current(Owed owed) {
        Envelope entry = owed.entry();
        return entry == null ? null : touches.applied(owed.key(), entry);
    }

    private long ttl(@Nullable Envelope entry) {
        return entry == null ? RedisTier.TOMBSTONE.toMillis() : commands.ttl(entry.deadline());
    }

    private static byte[] value(Owed owed, @Nullable Envelope entry) {
        return entry == null
                ? StoredValue.tombstone(owed.key(), owed.version(), owed.node())
                : StoredValue.entry(owed.key(), entry);
    }

    /** One of them may be what Redis can't do; the others are not to wait for it. */
    private boolean sendSingly(Content now, List<Owed> some) {
        int refused = 0;
        boolean all = true;
        for (Owed owed : some) {
            Envelope entry = current(owed);
            try {
                byte[] outcome = Calls.await(
                        () -> commands.write(name(now, owed.key()), value(owed, entry), ttl(entry)),
                        System.nanoTime() + PATIENCE_NANOS);
                settle(now, owed, outcome);
                refused = 0;
            } catch (NoAnswer e) {
                all = false;
                refused++;
                if (e.kind() != NoAnswer.Kind.ERROR || refused == MOST_REFUSED) {
                    return false;
                }
            }
        }
        return all;
    }

    private void settle(Content now, Owed owed, byte[] outcome) {
        // What this node has written itself meanwhile is no loss.
        if (!now.owed().settle(owed.key(), owed.version())) {
            return;
        }
        if (Arrays.equals(outcome, Scripts.DONE)) {
            settled.accept(owed);
        } else if (StoredValue.nodeOf(outcome) != owed.node()) {
            lost.accept(owed.key(), owed.version());
        }
    }

    private String name(Content now, byte[] key) {
        Meta meta = now.meta();
        if (meta == null) {
            throw new IllegalStateException("There is no generation yet");
        }
        return names.name(meta.generation(), key);
    }

    private boolean refill(Content now) {
        Above store = above;
        if (store == null || !isReady(now)) {
            return false;
        }
        toRefill = false;
        boolean done = false;
        try (StoreSnapshot<?> snapshot = store.snapshot()) {
            int batch = times.get().batch();
            List<Owed> some = new ArrayList<>(batch);
            for (StoreSnapshot.Item item = snapshot.next(); item != null; item = snapshot.next()) {
                Envelope entry =
                        item.entry().withDeadline(store.lasting(item.entry().deadline()));
                some.add(new Owed(item.key(), entry.version(), entry.node(), entry));
                if (some.size() == batch) {
                    sendAll(now, some);
                    some.clear();
                }
            }
            if (!some.isEmpty()) {
                sendAll(now, some);
            }
            done = true;
        } catch (NoAnswer e) {
            // It begins anew when Redis answers.
            return false;
        } finally {
            toRefill |= !done;
        }
        return true;
    }
}
