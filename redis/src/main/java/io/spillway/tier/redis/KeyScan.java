package io.spillway.tier.redis;

import io.spillway.codec.CodecException;
import io.spillway.codec.EncodedKey;
import io.spillway.codec.KeyCodec;
import io.spillway.tier.LowerTier;
import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisException;

/** Steps through keys that are owed, then through those of one generation, a few hundred at a time. For one thread. */
final class KeyScan implements LowerTier.KeyCursor {
    private final Iterator<byte[]> owed;
    private final Iterator<byte[]> found;
    private final KeyCodec keys;
    private final Consumer<RedisException> failed;

    /**
     * Creates a scan.
     *
     * @param found what Redis has; as bytes
     * @param failed told if Redis does not answer; where that does not throw, the scan is over
     */
    KeyScan(Iterator<byte[]> owed, Iterator<byte[]> found, KeyCodec keys, Consumer<RedisException> failed) {
        this.owed = owed;
        this.found = found;
        this.keys = keys;
        this.failed = failed;
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
    public void close() {}
}
