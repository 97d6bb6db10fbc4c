package io.spillway.tier.disk;

import io.spillway.codec.CodecException;
import io.spillway.codec.EncodedKey;
import io.spillway.codec.KeyCodec;
import io.spillway.tier.LowerTier;
import io.spillway.tier.LowerTier.Above;
import io.spillway.tier.disk.LargeEntries.Large;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evicts entries for want of room: what has expired first, then what was not used for longest, as far as the index can tell
 * ages apart. The room comes back when the volumes that they leave are merged.
 *
 * <p>An entry that the heap has, too, does not leave the cache with its frame here, and is passed over as long as there are
 * others. For one thread at a time.
 */
final class Evictor {
    /** It makes room for this part of what may be alive at once, as each time takes a look at every entry. */
    private static final int AT_ONCE = 50;

    private static final int ROUNDS = 5;

    private final Index index;
    private final FrameStore frames;
    private final Catalog catalog;
    private final VolumeSet volumes;
    private final LargeEntries large;
    private final KeyCodec keys;
    private final VolumeShape shape;
    private final InstantSource clock;
    private final DiskEvents events;
    /** Where notices go, so that no older frame comes back after a crash; null if nothing survives one. */
    private final @Nullable Notifier notices;

    private volatile Above above = Above.NOTHING;
    private int firstSegment;

    Evictor(
            Index index,
            FrameStore frames,
            Catalog catalog,
            VolumeSet volumes,
            LargeEntries large,
            KeyCodec keys,
            VolumeShape shape,
            InstantSource clock,
            DiskEvents events,
            @Nullable Notifier notices) {
        this.index = index;
        this.frames = frames;
        this.catalog = catalog;
        this.volumes = volumes;
        this.large = large;
        this.keys = keys;
        this.shape = shape;
        this.clock = clock;
        this.events = events;
        this.notices = notices;
    }

    /** Writes notices of death. */
    interface Notifier {
        /** Writes one now, or soon. */
        void write(FrameHead notice, byte[] key);
    }

    void attach(Above newAbove) {
        above = newAbove;
    }

    private record Entry(long hash, long place) {}

    /** Evicts the coldest entries if there are more bytes alive than so many. */
    void trim(long most) {
        long load = volumes.load();
        if (load <= most) {
            return;
        }
        long target = Math.max(0, most - Math.max(shape.mostLive() / 2, most / AT_ONCE));
        long[] byAge = lookAtAll();
        for (int round = 1; round <= ROUNDS; round++) {
            load = volumes.load();
            if (load <= target) {
                return;
            }
            long toEvict = (long) Math.ceil((double) index.entries() * (load - target) / load);
            evict(load - target, ageOf(byAge, toEvict), round == ROUNDS);
            byAge = lookAtAll();
        }
    }

    /** Lets go of what has expired; returns how many entries there are of each age. */
    private long[] lookAtAll() {
        long[] byAge = new long[UseTimes.TICKS];
        int ticks = index.now();
        forEach((hash, place, word) -> {
            if (UseTimes.deadline(word) > clock.millis()) {
                byAge[UseTimes.age(word, ticks)]++;
                return 0;
            }
            return evict(hash, place, true);
        });
        return byAge;
    }

    /** The age from which on there are at least so many entries. */
    private static int ageOf(long[] byAge, long entries) {
        long found = 0;
        for (int age = byAge.length - 1; age > 0; age--) {
            found += byAge[age];
            if (found >= entries) {
                return age;
            }
        }
        return 0;
    }

    /** Evicts entries from an age on: all of the older ones, then of this age, until so many bytes are freed. */
    private void evict(long bytes, int fromAge, boolean whatIsAbove) {
        int ticks = index.now();
        long[] freed = {0};
        for (int pass = 0; pass < 2 && freed[0] < bytes; pass++) {
            boolean older = pass == 0;
            forEach((hash, place, word) -> {
                int age = UseTimes.age(word, ticks);
                if (freed[0] < bytes && (older ? age > fromAge : age == fromAge)) {
                    freed[0] += evict(hash, place, whatIsAbove);
                }
                return 0;
            });
        }
    }

