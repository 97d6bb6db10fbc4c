package io.spillway.tier.redis;

import io.spillway.tier.redis.OwedWrites.Owed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.redisson.client.RedisException;

/**
 * The keys of the entries of one generation that Redis has, a few hundred at a time; tombstones, which are shorter than any
 * entry, are passed over. For one thread.
 */
final class FoundKeys implements Iterator<byte[]> {
    private static final int PAGE = 500;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Iterator<String> found;
    private final Commands commands;
    private final KeySpace names;
    private final long generation;
    private final OwedWrites owed;
    private final Queue<byte[]> page = new ArrayDeque<>();

    FoundKeys(Commands commands, KeySpace names, long generation, OwedWrites owed) {
        this.found = commands.names(names.pattern(generation));
        this.commands = commands;
        this.names = names;
        this.generation = generation;
        this.owed = owed;
    }

    /** Whether there is another one; throws a {@link RedisException} if nobody says. */
    @Override
    public boolean hasNext() {
        while (page.isEmpty() && found.hasNext()) {
            List<String> some = new ArrayList<>(PAGE);
            while (some.size() < PAGE && found.hasNext()) {
                some.add(found.next());
            }
            List<Long> sizes = sizes(some);
            for (int i = 0; i < some.size(); i++) {
                byte[] key = names.key(generation, some.get(i));
                if (key != null && sizes.get(i) > StoredValue.HEAD && !isRemoved(key)) {
                    page.add(key);
                }
            }
        }
        return !page.isEmpty();
    }

    /** Whether it was removed here, and Redis does not know yet. */
    private boolean isRemoved(byte[] key) {
        Owed write = owed.find(key);
        return write != null && write.entry() == null;
    }

    private List<Long> sizes(List<String> some) {
        try {
            return Calls.await(() -> commands.sizes(some), System.nanoTime() + PATIENCE_NANOS);
        } catch (NoAnswer e) {
            throw new RedisException(e.getMessage(), e);
        }
    }

    @Override
    public byte[] next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return page.remove();
    }
}
