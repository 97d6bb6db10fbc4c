package io.spillway.tier.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.KeyCodec;
import io.spillway.codec.TestKeys;
import io.spillway.tier.LowerTier;
import io.spillway.tier.TierFullException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A disk tier with all that it needs; closing it checks the tier's integrity first. */
final class TierFixture implements AutoCloseable {
    static final long SMALL = 4 << 20;

    final AtomicLong now = new AtomicLong();
    final AtomicLong evicted = new AtomicLong();
    final AtomicLong damaged = new AtomicLong();
    final AtomicLong discarded = new AtomicLong();
    final ExecutorService executor = Executors.newSingleThreadExecutor();
    final KeyCodec keys;
    final DiskTier tier;
    private long version;
    boolean checked = true;

    TierFixture(Path directory) {
        this(DiskOptions.transientIn(directory, "test", SMALL), TestKeys.canonical());
    }

    TierFixture(DiskOptions options, KeyCodec keys) {
        this(options, keys, 1_000_000);
    }

    TierFixture(DiskOptions options, KeyCodec keys, long now) {
        this.now.set(now);
        this.keys = keys;
        this.tier = DiskTier.open(options, keys, clock(), executor, new DiskEvents() {
            @Override
            public void evicted(long entries) {
                evicted.addAndGet(entries);
            }

            @Override
            public void damaged(long entries) {
                damaged.addAndGet(entries);
            }

            @Override
            public void discarded(long entries) {
                discarded.addAndGet(entries);
            }
        });
        version = tier.highestVersion();
        IntegrityExtension.opened(this);
    }

    private InstantSource clock() {
        return () -> Instant.ofEpochMilli(now.get());
    }

    EncodedKey key(String key) {
        return keys.encode(key);
    }

    Envelope entry(byte[] payload) {
        return new Envelope(++version, 1, now.get(), Envelope.ETERNAL, payload);
    }

    static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    boolean spill(String key, byte[] payload) {
        return tier.spill(key(key), entry(payload));
    }

    void put(String key, byte[] payload) throws TierFullException {
        put(key, entry(payload));
    }

    void put(String key, Envelope entry) throws TierFullException {
        EncodedKey encoded = key(key);
        // What was written can be dropped, for want of room, before it is published.
        while (!tier.publish(encoded, tier.write(encoded, entry))) {
            Thread.onSpinWait();
        }
    }

    byte @Nullable [] read(String key) {
        LowerTier.Held held = tier.read(key(key));
        return held == null ? null : held.entry().payload();
    }

    List<String> keyList() {
        List<String> all = new ArrayList<>();
        try (LowerTier.KeyCursor cursor = tier.keys()) {
            for (EncodedKey key = cursor.next(); key != null; key = cursor.next()) {
                all.add((String) key.key());
            }
        }
        return all;
    }

    void check() {
        assertThat(tier.check().faults()).isEmpty();
    }

    @Override
    public void close() {
        IntegrityExtension.closed(this);
        if (checked) {
            // A round of housekeeping under way would be seen half done.
            drain();
            check();
        }
        tier.close();
        executor.shutdown();
    }

    void drain() {
        try {
            executor.submit(() -> {}).get(5, TimeUnit.MINUTES);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