    private interface Visitor {
        long entry(long hash, long place, long word);
    }

    /** Begins elsewhere each time, so that of entries of one age not always the same ones go. */
    private void forEach(Visitor visitor) {
        firstSegment = (firstSegment + 1) % Index.SEGMENTS;
        for (int i = 0; i < Index.SEGMENTS; i++) {
            IndexSegment segment = index.existing((firstSegment + i) % Index.SEGMENTS);
            long[][] copy = segment == null ? new long[][] {{}, {}, {}} : segment.copy();
            for (int slot = 0; slot < copy[1].length; slot++) {
                if (copy[1][slot] != 0) {
                    visitor.entry(copy[0][slot], copy[1][slot], copy[2][slot]);
                }
            }
        }
    }

    /** Evicts all entries that have a frame in a volume. */
    void evictAll(Volume volume) {
        List<Entry> entries = new ArrayList<>();
        index.forEach((hash, place, deadline) -> {
            if (Index.volumeOf(place) == volume.id()) {
                entries.add(new Entry(hash, place));
            }
        });
        large.withPiecesIn(volume.id(), place -> {
            Large entry = large.get(place);
            if (entry != null) {
                entries.add(new Entry(entry.hash(), place));
            }
        });
        entries.forEach(entry -> evict(entry.hash(), entry.place(), true));
    }

    /** Evicts an entry, or lets go of it if it has expired; returns the room that it took. */
    private long evict(long hash, long place, boolean whatIsAbove) {
        LowerTier.Overflow overflow = above.overflow();
        int generation = overflow.generation();
        Stored stored = frames.load(place, false);
        if (stored == null) {
            // Gone or moved meanwhile, or else damaged.
            catalog.forgetDamaged(hash, place);
            return 0;
        }
        EncodedKey key = key(stored);
        // The heap may know of a later deadline.
        boolean isAbove = key != null && above.holds(key);
        long now = clock.millis();
        boolean expired = !isAbove && index.deadline(hash, place) <= now;
        if (isAbove && !whatIsAbove) {
            // From now on it looks as if it were used, which it may well be in the heap.
            index.lookup(hash);
            return 0;
        }
        byte[] payload = expired || overflow.isThere() ? payload(place) : null;
        // Also what the heap has: that may let go of it just now, as it is here still.
        boolean overflows = !expired
                && key != null
                && payload != null
                && overflow.offer(generation, key, stored.head().envelope(index.deadline(hash, place), payload));
        Large pieces = large.get(place);
        if (!index.remove(hash, place, it -> !expired || index.deadline(hash, it) <= now)) {
            if (overflows && key != null) {
                overflow.retract(generation, key, stored.head().version());
            }
            return 0;
        }
        catalog.died(place, stored.room());
        if (expired) {
            if (key != null && payload != null) {
                above.expired(key, payload);
            }
        } else if (!isAbove && !overflows) {
            events.evicted(1);
        }
        if (notices != null) {
            // Needed no longer than older frames of the key, which for what is cold is not long.
            FrameHead notice = stored.head().asTombstone(volumes.horizonOf(Index.volumeOf(place)));
            if (isAbove) {
                // The heap hands down the same version again: that must not be dead. What is older must stay so.
                notice = notice.withVersion(notice.version() - 1);
            }
            notices.write(notice.withSequence(frames.nextSequence()), stored.key());
        }
        return stored.room() + (pieces == null ? 0L : pieces.table().length());
    }

    private byte @Nullable [] payload(long place) {
        Stored whole = frames.load(place, true);
        return whole != null && whole.head().isLarge()
                ? frames.assemble(whole)
                : whole == null ? null : whole.payload();
    }

    private @Nullable EncodedKey key(Stored stored) {
        try {
            return keys.decode(stored.key());
        } catch (CodecException e) {
            // Nobody can ask for it.
            return null;
        }
    }
}
