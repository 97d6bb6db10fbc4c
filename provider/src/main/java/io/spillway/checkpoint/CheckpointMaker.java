package io.spillway.checkpoint;

import io.spillway.CheckpointSummary;
import io.spillway.checkpoint.CheckpointException.Reason;
import io.spillway.codec.CodecException;
import io.spillway.tier.StoreSnapshot;
import io.spillway.tier.disk.FolderNames;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Writes a cache's content into a new checkpoint. For one thread at a time. */
final class CheckpointMaker {
    private static final System.Logger LOG = System.getLogger(CheckpointMaker.class.getName());
    /** After so many entries it asks whether it may go on. */
    private static final int ENTRIES_BETWEEN_QUESTIONS = 64;

    private final CheckpointPlan plan;
    private final CheckpointFolder folder;
    private final CheckpointContent content;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final AtomicBoolean skippedLogged = new AtomicBoolean();

    CheckpointMaker(CheckpointPlan plan, CheckpointFolder folder, CheckpointContent content, InstantSource clock) {
        this.plan = plan;
        this.folder = folder;
        this.content = content;
        this.clock = clock;
    }

    /** Makes a checkpoint, and removes all but some of the others. For a thread that nobody interrupts. */
    CheckpointSummary make(int keep, BooleanSupplier mayGoOn, CheckpointFile.Turn turn) throws IOException {
        Path file = folder.next();
        long nanos = System.nanoTime();
        CheckpointHeader header = header(plan, random.nextLong(), clock.millis());
        long[] skipped = new long[1];
        CheckpointTotals totals =
                CheckpointFile.write(file, header, clock, writer -> skipped[0] = copy(writer, mayGoOn), turn);
        folder.prune(keep, older -> isOurs(older, header));
        return new CheckpointSummary(
                file,
                Instant.ofEpochMilli(header.began()),
                Duration.ofNanos(System.nanoTime() - nanos),
                totals.entries(),
                skipped[0],
                totals.bytes(),
                totals.fileBytes());
    }

    /** What another configuration or version of the cache left, it may come back for. */
    private static boolean isOurs(Path file, CheckpointHeader header) {
        try {
            CheckpointReader.requireFit(file, header);
            return true;
        } catch (CheckpointException e) {
            return e.reason() == Reason.DAMAGED;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Left alone: " + file, e);
            return false;
        }
    }

    /** Copies the entries; tells how many can't be. */
    private long copy(CheckpointWriter writer, BooleanSupplier mayGoOn) throws IOException {
        try (StoreSnapshot<?> snapshot = content.snapshot()) {
            int untilQuestion = 0;
            for (StoreSnapshot.Item item = snapshot.next(); item != null; item = snapshot.next()) {
                if (--untilQuestion < 0) {
                    requireGoingOn(snapshot, mayGoOn);
                    untilQuestion = ENTRIES_BETWEEN_QUESTIONS;
                }
                writer.add(item.key(), item.entry());
            }
            requireGoingOn(snapshot, mayGoOn);
            tellOfSkipped(snapshot.unreadable(), snapshot.firstFailure());
            return snapshot.unreadable();
        }
    }

    static CheckpointHeader header(CheckpointPlan plan, long id, long began) {
        return new CheckpointHeader(
                id, began, FolderNames.escape(plan.cacheName()), plan.codec(), plan.keyType(), plan.valueType());
    }

    private static void requireGoingOn(StoreSnapshot<?> snapshot, BooleanSupplier mayGoOn) throws IOException {
        if (!snapshot.isCurrent() || !mayGoOn.getAsBoolean()) {
            throw givenUp();
        }
    }

    private static IOException givenUp() {
        return new IOException(
                "it was given up, as the cache was cleared or closed meanwhile, or closing took too long");
    }

    private void tellOfSkipped(long skipped, @Nullable CodecException failure) {
        if (failure != null && skippedLogged.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "Checkpoints of cache '" + plan.cacheName() + "' lack " + skipped
                            + " entries that can't be encoded, which is said once a cache; the first: "
                            + failure.getMessage());
        }
    }
}
