package io.spillway.tier.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.spillway.codec.Envelope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes that were acknowledged to callers, and that Redis does not have yet: of each key the newest. Who reads here sees them
 * as if they were in Redis. Safe for use by any thread.
 *
 * <p>They are held in memory, within bounds. Beyond the first bound, only that there was a newer value is remembered: what the
 * heap or the disk has of the key goes on to be found, and once they let go of it, so is nothing - but never an older value.
 * Beyond the second bound, writes are refused.
 */
final class OwedWrites {
    static final long MOST_BYTES = 64L << 20;
    /** What a key takes here beside its bytes. */
    private static final long OVERHEAD = 200;

    private final ConcurrentMap<String, Owed> byKey = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private final long mostBytes;
    private volatile boolean incomplete;

    /**
     * One of them.
     *
     * @param entry what was put; null if the key was removed
     */
    record Owed(
            byte[] key, long version, int node, @Nullable Envelope entry) {
        long size() {
            return OVERHEAD + key.length + (entry == null ? 0 : entry.payload().length);
        }
    }

    OwedWrites() {
        this(MOST_BYTES);
    }

    OwedWrites(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    boolean isEmpty() {
        return byKey.isEmpty();
    }

    long count() {
        return byKey.size();
    }

    /** Adds a write, unless there is a newer one; false if there is no room for it. */
    boolean add(Owed owed) {
        if (bytes.get() > 2 * mostBytes) {
            return false;
        }
        Owed kept = owed;
        if (owed.entry() != null && bytes.get() + owed.size() > mostBytes) {
            kept = new Owed(owed.key(), owed.version(), owed.node(), null);
            incomplete = true;
        }
        Owed toAdd = kept;
        byKey.compute(name(owed.key()), (name, present) -> {
            if (present != null && present.version() > toAdd.version()) {
                return present;
            }
            bytes.addAndGet(toAdd.size() - (present == null ? 0 : present.size()));
            return toAdd;
        });
        return true;
    }

    /** What is owed of a key. */
    @Nullable Owed find(byte[] key) {
        return byKey.isEmpty() ? null : byKey.get(name(key));
    }

    /**
     * Redis has what is owed of a key up to a version, or something newer.
     *
     * @return whether just that version was owed
     */
    boolean settle(byte[] key, long version) {
        boolean[] owed = new boolean[1];
        if (!byKey.isEmpty()) {
            byKey.computeIfPresent(name(key), (name, present) -> {
                if (present.version() > version) {
                    return present;
                }
                owed[0] = present.version() == version;
                bytes.addAndGet(-present.size());
                return null;
            });
        }
        return owed[0];
    }

    /** Some of what is owed. */
    List<Owed> some(int most) {
        List<Owed> some = new ArrayList<>(most);
        for (Owed owed : byKey.values()) {
            some.add(owed);
            if (some.size() == most) {
                break;
            }
        }
        return some;
    }

    /** The keys of what was put, and is not removed. */
    List<byte[]> keys() {
        return byKey.values().stream()
                .filter(owed -> owed.entry() != null)
                .map(Owed::key)
                .toList();
    }

    /** Whether values were not remembered since this was last asked, so that Redis lacks some that are here. */
    boolean takeIncomplete() {
        boolean was = incomplete;
        incomplete = false;
        return was;
    }

    private static String name(byte[] key) {
        return new String(key, ISO_8859_1);
    }
}
