package io.spillway.tier.disk;

import io.spillway.codec.CodecException;
import io.spillway.codec.EncodedKey;
import io.spillway.codec.KeyCodec;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Finds entries whose time is over, a part of the index at a time. Safe for use by any thread. */
final class Sweeper {
    /** About how many entries one sweep looks at. */
    private static final int MAX_SWEEP = 100_000;
    /** After about how many expired entries a sweep ends. */
    private static final int MAX_EXPIRED = 10_000;

    private final Index index;
    private final FrameStore frames;
    private final KeyCodec keys;
    private final AtomicInteger position = new AtomicInteger();

    Sweeper(Index index, FrameStore frames, KeyCodec keys) {
        this.index = index;
        this.frames = frames;
        this.keys = keys;
    }

    /** Goes on where the last sweep ended, and shows the keys of entries whose deadline is past. */
    void sweep(long now, Consumer<EncodedKey> visitor) {
        int looked = 0;
        int[] found = {0};
        for (int n = 0; n < Index.SEGMENTS && looked < MAX_SWEEP && found[0] < MAX_EXPIRED; n++) {
            IndexSegment segment = index.existing(position.getAndUpdate(p -> (p + 1) % Index.SEGMENTS));
            if (segment != null) {
                looked += segment.size();
                segment.forEach((hash, place, deadline) -> {
                    if (deadline <= now) {
                        found[0]++;
                        visit(place, visitor);
                    }
                });
            }
        }
    }

    private void visit(long place, Consumer<EncodedKey> visitor) {
        Stored stored = frames.load(place, false);
        if (stored != null) {
            EncodedKey key;
            try {
                key = keys.decode(stored.key());
            } catch (CodecException e) {
                // Nobody can ask for it; it goes with its volume.
                return;
            }
            visitor.accept(key);
        }
    }
}
