package io.spillway.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.codec.ByReference;
import io.spillway.codec.ClassPolicy;
import io.spillway.codec.Compression;
import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.JavaCodec;
import io.spillway.codec.PayloadCodec;
import io.spillway.codec.PayloadKeyCodec;
import io.spillway.tier.Located;
import io.spillway.tier.NoLowerTier;
import io.spillway.tier.NoRemoteTier;
import io.spillway.tier.StoreSnapshot;
import io.spillway.tier.TierCounters;
import io.spillway.tier.TierFullException;
import io.spillway.tier.TieredStore;
import io.spillway.tier.heap.HeapBudget;
import io.spillway.tier.heap.HeapTier;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A keeper on a real store in the heap, for what a whole cache does not show. */
class CheckpointKeeperTest {
    @TempDir
    Path directory;

    private final PayloadCodec codec = new PayloadCodec(
            new JavaCodec(CheckpointKeeperTest.class.getClassLoader(), new ClassPolicy("c", List.of(), List.of())));
    private final TieredStore<String> store = new TieredStore<>(
            "c",
            handler ->
                    new HeapTier<String>(1 << 20, 1 << 20, Runnable::run, handler, new HeapBudget(HeapBudget.NO_LIMIT)),
            new NoLowerTier(),
            new NoRemoteTier(),
            new PayloadKeyCodec(codec),
            new ByReference(codec, Compression.NONE),
            InstantSource.system(),
            1,
            new TierCounters("notes"),
            (key, held) -> {});

    private CheckpointKeeper keeper() {
        CheckpointPlan plan = new CheckpointPlan(directory, "c", "java", "k", "v", true, null, 3, true);
        return new CheckpointKeeper(
                plan, new CheckpointFolder(directory, "c"), new Content(), InstantSource.system(), Runnable::run);
    }

    private static long inAMinute() {
        return System.nanoTime() + Duration.ofMinutes(1).toNanos();
    }

    private final class Content implements CheckpointContent {
        @Override
        public StoreSnapshot<?> snapshot() {
            return store.snapshot();
        }

        @Override
        public EncodedKey key(byte[] bytes) {
            return store.keys().decode(bytes);
        }

        @Override
        public boolean fill(EncodedKey key, Envelope entry, BooleanSupplier wanted) throws TierFullException {
            Located<String> located = store.locate((String) key.key());
            store.fill(located, (String) key.key(), entry);
            return true;
        }
    }

    private void put(String key) throws TierFullException {
        store.put(store.locate(key), key, "value", Envelope.ETERNAL);
    }

    @Test
    void aCloseWaitsNoLongerThanItMay() throws Exception {
        put("key");
        CheckpointKeeper hurried = keeper();
        assertThat(hurried.close(System.nanoTime())).isFalse();
        assertThat(hurried.statistics().made()).isZero();
        assertThat(hurried.statistics().failures()).isEqualTo(1);
        assertThat(new CheckpointFolder(directory, "c").newestFirst()).isEmpty();

        CheckpointKeeper patient = keeper();
        assertThat(patient.close(inAMinute())).isTrue();
        assertThat(patient.statistics().made()).isEqualTo(1);
    }

    @Test
    void aClearThatFailsLeavesNoCheckpointThatCouldBringBackMore() throws Exception {
        put("key");
        CheckpointKeeper keeper = keeper();
        keeper.checkpoint();
        assertThatThrownBy(() -> keeper.clearing(() -> {
                    throw new IllegalStateException("not now");
                }))
                .hasMessage("not now");
        assertThat(new CheckpointFolder(directory, "c").newestFirst()).isEmpty();
        // It goes on as before.
        assertThat(keeper.checkpoint().entries()).isEqualTo(1);
        keeper.close(inAMinute());
    }
}
