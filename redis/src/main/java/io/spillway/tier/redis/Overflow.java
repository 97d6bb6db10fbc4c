package io.spillway.tier.redis;

import io.spillway.codec.CodecException;
import io.spillway.codec.EncodedKey;
import io.spillway.codec.KeyCodec;
import io.spillway.tier.RemoteTierProvider.Keeping;
import java.lang.System.Logger.Level;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisException;

/** What is known of the entries of a cache that have overflowed to Redis. Safe for use by any thread. */
final class Overflow {
    private static final System.Logger LOG = System.getLogger(Overflow.class.getName());

    private final OverflowOwner owner;
    private final AtomicBoolean scanning = new AtomicBoolean();
    private volatile OverflowedKeys keys;

    private Overflow(OverflowOwner owner, OverflowedKeys keys) {
        this.owner = owner;
        this.keys = keys;
    }

    /**
     * Opens it with what an earlier run has left.
     *
     * @param nothingOwed whether that has left nothing to be handed over
     * @param damaged whether what it has left to be handed over is not all there
     */
    static Overflow open(@Nullable Keeping keeping, String cache, boolean nothingOwed, boolean damaged) {
        OverflowOwner owner = OverflowOwner.open(keeping, cache, damaged);
        return new Overflow(owner, new OverflowedKeys(owner.isNew() && nothingOwed));
    }

    /** Under which name they are in Redis. */
    String owner() {
        return owner.name();
    }

    boolean mayContain(EncodedKey key) {
        return keys.mayContain(key.hash());
    }

    void add(EncodedKey key) {
        keys.add(key.hash());
    }

    /** Redis has nothing of a key any more, unless something has come meanwhile. */
    void remove(byte[] key, KeyCodec codec, BooleanSupplier unless) {
        OverflowedKeys from = keys;
        EncodedKey encoded = decoded(key, codec);
        if (encoded != null) {
            from.remove(encoded.hash(), unless);
        }
    }

    /** All of it is gone. */
    void clear() {
        keys = new OverflowedKeys(true);
    }

    boolean wantsScan() {
        return keys.wantsScan();
    }

    /**
     * Looks which keys there are, unless somebody does.
     *
     * @param owed the keys on their way to Redis
     * @param there those that are there
     * @param still whether that is what is to be known; after a clear it is not
     */
    void scan(
            Supplier<Iterator<byte[]>> owed, Supplier<Iterator<byte[]>> there, KeyCodec codec, BooleanSupplier still) {
        if (!scanning.compareAndSet(false, true)) {
            return;
        }
        OverflowedKeys found = keys;
        boolean whole = false;
        found.beginScan();
        try {
            // In this order: what is on its way may get there meanwhile.
            note(found, owed.get(), codec);
            note(found, there.get(), codec);
            whole = still.getAsBoolean();
        } catch (RedisException e) {
            LOG.log(Level.DEBUG, "What has overflowed to Redis can't be gone through now", e);
        } finally {
            found.endScan(whole);
            scanning.set(false);
        }
    }

    private static void note(OverflowedKeys found, Iterator<byte[]> keys, KeyCodec codec) {
        while (keys.hasNext()) {
            EncodedKey key = decoded(keys.next(), codec);
            if (key != null) {
                found.found(key.hash());
            }
        }
    }

    /** Null for a key that can't be read: it can't be asked for either. */
    private static @Nullable EncodedKey decoded(byte[] key, KeyCodec codec) {
        try {
            return codec.decode(key);
        } catch (CodecException e) {
            return null;
        }
    }

    /** Leaves it to the next run, if there is to be something left. */
    void keep() {
        owner.keep();
    }
}
