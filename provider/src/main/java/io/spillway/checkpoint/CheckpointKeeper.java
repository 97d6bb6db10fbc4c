package io.spillway.checkpoint;

import io.spillway.CheckpointStatistics;
import io.spillway.CheckpointSummary;
import io.spillway.Checkpoints;
import io.spillway.RestoreSummary;
import io.spillway.codec.EncodedKey;
import io.spillway.tier.Failures;
import io.spillway.tier.LowerTier.Recollection;
import io.spillway.tier.disk.Interrupts;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Makes and restores the checkpoints of one cache. Safe for use by any thread.
 *
 * <p>Checkpoints are made one at a time. One that is being made when the cache is cleared, closed or destroyed is given up:
 * what decides is the <em>era</em>, which every clear begins anew, and which is compared at the last moment before the file
 * gets its name.
 */
public final class CheckpointKeeper implements Checkpoints {
    private static final System.Logger LOG = System.getLogger(CheckpointKeeper.class.getName());

    private final CheckpointFolder folder;
    private final InstantSource clock;
    private final Executor executor;
    private final CheckpointMaker maker;
    private final CheckpointRestorer restorer;
    /** Held while one checkpoint is made. */
    private final ReentrantLock making = new ReentrantLock();
    /** Held while the cache is cleared, and while a file gets its name. */
    private final ReentrantLock turning = new ReentrantLock();

    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicLong made = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile CheckpointPlan plan;
    private volatile long era;
    private volatile boolean closing;
    private volatile long lastBegun;
    private volatile @Nullable CheckpointSummary last;
    private volatile @Nullable String lastFailure;

    /**
     * Creates a keeper.
     *
     * @param folder where the checkpoints are; given back when the cache ends
     * @param executor makes the checkpoints that nobody waits for
     */
    public CheckpointKeeper(
            CheckpointPlan plan,
            CheckpointFolder folder,
            CheckpointContent content,
            InstantSource clock,
            Executor executor) {
        this.plan = plan;
        this.folder = folder;
        this.clock = clock;
        this.executor = executor;
        this.maker = new CheckpointMaker(plan, folder, content, clock);
        this.restorer = new CheckpointRestorer(plan, folder, content, clock);
        this.lastBegun = clock.millis();
    }

    /** Makes checkpoints at other times from now on, and keeps another number of them. */
    public void change(boolean made, @Nullable Duration every, int keep) {
        plan = plan.with(made, every, keep);
    }

    /** Fills the cache that was just opened, where the plan says so and its files don't have everything. Never throws. */
    public void fillAtOpening(Recollection known) {
        try {
            boolean interrupted = folder.isRestoring();
            if (!plan.restored() || known.isWhole() && !interrupted) {
                return;
            }
            fill(known);
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(
                    Level.ERROR,
                    "Cache '" + plan.cacheName() + "' could not be filled from its checkpoints in " + folder.path()
                            + "; what was restored until then stays",
                    e);
        }
    }

    private void fill(Recollection known) throws IOException {
        if (folder.newestFirst().isEmpty()) {
            return;
        }
        folder.open();
        folder.restoring(true);
        RestoreSummary summary = restorer.restore(known::covers, () -> true);
        folder.restoring(false);
        if (summary == null) {
            LOG.log(
                    Level.WARNING,
                    "Cache '" + plan.cacheName() + "' has lost content, and none of its checkpoints in " + folder.path()
                            + " can be used");
        }
    }

    @Override
    public RestoreSummary restore() {
        requireOpen();
        long eraAtStart = eraNow();
        Predicate<EncodedKey> nothing = key -> false;
        try {
            folder.open();
            RestoreSummary summary = restorer.restore(nothing, () -> era == eraAtStart && !closing);
            if (summary == null) {
                throw new CacheException("There is no checkpoint of cache '" + plan.cacheName() + "' in "
                        + folder.path() + " that can be used");
            }
            return summary;
        } catch (IOException e) {
            requireOpen();
            throw new CacheException("Cache '" + plan.cacheName() + "' can't be filled from its checkpoints", e);
        }
    }

    @Override
    public CheckpointSummary checkpoint() {
        requireOpen();
        making.lock();
        try {
            requireOpen();
            return make(() -> !closing);
        } catch (IOException e) {
            throw new CacheException("Cache '" + plan.cacheName() + "': no checkpoint was made: " + e.getMessage(), e);
        } finally {
            making.unlock();
        }
    }

    /** Makes a checkpoint if it is time; to be called every now and then. */
    public void tick() {
        Duration every = plan.every();
        if (every != null && isDue(every) && scheduled.compareAndSet(false, true)) {
            try {
                executor.execute(this::makeScheduled);
            } catch (RejectedExecutionException e) {
                scheduled.set(false); // the next tick tries again
                throw e;
            }
        }
    }

    /** Also when the clock was set back, as nobody knows how much time has passed then. */
    private boolean isDue(Duration every) {
        long passed = clock.millis() - lastBegun;
        return passed < 0 || passed >= every.toMillis();
    }

