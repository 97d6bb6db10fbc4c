package io.spillway.tier;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.TestKeys;
import io.spillway.tier.disk.DiskEvents;
import io.spillway.tier.disk.DiskOptions;
import io.spillway.tier.disk.DiskTier;
import io.spillway.tier.disk.Survives;
import io.spillway.tier.disk.WhenFull;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The disk tier, whatever it survives. */
class DiskTierContractTest {
    private static final long BYTES = 4 << 20;

    @TempDir
    Path directory;

    @Nested
    class SurvivingNothing extends TierContractTest {
        @Override
        Shelf open() {
            return new DiskShelf(directory, Survives.NOTHING);
        }
    }

    @Nested
    class SurvivingARestart extends TierContractTest {
        @Override
        Shelf open() {
            return new DiskShelf(directory, Survives.RESTART);
        }
    }

    @Nested
    class SurvivingACrash extends TierContractTest {
        @Override
        Shelf open() {
            return new DiskShelf(directory, Survives.CRASH);
        }
    }

    private static final class DiskShelf implements TierContractTest.Shelf {
        private final TestKeys keys = TestKeys.canonical();
        private final AtomicLong versions = new AtomicLong();
        private final AtomicLong evicted = new AtomicLong();
        private final ExecutorService executor = Executors.newSingleThreadExecutor();
        private final DiskTier tier;

        DiskShelf(Path directory, Survives survives) {
            DiskOptions options = new DiskOptions(directory, "contract", BYTES, survives, WhenFull.EVICT, 0);
            tier = DiskTier.open(options, keys, InstantSource.system(), executor, new DiskEvents() {
                @Override
                public void evicted(long entries) {
                    evicted.addAndGet(entries);
                }
            });
        }

        @Override
        public void put(String key, TierContractTest.Item item) throws TierFullException {
            Envelope entry =
                    new Envelope(versions.incrementAndGet(), 1, item.created(), item.deadline(), item.payload());
            EncodedKey encoded = keys.encode(key);
            boolean there = false;
            // What was written can be dropped before it is published: then it is written anew.
            while (!there) {
                there = tier.publish(encoded, tier.write(encoded, entry));
            }
        }

        @Override
        public TierContractTest.@Nullable Item get(String key) {
            LowerTier.Held held = tier.read(keys.encode(key));
            return held == null
                    ? null
                    : new TierContractTest.Item(
                            held.entry().payload(),
                            held.entry().created(),
                            held.entry().deadline());
        }

        @Override
        public void touch(String key, long deadline) {
            EncodedKey encoded = keys.encode(key);
            LowerTier.Glimpse glimpse = tier.peek(encoded);
            while (glimpse != null && !tier.touch(encoded, glimpse.place(), deadline, deadline)) {
                glimpse = tier.peek(encoded);
            }
        }

        @Override
        public boolean remove(String key) throws TierFullException {
            EncodedKey encoded = keys.encode(key);
            if (tier.survivesCrash()) {
                tier.bury(encoded, versions.incrementAndGet(), 1);
            }
            return tier.remove(encoded);
        }

        @Override
        public List<String> keys() {
            List<String> all = new ArrayList<>();
            try (LowerTier.KeyCursor cursor = tier.keys()) {
                for (EncodedKey key = cursor.next(); key != null; key = cursor.next()) {
                    all.add((String) key.key());
                }
            }
            return all;
        }

        @Override
        public long entries() {
            return tier.entries();
        }

        @Override
        public long bytes() {
            return tier.usage().bytes();
        }

        @Override
        public long maxBytes() {
            return BYTES;
        }

        @Override
        public long evicted() {
            return evicted.get();
        }

        @Override
        public void close() {
            tier.close();
            executor.shutdown();
        }
    }
}
