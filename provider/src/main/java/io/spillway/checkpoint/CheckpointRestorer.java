package io.spillway.checkpoint;

import io.spillway.RestoreSummary;
import io.spillway.checkpoint.CheckpointException.Reason;
import io.spillway.codec.CodecException;
import io.spillway.codec.EncodedKey;
import io.spillway.tier.StoreSnapshot.Item;
import io.spillway.tier.TierFullException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Fills a cache from the newest checkpoint that can be used. Safe for use by any thread. */
final class CheckpointRestorer {
    private static final System.Logger LOG = System.getLogger(CheckpointRestorer.class.getName());

    private final CheckpointPlan plan;
    private final CheckpointFolder folder;
    private final CheckpointContent content;
    private final InstantSource clock;
    private final AtomicLong damaged = new AtomicLong();

    CheckpointRestorer(CheckpointPlan plan, CheckpointFolder folder, CheckpointContent content, InstantSource clock) {
        this.plan = plan;
        this.folder = folder;
        this.content = content;
        this.clock = clock;
    }

    long damaged() {
        return damaged.get();
    }

    /**
     * Fills the cache.
     *
     * @param covered which keys are left alone
     * @param wanted false once the entries are to go nowhere any more
     * @return what came of it; null if there is no checkpoint that can be used
     */
    @Nullable RestoreSummary restore(Predicate<EncodedKey> covered, BooleanSupplier wanted) throws IOException {
        for (Path file : folder.newestFirst()) {
            if (isUsable(file)) {
                RestoreSummary summary = fill(file, covered, wanted);
                tell(summary);
                return summary;
            }
        }
        return null;
    }

    /** All of it is looked at before anything of it is used. */
    private boolean isUsable(Path file) throws IOException {
        try {
            CheckpointReader.requireFit(file, CheckpointMaker.header(plan, 0, 0));
            CheckpointReader.verify(file);
            return true;
        } catch (CheckpointException e) {
            refuse(file, e);
            return false;
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "Cache '" + plan.cacheName() + "': the checkpoint " + file
                            + " can't be read; the one before it is looked at",
                    e);
            return false;
        }
    }

    private void refuse(Path file, CheckpointException e) throws IOException {
        boolean isDamaged = e.reason() == Reason.DAMAGED;
        LOG.log(
                Level.WARNING,
                "Cache '" + plan.cacheName() + "': " + e.getMessage()
                        + (isDamaged ? "; it is set aside, and the one before it is looked at" : "; it is left alone"));
        if (isDamaged) {
            damaged.incrementAndGet();
            CheckpointFolder.setAside(file);
        }
    }

    private RestoreSummary fill(Path file, Predicate<EncodedKey> covered, BooleanSupplier wanted) throws IOException {
        long restored = 0;
        long known = 0;
        long expired = 0;
        long unreadable = 0;
        boolean complete = true;
        CodecException firstFailure = null;
        try (CheckpointReader reader = CheckpointReader.open(file)) {
            for (Item item = reader.next(); item != null && complete; item = reader.next()) {
                if (!wanted.getAsBoolean()) {
                    complete = false;
                    break;
                }
                if (item.entry().isExpiredAt(clock.millis())) {
                    expired++;
                    continue;
                }
                try {
                    EncodedKey key = content.key(item.key());
                    if (!covered.test(key) && content.fill(key, item.entry(), wanted)) {
                        restored++;
                    } else {
                        known++;
                    }
                } catch (CodecException e) {
                    unreadable++;
                    firstFailure = firstFailure == null ? e : firstFailure;
                } catch (TierFullException e) {
                    complete = false;
                    LOG.log(
                            Level.WARNING,
                            "Cache '" + plan.cacheName() + "' has no room for all of " + file + ": " + e.getMessage());
                }
            }
            if (firstFailure != null) {
                LOG.log(
                        Level.WARNING,
                        unreadable + " entries of " + file + " can't be read; the first: " + firstFailure.getMessage());
            }
            Instant taken = Instant.ofEpochMilli(reader.header().began());
            return new RestoreSummary(file, taken, restored, known, expired, unreadable, complete);
        }
    }

    private void tell(RestoreSummary summary) {
        Duration age = Duration.between(summary.taken(), Instant.ofEpochMilli(clock.millis()));
        LOG.log(
                Level.INFO,
                "Cache '" + plan.cacheName() + "' was filled from a checkpoint that is " + text(age) + " old, "
                        + summary.file() + ": " + summary.restored() + " entries restored, " + summary.known()
                        + " left out as known better, " + summary.expired() + " expired, " + summary.unreadable()
                        + " unreadable" + (summary.complete() ? "" : "; not read to its end"));
    }

    /** Such as 3m12s. */
    private static String text(Duration age) {
        return age.truncatedTo(ChronoUnit.SECONDS).toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
