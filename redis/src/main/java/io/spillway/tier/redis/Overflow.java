package io.spillway.tier.redis;

import io.spillway.codec.CodecException;
import io.spillway.codec.EncodedKey;
import io.spillway.codec.KeyCodec;
import io.spillway.tier.RemoteTierProvider.Options;
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
    private final KeyCodec codec;
    private final AtomicBoolean scanning = new AtomicBoolean();
    private volatile OverflowedKeys keys;

    private Overflow(OverflowOwner owner, OverflowedKeys keys, KeyCodec codec) {
        this.owner = owner;
        this.keys = keys;
        this.codec = codec;
    }

    /**
     * Opens it with what an earlier run has left.
     *
     * @param memory what that has left to be handed over; let go of if this fails
     */
    static Overflow open(Options options, OwedMemory memory, KeyCodec codec) {
        boolean opened = false;
        try {
            OverflowOwner owner = OverflowOwner.open(options.keeping(), options.cache(), memory.isDamaged());
            boolean nothingThere = owner.isNew() && memory.recalled().isEmpty();
            Overflow overflow = new Overflow(owner, new OverflowedKeys(nothingThere), codec);
            opened = true;
            return overflow;
        } finally {
            if (!opened) {
                memory.release();
            }
        }
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
    void remove(byte[] key, BooleanSupplier unless) {
        OverflowedKeys from = keys;
        EncodedKey encoded = decoded(key);
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

    /** Looks which keys there are, unless somebody does, or Redis can't be asked. Waits for answers. */
    void scan(Supplier<Content> content, Calls calls, Commands commands, KeySpace names) {
        Content now = content.get();
        Meta meta = now.meta();
        if (meta == null || !now.isThere() || !calls.areMade() || !scanning.compareAndSet(false, true)) {
            return;
        }
        OverflowedKeys found = keys;
        boolean whole = false;
        found.beginScan();
        try {
            // In this order: what is on its way may get there meanwhile.
            note(found, now.owed().keys().iterator());
            note(found, new FoundKeys(commands, names, meta.generation(), now.owed()));
            // After a clear, that is not what is to be known.
            whole = content.get().generation() == now.generation();
        } catch (RedisException e) {
            LOG.log(Level.DEBUG, "What has overflowed to Redis can't be gone through now", e);
        } finally {
            found.endScan(whole);
            scanning.set(false);
        }
    }

    private void note(OverflowedKeys found, Iterator<byte[]> keys) {
        while (keys.hasNext()) {
            EncodedKey key = decoded(keys.next());
            if (key != null) {
                found.found(key.hash());
            }
        }
    }

    /** Null for a key that can't be read: it can't be asked for either. */
    private @Nullable EncodedKey decoded(byte[] key) {
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
