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
import io.spillway.tier.LowerTier.Recollection;
import io.spillway.tier.NoLowerTier;
import io.spillway.tier.NoRemoteTier;
import io.spillway.tier.StoreSnapshot;
import io.spillway.tier.TierCounters;
import io.spillway.tier.TierFullException;
import io.spillway.tier.TieredStore;
import io.spillway.tier.disk.FolderLock;
import io.spillway.tier.heap.HeapBudget;
import io.spillway.tier.heap.HeapTier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import javax.cache.CacheException;
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

    private CheckpointKeeper keeper(CheckpointContent content, InstantSource clock, boolean auto) {
        CheckpointPlan plan =
                new CheckpointPlan(directory, "c", "java", "k", "v", true, Duration.ofMinutes(5), 3, auto);
        return new CheckpointKeeper(plan, new CheckpointFolder(directory, "c"), content, clock, Runnable::run);
    }

    private boolean isLocked() throws IOException {
        FolderLock lock = FolderLock.tryLock(new CheckpointFolder(directory, "c").path());
        if (lock == null) {
            return true;
        }
        lock.close();
        return false;
    }

    private static long inAMinute() {
        return System.nanoTime() + Duration.ofMinutes(1).toNanos();
    }

    private class Content implements CheckpointContent {
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

    /** A class of the application that can't be loaded any more, say, while it is taken down. */
    @Test
    void aLastCheckpointThatFailsByAnErrorLetsTheCloseGoOn() throws Exception {
        put("key");
        CheckpointKeeper keeper = keeper(
                new Content() {
                    @Override
                    public StoreSnapshot<?> snapshot() {
                        throw new NoClassDefFoundError("Cart");
                    }
                },
                InstantSource.system(),
                true);
        assertThat(keeper.close(inAMinute())).isFalse();
        assertThat(keeper.statistics().failures()).isEqualTo(1);
        assertThat(keeper.statistics().lastFailure()).contains("Cart");
        assertThat(isLocked()).isFalse();
    }

    @Test
    void whatAClosedOneIsAskedToRestoreLeavesTheFolderAlone() throws Exception {
        put("key");
        CountDownLatch restoring = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        CheckpointKeeper keeper = keeper(
                new Content() {
                    @Override
                    public boolean fill(EncodedKey key, Envelope entry, BooleanSupplier wanted)
                            throws TierFullException {
                        restoring.countDown();
                        try {
                            closed.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        return super.fill(key, entry, wanted);
                    }
                },
                InstantSource.system(),
                true);
        keeper.checkpoint();
        CompletableFuture<?> restore = CompletableFuture.runAsync(keeper::restore);
        restoring.await();
        keeper.close(inAMinute());
        closed.countDown();
        restore.exceptionally(e -> null).join();
        assertThatThrownBy(keeper::restore)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThat(isLocked()).isFalse();
    }

    /** The cache went on without the rest: who removes something then must not find it back. */
    @Test
    void aFillingThatFailedIsNotDoneAgainAfterAProperClose() throws Exception {
        put("key");
        keeper().close(inAMinute());
        CheckpointKeeper failing = keeper(
                new Content() {
                    @Override
                    public boolean fill(EncodedKey key, Envelope entry, BooleanSupplier wanted) {
                        throw new NoClassDefFoundError("Cart");
                    }
                },
                InstantSource.system(),
                true);
        failing.fillAtOpening(Recollection.NONE);
        assertThat(new CheckpointFolder(directory, "c").isRestoring()).isTrue();
        failing.close(inAMinute());
        assertThat(new CheckpointFolder(directory, "c").isRestoring()).isFalse();
    }

    @Test
    void aClockThatIsSetBackDelaysNoCheckpoint() throws Exception {
        put("key");
        long[] now = {Duration.ofDays(20_000).toMillis()};
        CheckpointKeeper keeper = keeper(new Content(), () -> Instant.ofEpochMilli(now[0]), true);
        keeper.tick();
        assertThat(keeper.statistics().made()).isZero();
        now[0] -= Duration.ofDays(1).toMillis();
        keeper.tick();
        assertThat(keeper.statistics().made()).isEqualTo(1);
        keeper.tick();
        assertThat(keeper.statistics().made()).isEqualTo(1);
        keeper.close(inAMinute());
    }

    /** A checkpoint that can't be removed must not keep the store open. */
    @Test
    void whatIsDestroyedIsDestroyedThoughItsCheckpointsStay() throws Exception {
        put("key");
        CheckpointKeeper keeper = keeper();
        keeper.checkpoint();
        // A folder that is not empty can't be deleted as a file is.
        Path stubborn = new CheckpointFolder(directory, "c").path().resolve("00000009.checkpoint");
        Files.createDirectories(stubborn.resolve("in-the-way"));
        boolean[] destroyed = new boolean[1];
        assertThatThrownBy(() -> keeper.destroying(() -> destroyed[0] = true))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("is destroyed, but");
        assertThat(destroyed[0]).isTrue();
        assertThat(isLocked()).isFalse();
    }
}
