package io.spillway.tier.disk;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.KeyCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares a store's index, its frames and its accounts. What it finds are faults of this package, unless somebody damaged
 * files.
 */
final class IntegrityCheck {
    private final Index index;
    private final FrameStore frames;
    private final VolumeSet volumes;
    private final Holding holding;
    private final LargeEntries large;
    private final KeyCodec keys;
    private final List<String> faults = new ArrayList<>();
    private final Map<Integer, Long> bytes = new HashMap<>();
    private final Map<Integer, Integer> counts = new HashMap<>();
    private final Map<Long, List<EncodedKey>> seen = new HashMap<>();
    private final Set<Long> largePlaces = new HashSet<>();
    private int held;

    IntegrityCheck(
            Index index, FrameStore frames, VolumeSet volumes, Holding holding, LargeEntries large, KeyCodec keys) {
        this.index = index;
        this.frames = frames;
        this.volumes = volumes;
        this.holding = holding;
        this.large = large;
        this.keys = keys;
    }

    /** What is wrong, in words; empty if nothing is. */
    List<String> faults() {
        index.forEach((hash, place, deadline) -> checkEntry(hash, place));
        if (held != holding.items().size()) {
            faults.add(holding.items().size() + " entries are held, the index names " + held);
        }
        if (!largePlaces.equals(large.all().keySet())) {
            faults.add("large entries known: " + large.all().keySet() + ", in the index: " + largePlaces);
        }
        for (Volume volume : volumes.all()) {
            if (!volume.isDropped() && !volume.isDamaged()) {
                compare(volume);
            }
        }
        return List.copyOf(faults);
    }

    private void checkEntry(long hash, long place) {
        Stored stored = frames.load(place, true);
        if (stored == null) {
            faults.add("no frame at " + describe(place));
            return;
        }
        EncodedKey key = keys.decode(stored.key());
        if (Index.spread(key.hash()) != hash) {
            faults.add("another key's frame at " + describe(place));
        }
        List<EncodedKey> alike = seen.computeIfAbsent(key.hash(), any -> new ArrayList<>());
        if (alike.stream().anyMatch(other -> other.matches(stored.key()))) {
            faults.add("two visible entries of one key, one at " + describe(place));
        }
        alike.add(key);
        if (Index.volumeOf(place) == Holding.ID) {
            held++;
            return;
        }
        count(Index.volumeOf(place), stored.room());
        if (stored.head().isLarge()) {
            checkLarge(place, stored);
        }
    }

    private void checkLarge(long place, Stored stored) {
        largePlaces.add(place);
        PieceTable table = PieceTable.decode(stored.payload());
        if (table == null || frames.assemble(stored) == null) {
            faults.add("a piece is missing of the entry at " + describe(place));
            return;
        }
        for (int i = 0; i < table.pieces(); i++) {
            count(table.volumes()[i], table.roomOf(i));
        }
    }

    private void count(int volume, int room) {
        bytes.merge(volume, (long) room, Long::sum);
        counts.merge(volume, 1, Integer::sum);
    }

    private void compare(Volume volume) {
        long live = bytes.getOrDefault(volume.id(), 0L);
        int count = counts.getOrDefault(volume.id(), 0);
        if (volume.liveBytes() != live || volume.liveFrames() != count) {
            faults.add("volume " + volume.id() + " is said to have " + volume.liveFrames() + " live frames of "
                    + volume.liveBytes() + " bytes, the index names " + count + " of " + live);
        }
    }

    private static String describe(long place) {
        return "volume " + Index.volumeOf(place) + ", sequence " + Index.sequenceOf(place);
    }
}