    private void makeScheduled() {
        try {
            makeIfIdle();
        } finally {
            scheduled.set(false);
        }
    }

    private void makeIfIdle() {
        if (making.tryLock()) {
            try {
                makeUnasked(() -> !closing);
            } finally {
                making.unlock();
            }
        }
    }

    private void makeUnasked(BooleanSupplier mayGoOn) {
        try {
            make(mayGoOn);
        } catch (IOException | RuntimeException | Error e) {
            // It was counted and logged where it happened; nobody waits for it, and what comes next must not be
            // skipped.
            LOG.log(Level.DEBUG, "No checkpoint was made", e);
        }
    }

    private CheckpointSummary make(BooleanSupplier mayGoOn) throws IOException {
        lastBegun = clock.millis();
        long eraAtStart = eraNow();
        try {
            folder.open();
            CheckpointSummary summary = Interrupts.shielded(() ->
                    maker.make(plan.keep(), () -> era == eraAtStart && mayGoOn.getAsBoolean(), publish -> {
                        turning.lock();
                        try {
                            return era == eraAtStart && publish.inTurn();
                        } finally {
                            turning.unlock();
                        }
                    }));
            made.incrementAndGet();
            last = summary;
            lastFailure = null;
            return summary;
        } catch (IOException | RuntimeException | Error e) {
            if (era == eraAtStart && mayGoOn.getAsBoolean()) {
                failed(e);
            }
            throw e;
        }
    }

    private void failed(Throwable e) {
        failures.incrementAndGet();
        lastFailure = e.toString();
        LOG.log(
                Level.WARNING,
                "Cache '" + plan.cacheName() + "': no checkpoint was made in " + folder.path() + " (" + e
                        + "); earlier ones are as they were");
    }

    /** The era, once a clear under way is over. */
    private long eraNow() {
        turning.lock();
        try {
            return era;
        } finally {
            turning.unlock();
        }
    }

    /**
     * Does what makes the cache empty, after its checkpoints were removed: then, whatever is interrupted, nothing of what was
     * cleared comes back.
     *
     * @throws CacheException if the checkpoints can't be removed; the cache is not cleared then
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
    public void clearing(Runnable clear) {
        turning.lock();
        try {
            era++;
            folder.removeAll();
            clear.run();
        } catch (IOException e) {
            throw new CacheException(
                    "Cache '" + plan.cacheName() + "' is not cleared, as its checkpoints in " + folder.path()
                            + " can't be removed: they would bring back what was cleared",
                    e);
        } finally {
            turning.unlock();
        }
    }

    /**
     * Makes the last checkpoint, if the plan has any. Never throws.
     *
     * @param until when to give up, by {@link System#nanoTime()}
     * @return whether one was made
     */
    public boolean close(long until) {
        closing = true;
        making.lock();
        try {
            return plan.made() && makeLast(until);
        } finally {
            making.unlock();
            forgetRestoring();
            folder.release(false);
        }
    }

    /** What a filling that failed has not brought back, the cache has gone on without: a later one would bring it back. */
    private void forgetRestoring() {
        try {
            if (folder.isOpen() && folder.isRestoring()) {
                folder.restoring(false);
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "Cache '" + plan.cacheName() + "': the mark of a filling in " + folder.path()
                            + " can't be removed; the next opening may bring back what was removed since",
                    e);
        }
    }

    private boolean makeLast(long until) {
        long before = made.get();
        boolean[] late = new boolean[1];
        makeUnasked(() -> {
            late[0] |= System.nanoTime() - until >= 0;
            return !late[0];
        });
        if (late[0]) {
            failed(new IOException("it took longer than closing may take, as `close-within` has it"));
        }
        return made.get() > before;
    }

    /**
     * Removes the checkpoints, and then does what destroys the rest, in any case.
     *
     * @throws CacheException if the checkpoints can't be removed
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
    public void destroying(Runnable destroy) {
        closing = true;
        Failures failures = new Failures();
        making.lock();
        turning.lock();
        try {
            era++;
            failures.attempt(this::removeAll);
            failures.attempt(destroy);
        } finally {
            turning.unlock();
            making.unlock();
            folder.release(true);
        }
        failures.rethrow();
    }

    private void removeAll() {
        try {
            folder.removeAll();
        } catch (IOException e) {
            throw new CacheException(
                    "Cache '" + plan.cacheName() + "' is destroyed, but its checkpoints in " + folder.path()
                            + " can't be removed; delete them, or a cache of that name may be filled from them",
                    e);
        }
    }

    @Override
    public CheckpointStatistics statistics() {
        CheckpointSummary summary = last;
        Duration age =
                summary == null ? null : Duration.between(summary.started(), Instant.ofEpochMilli(clock.millis()));
        return new CheckpointStatistics(summary, age, made.get(), failures.get(), lastFailure, restorer.damaged());
    }

    private void requireOpen() {
        if (closing) {
            throw new IllegalStateException("Cache '" + plan.cacheName() + "' is closed");
        }
    }
}
