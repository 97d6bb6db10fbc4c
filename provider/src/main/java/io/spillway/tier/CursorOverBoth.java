package io.spillway.tier;

import io.spillway.codec.EncodedKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Steps through the keys of the lower tier, then through those of the remote tier that were not among them. For one thread.
 *
 * <p>An entry that is restored meanwhile stays on the remote tier, so its turn comes there if it has not come before. The
 * hashes of the keys that came are remembered, eight bytes each: all of the lower tier's, which is bounded, and of the remote
 * tier's the last ones, as a key that comes again there does so soon.
 */
final class CursorOverBoth implements LowerTier.KeyCursor {
    private static final int REMEMBERED = 1 << 16;

    private final LowerTier.KeyCursor lower;
    private final LowerTier.KeyCursor remote;
    private final boolean movesDown;
    private final HashSet64 seen = new HashSet64();
    private final HashSet64 lastSeen = new HashSet64();
    /** A ring, once it has grown as large as it may. */
    private long[] last = new long[64];

    private int position;
    private boolean lowerDone;

    /**
     * Creates a cursor.
     *
     * @param movesDown whether entries move to the remote tier meanwhile, where a key may come again much later; then all
     *     keys are remembered
     */
    CursorOverBoth(LowerTier.KeyCursor lower, LowerTier.KeyCursor remote, boolean movesDown) {
        this.lower = lower;
        this.remote = remote;
        this.movesDown = movesDown;
    }

    @Override
    public @Nullable EncodedKey next() {
        if (!lowerDone) {
            EncodedKey key = lower.next();
            if (key != null) {
                seen.add(key.hash());
                return key;
            }
            lowerDone = true;
        }
        for (EncodedKey key = remote.next(); key != null; key = remote.next()) {
            if (movesDown ? seen.add(key.hash()) : !seen.contains(key.hash()) && isNew(key.hash())) {
                return key;
            }
        }
        return null;
    }

    private boolean isNew(long hash) {
        if (!lastSeen.add(hash)) {
            return false;
        }
        if (lastSeen.size() > REMEMBERED) {
            lastSeen.remove(last[position]);
        } else if (position == last.length) {
            last = Arrays.copyOf(last, 2 * position);
        }
        last[position++] = hash;
        if (position == REMEMBERED) {
            position = 0;
        }
        return true;
    }

    @Override
    public void close() {
        lower.close();
        remote.close();
    }
}
