package io.spillway.tier;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The lower tier of a cache that lives in the heap alone: it is always empty, and always full. */
public final class NoLowerTier implements LowerTier {
    private static final Usage NOTHING = new Usage(0, 0, 0);

    @Override
    public void attach(Above above) {}

    @Override
    public int reserve(EncodedKey key, int payloadBytes, int replaced) {
        return 0;
    }

    @Override
    public void giveBack(int reserved) {}

    @Override
    public void awaitRoom() {}

    @Override
    public boolean takesMore() {
        return true;
    }

    @Override
    public void settle() {}

    @Override
    public boolean isStopped() {
        return false;
    }

    @Override
    public Receipt write(EncodedKey key, Envelope entry) throws TierFullException {
        throw new TierFullException("The cache has no tier below the heap");
    }

    @Override
    public boolean publish(EncodedKey key, Receipt receipt) {
        return false;
    }

    @Override
    public void release(Receipt receipt) {}

    @Override
    public boolean spill(EncodedKey key, Envelope entry) {
        return false;
    }

    @Override
    public boolean writesAhead(int payloadBytes) {
        return false;
    }

    @Override
    public @Nullable Held read(EncodedKey key) {
        return null;
    }

    @Override
    public @Nullable Glimpse peek(EncodedKey key) {
        return null;
    }

    @Override
    public boolean names(EncodedKey key, long place) {
        return false;
    }

    @Override
    public boolean supersede(EncodedKey key) {
        return false;
    }

    @Override
    public boolean remove(EncodedKey key) {
        return false;
    }

    @Override
    public void bury(EncodedKey key, long version, int node) {}

    @Override
    public boolean touch(EncodedKey key, long place, long deadline, long lasting) {
        return false;
    }

    @Override
    public KeyCursor keys() {
        return new KeyCursor() {
            @Override
            public @Nullable EncodedKey next() {
                return null;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void sweep(long now, Consumer<EncodedKey> visitor) {}

    @Override
    public void clear() {}

    @Override
    public boolean rejectsWhenFull() {
        return false;
    }

    @Override
    public boolean survivesCrash() {
        return false;
    }

    @Override
    public boolean survivesRestart() {
        return false;
    }

    @Override
    public long highestVersion() {
        return 0;
    }

    @Override
    public boolean isUntouched() {
        return true;
    }

    @Override
    public long entries() {
        return 0;
    }

    @Override
    public Usage usage() {
        return NOTHING;
    }

    @Override
    public void close() {}

    @Override
    public void destroy() {}
}
