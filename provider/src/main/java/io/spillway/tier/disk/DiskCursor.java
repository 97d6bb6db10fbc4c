package io.spillway.tier.disk;

import io.spillway.codec.CodecException;
import io.spillway.codec.EncodedKey;
import io.spillway.codec.KeyCodec;
import io.spillway.tier.LowerTier.KeyCursor;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Steps through the keys, one segment of the index after the other. Keys that leave the tier for the heap before their
 * segment is done are noted, and returned with it.
 *
 * <p>The notes of a segment are guarded by that segment's lock.
 */
final class DiskCursor implements KeyCursor {
    private final Index index;
    private final Catalog catalog;
    private final FrameStore frames;
    private final KeyCodec keys;
    private final Deque<EncodedKey> ready = new ArrayDeque<>();
    /** By their bytes, so that a slow cursor holds each key once, however often it leaves. */
    private final Map<Integer, Map<ByteBuffer, EncodedKey>> left = new ConcurrentHashMap<>();
    /** The segment being read; those before are done. */
    private volatile int position;

    DiskCursor(Index index, Catalog catalog, FrameStore frames, KeyCodec keys) {
        this.index = index;
        this.catalog = catalog;
        this.frames = frames;
        this.keys = keys;
        catalog.opened(this);
    }

    /** Takes note, under the segment's lock, of a key that leaves the tier but not the cache. */
    void left(int segment, EncodedKey key) {
        if (segment >= position) {
            left.computeIfAbsent(segment, number -> new HashMap<>()).putIfAbsent(ByteBuffer.wrap(key.bytes()), key);
        }
    }

    /** How many keys are noted. */
    int noted() {
        return left.values().stream().mapToInt(Map::size).sum();
    }

    @Override
    public @Nullable EncodedKey next() {
        while (ready.isEmpty() && position < Index.SEGMENTS) {
            catalog.keepingFrames(this::readSegment);
        }
        return ready.poll();
    }

    private void readSegment() {
        int number = position;
        IndexSegment segment = index.segment(number);
        segment.forEach((hash, place, deadline) -> {
            Stored stored = frames.load(place, false);
            if (stored != null) {
                decode(stored.key());
            }
        });
        List<EncodedKey> noted = new ArrayList<>();
        segment.locked(() -> {
            Map<ByteBuffer, EncodedKey> notes = left.remove(number);
            if (notes != null) {
                noted.addAll(notes.values());
            }
            position = number + 1;
        });
        if (!noted.isEmpty()) {
            addMissing(noted);
        }
    }

    private void decode(byte[] key) {
        try {
            ready.add(keys.decode(key));
        } catch (CodecException e) {
            // Nobody can ask for this key any more.
            return;
        }
    }

    private void addMissing(List<EncodedKey> noted) {
        Map<Long, List<EncodedKey>> known = new HashMap<>();
        ready.forEach(key ->
                known.computeIfAbsent(key.hash(), hash -> new ArrayList<>()).add(key));
        for (EncodedKey key : noted) {
            List<EncodedKey> alike = known.computeIfAbsent(key.hash(), hash -> new ArrayList<>());
            if (!isAmong(alike, key)) {
                alike.add(key);
                ready.add(key);
            }
        }
    }

    private static boolean isAmong(List<EncodedKey> alike, EncodedKey key) {
        try {
            return alike.stream().anyMatch(other -> key.matches(other.bytes()));
        } catch (CodecException e) {
            // One whose class fails to compare it can't be asked for any more; the others can.
            return true;
        }
    }

    @Override
    public void close() {
        catalog.closed(this);
        left.clear();
    }
}
