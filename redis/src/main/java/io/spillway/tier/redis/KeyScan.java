package io.spillway.tier.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.spillway.codec.CodecException;
import io.spillway.codec.EncodedKey;
import io.spillway.codec.KeyCodec;
import io.spillway.tier.LowerTier;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisException;

/**
 * Steps through keys that are owed, then through those of one generation, a few hundred at a time, and at last through those that
 * have moved between tiers meanwhile. For one thread, but for what tells it of these.
 */
final class KeyScan implements LowerTier.KeyCursor {
    private final Iterator<byte[]> owed;
    private final Iterator<byte[]> found;
    private final KeyCodec keys;
    private final Consumer<RedisException> failed;
    private final OpenScans open;
    private final Set<String> moved = ConcurrentHashMap.newKeySet();
    private @Nullable Iterator<String> last;

    /**
     * Creates a scan.
     *
     * @param owed what it is owed; asked for once this is told of what moves
     * @param found what Redis has; as bytes
     * @param failed told if Redis does not answer; where that does not throw, nothing more is found there
     * @param open where it is to be among
     */
    KeyScan(
            Supplier<Iterator<byte[]>> owed,
            Iterator<byte[]> found,
            KeyCodec keys,
            Consumer<RedisException> failed,
            OpenScans open) {
        this.found = found;
        this.keys = keys;
        this.failed = failed;
        this.open = open;
        // In this order: what is owed in between would be neither.
        open.add(this);
        this.owed = owed.get();
    }

    /** Takes note of a key that is not where it was. For any thread. */
    void moved(byte[] key) {
        moved.add(new String(key, ISO_8859_1));
    }

    @Override
    public @Nullable EncodedKey next() {
        try {
            while (owed.hasNext() || found.hasNext()) {
                byte[] bytes = owed.hasNext() ? owed.next() : found.next();
                EncodedKey key = decode(bytes);
                if (key != null) {
                    return key;
                }
            }
        } catch (RedisException e) {
            failed.accept(e);
        }
        return nextMoved();
    }

    private @Nullable EncodedKey nextMoved() {
        Iterator<String> from = last == null ? moved.iterator() : last;
        last = from;
        while (from.hasNext()) {
            EncodedKey key = decode(from.next().getBytes(ISO_8859_1));
            if (key != null) {
                return key;
            }
        }
        return null;
    }

    private @Nullable EncodedKey decode(byte[] bytes) {
        try {
            return keys.decode(bytes);
        } catch (CodecException e) {
            // A key that can't be read can't be asked for either.
            return null;
        }
    }

    @Override
    public void close() {
        open.remove(this);
    }
}
