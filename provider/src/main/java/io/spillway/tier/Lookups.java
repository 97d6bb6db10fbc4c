package io.spillway.tier;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.KeyCodec;
import io.spillway.codec.ValueForm;
import org.jspecify.annotations.Nullable;

/**
 * Looks for entries from tier to tier, and brings them back to the heap.
 *
 * <p>Heap and lower tier are looked at as if at one instant; the remote tier afterwards, outside all locks but the key's
 * ticket.
 */
final class Lookups<K> {
    private final GuardedHeap<K> guarded;
    private final UpperTier<K> heap;
    private final LowerTier lower;
    private final RemoteJourney<K> remote;
    private final KeyCodec keys;
    private final ValueForm form;
    private final TierCounters counters;

    Lookups(
            GuardedHeap<K> guarded,
            LowerTier lower,
            RemoteJourney<K> remote,
            KeyCodec keys,
            ValueForm form,
            TierCounters counters) {
        this.guarded = guarded;
        this.heap = guarded.heap();
        this.lower = lower;
        this.remote = remote;
        this.keys = keys;
        this.form = form;
        this.counters = counters;
    }

    Located<K> locate(K key, boolean toRead) {
        if (toRead && guarded.peek(key) == null) {
            Flight.Span span = Flight.restore();
            long start = SampledTimes.start();
            Located<K> found = lookEverywhere(key, true);
            found.began(start, span);
            return found;
        }
        return lookEverywhere(key, toRead);
    }

    private Located<K> lookEverywhere(K key, boolean toRead) {
        Located<K> found = guarded.undisturbed(() -> look(key, toRead));
        return found.isPresent() || !remote.isThere() ? found : remote.look(found);
    }

    /** Looks in heap and lower tier alone. */
    Located<K> locateHere(K key) {
        return guarded.undisturbed(() -> look(key, false));
    }

    private Located<K> look(K key, boolean toRead) {
        int now = guarded.generation();
        HeapEntry entry = guarded.get(key);
        if (entry != null) {
            return Located.inHeap(key, now, entry);
        }
        if (lower.isUntouched()) {
            return lastLook(key, now, null);
        }
        EncodedKey encoded = keys.encode(key);
        Located<K> below = toRead ? readBelow(key, now, encoded) : peekBelow(key, now, encoded);
        return below != null ? below : lastLook(key, now, encoded);
    }

    private @Nullable Located<K> peekBelow(K key, int now, EncodedKey encoded) {
        LowerTier.Glimpse glimpse = lower.peek(encoded);
        return glimpse == null ? null : Located.below(key, now, encoded, glimpse);
    }

    private @Nullable Located<K> readBelow(K key, int now, EncodedKey encoded) {
        LowerTier.Held found = lower.read(encoded);
        if (found == null) {
            return null;
        }
        Located<K> located = Located.below(key, now, encoded, found.glimpse());
        located.held(form.holdPayload(found.entry().payload()));
        return located;
    }

    /** The last look at the heap before the answer is "absent". */
    private Located<K> lastLook(K key, int now, @Nullable EncodedKey encoded) {
        HeapEntry entry = guarded.peek(key);
        return entry != null ? Located.inHeap(key, now, entry) : Located.nowhere(key, now, encoded);
    }

    /** The held value of a located entry; null if it has left the lower tier since. */
    @Nullable Object held(Located<K> located) {
        Object held = located.held();
        if (held != null || !located.isBelow()) {
            return held;
        }
        Envelope entry = located.isRemote() ? located.remoteEntry() : readLower(located);
        if (entry == null) {
            return null;
        }
        Object read = form.holdPayload(entry.payload());
        located.held(read);
        return read;
    }

    private @Nullable Envelope readLower(Located<K> located) {
        LowerTier.Held found = lower.read(located.encoded(keys));
        return found == null ? null : found.entry();
    }

    /** Brings the located entry, whose payload was read, back to the heap, if it is still the one below. */
    void restore(Located<K> located) {
        Object held = located.held();
        if (held == null || !lower.takesMore()) {
            return;
        }
        long weight = heap.weigh(located.key(), held);
        if (!heap.fits(weight)) {
            return;
        }
        LowerTier.Glimpse glimpse = located.glimpse();
        Envelope remoteEntry = located.remoteEntry();
        if (glimpse != null) {
            restoreFromBelow(located, glimpse, held, (int) weight);
        } else if (remoteEntry != null) {
            restoreFromRemote(located, remoteEntry, held, (int) weight);
        }
    }

    private void restoreFromBelow(Located<K> located, LowerTier.Glimpse glimpse, Object held, int weight) {
        HeapEntry entry = new HeapEntry(
                held, glimpse.version(), glimpse.created(), glimpse.deadline(), weight, located.generation());
        entry.nowBelow(glimpse.deadline());
        boolean[] restored = new boolean[1];
        guarded.change(located, located.key(), weight, present -> {
            if (present != null || !lower.names(located.encoded(keys), glimpse.place())) {
                return present;
            }
            counters.restores.increment();
            restored[0] = true;
            return entry;
        });
        if (restored[0]) {
            counters.restoreTimes.end(located.start());
            located.span().end(counters.cache(), "disk");
        }
    }

    /** It stays on the remote tier. On the lower tier it is not, and has to find room there when it spills. */
    private void restoreFromRemote(Located<K> located, Envelope found, Object held, int weight) {
        HeapEntry entry =
                new HeapEntry(held, found.version(), found.created(), found.deadline(), weight, located.generation());
        entry.writtenWith(found.deadline());
        boolean[] restored = new boolean[1];
        try {
            if (lower.rejectsWhenFull()) {
                entry.reserved(lower.reserve(located.encoded(keys), found.payload().length, 0));
            }
            guarded.change(located, located.key(), weight, present -> {
                if (present != null) {
                    return present;
                }
                restored[0] = true;
                counters.restores.increment();
                counters.remoteRestores.increment();
                return entry;
            });
            if (restored[0]) {
                counters.remoteRestoreTimes.end(located.start());
                located.span().end(counters.cache(), "redis");
            }
        } catch (TierFullException e) {
            // It is read from the remote tier again, then.
            return;
        } finally {
            if (!restored[0]) {
                lower.giveBack(entry.takeReserved());
            }
        }
    }
}
