package io.spillway.tier.redis;

import io.spillway.codec.CodecException;
import io.spillway.codec.Envelope;
import io.spillway.codec.KeyCodec;
import io.spillway.tier.RemoteTier.Above;
import io.spillway.tier.redis.OwedWrites.Owed;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The store above a tier, for what the background has to ask or to tell it of a key's bytes. Safe for use by any thread. */
final class StoreLink {
    private final KeyCodec keys;
    private final InstantSource clock;
    private volatile @Nullable Above above;

    /** Creates a link to no store yet. */
    StoreLink(KeyCodec keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    void attach(Above newAbove) {
        above = newAbove;
    }

    /** What heap and disk have of a key, as it is to be written; null if nothing. */
    @Nullable Owed find(byte[] key) {
        Above store = above;
        if (store == null) {
            return null;
        }
        try {
            Envelope entry = store.find(keys.decode(key));
            return entry == null || entry.isExpiredAt(clock.millis())
                    ? null
                    : new Owed(key, entry.version(), entry.node(), entry.withDeadline(store.lasting(entry.deadline())));
        } catch (CodecException e) {
            // A key that can't be read can't be asked for either.
            return null;
        }
    }

    /** An entry of this version has given way to a newer one of another node, and must not hide it. */
    void lost(byte[] key, long version) {
        Above store = above;
        if (store == null) {
            return;
        }
        try {
            store.lost(keys.decode(key), version);
        } catch (CodecException e) {
            // As above.
            return;
        }
    }
}
