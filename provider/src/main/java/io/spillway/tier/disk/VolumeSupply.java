package io.spillway.tier.disk;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that there are volumes to write to, within the configured bytes, and within what the file system has room for.
 * Where the next file would be one too many, room is made: by merging, and by evicting if that is allowed.
 *
 * <p>For one thread at a time, but for what is said to be for any.
 */
final class VolumeSupply {
    private static final System.Logger LOG = System.getLogger(VolumeSupply.class.getName());
    private static final long RETRY_AFTER_MILLIS = 1000;
    private static final int MOST_MERGES_PER_VOLUME = 2;
    /** Notices weigh heavily when they take more than this part of what may be alive. */
    private static final int MOST_NOTICES_PART = 8;

    private final VolumeShape shape;
    private final Home home;
    private final VolumeSet volumes;
    private final long maxBytes;
    private final InstantSource clock;
    /** Null if nothing may be evicted. */
    private final @Nullable Evictor evictor;
    /** Moves what is alive in a volume elsewhere; false if that did not work out. */
    private final Predicate<Volume> merge;

    private volatile String obstacle = "";
    private volatile boolean stopped;
    private volatile long retryAt = Long.MIN_VALUE;

    VolumeSupply(
            VolumeShape shape,
            Home home,
            VolumeSet volumes,
            long maxBytes,
            InstantSource clock,
            @Nullable Evictor evictor,
            Predicate<Volume> merge) {
        this.shape = shape;
        this.home = home;
        this.volumes = volumes;
        this.maxBytes = maxBytes;
        this.clock = clock;
        this.evictor = evictor;
        this.merge = merge;
    }

    /** Why there is no room. For any thread. */
    String obstacle() {
        return obstacle;
    }

    /** Whether the file system refuses another file. For any thread. */
    boolean isStopped() {
        return stopped;
    }

    /** Whether it is time to try again. For any thread. */
    boolean isRetryDue() {
        return stopped && clock.millis() >= retryAt;
    }

    /** Lets the next attempt be made at once. */
    void retryNow() {
        retryAt = Long.MIN_VALUE;
    }

    /** Makes another volume ready, making room for it if need be; false if that is not possible now. */
    boolean makeNext() {
        if (mayTry()) {
            if (!makeRoom(maxBytes)) {
                obstacle = "all volumes are full";
                return false;
            }
            if (isMade(volumes::makeNext)) {
                return true;
            }
        }
        // What the file system has given stays in use: a file that goes makes room for another, and that is no sign of
        // more.
        return makeRoom(volumes.bytes()) && isMade(volumes::makeNext, false);
    }

    /** Makes another volume ready if there is room for it without making any. */
    boolean makeNextIfRoom() {
        return mayTry() && fits(maxBytes) && isMade(volumes::makeNext);
    }

    /** Makes the spare volume, if it is wanted and there is room for it. */
    boolean makeSpareIfRoom() {
        return volumes.wantsSpare()
                && mayTry()
                && volumes.bytes() + shape.bytes() <= maxBytes
                && isMade(volumes::makeSpare);
    }

    /** Adds a frame to the volume of moved ones; that may take the last room there is, as moving gives room back. */
    @Nullable Volume addMoved(FrameHead head, byte[] key, byte[] payload) {
        Volume volume = volumes.appendMoved(head, key, payload);
        if (volume != null) {
            return volume;
        }
        if (!volumes.hasSpare() && mayTry() && mayMakeSpare()) {
            isMade(volumes::makeSpare);
        }
        return volumes.turnAttic() ? volumes.appendMoved(head, key, payload) : null;
    }

    /**
     * What is more than it may be, as an earlier run was given more, gets less by moving only. So does what an earlier run
     * left that died while it moved entries to its last file.
     */
    private boolean mayMakeSpare() {
        long bytes = volumes.bytes();
        return bytes + shape.bytes() <= maxBytes || bytes > maxBytes || !volumes.hasAttic();
    }

    private boolean mayTry() {
        return !stopped || isRetryDue();
    }

    private interface Making {
        void in(Path folder) throws IOException;
    }

    private boolean isMade(Making making) {
        return isMade(making, true);
    }

    private boolean isMade(Making making, boolean grows) {
        try {
            ChronicleRuntime.start();
            making.in(home.folder());
            obstacle = "";
            if (stopped && grows) {
                stopped = false;
                LOG.log(Level.INFO, "The disk tier in " + home.folder() + " has room for files again");
            }
            return true;
        } catch (IOException | RuntimeException e) {
            if (!stopped) {
                stopped = true;
                LOG.log(
                        Level.WARNING,
                        "The disk tier can't make another file, so spilling stops when those that it has are full; it"
                                + " goes on by itself when there is room",
                        e);
            }
            retryAt = clock.millis() + RETRY_AFTER_MILLIS;
            obstacle = "another file can't be made: " + e;
            return false;
        }
    }

    private boolean fits(long limit) {
        long reserve = volumes.hasSpare() ? 0 : shape.bytes();
        return volumes.bytes() + shape.bytes() + reserve <= limit;
    }

    /** Makes room for a volume, beside the spare one that moving entries needs. */
    private boolean makeRoom(long limit) {
        Set<Volume> tried = new HashSet<>();
        int most = MOST_MERGES_PER_VOLUME * (volumes.all().size() + 1);
        for (int merges = 0; !fits(limit); merges++) {
            if (evictor != null) {
                evictor.trim(shape.usable(limit));
            }
            Volume source = merges > most ? null : worthMoving(limit, tried);
            if (source == null) {
                source = evictor == null ? null : oldest(tried);
                if (source == null || evictor == null) {
                    return false;
                }
                evictor.evictAll(source);
            }
            tried.add(source);
            if (!merge.test(source)) {
                return false;
            }
        }
        return true;
    }

    /** The emptiest volume; or the oldest, where notices of death weigh heavily that are needed only on account of it. */
    private @Nullable Volume worthMoving(long limit, Set<Volume> tried) {
        boolean heavy = volumes.noticed() * MOST_NOTICES_PART >= shape.usable(limit);
        Volume oldest = heavy ? oldest(tried) : null;
        return oldest != null ? oldest : emptiest(shape.mostWorthMoving(), tried);
    }

    private @Nullable Volume oldest(Set<Volume> without) {
        return volumes.all().stream()
                .filter(volume -> isMergeable(volume) && !without.contains(volume))
                .min(Comparator.comparingInt(Volume::id))
                .orElse(null);
    }

    private @Nullable Volume emptiest(long mostLoad, Set<Volume> without) {
        return volumes.all().stream()
                .filter(this::isMergeable)
                .filter(volume -> !without.contains(volume) && volumes.load(volume) <= mostLoad)
                .min(Comparator.comparingLong(volumes::load))
                .orElse(null);
    }

    /** The volume with the least that is alive, if that is not more than so many bytes. */
    @Nullable Volume emptiest(long mostLoad) {
        return emptiest(mostLoad, Set.of());
    }

    boolean isMergeable(Volume volume) {
        return volume.isSealed()
                && !volumes.isCurrent(volume)
                && !volume.isDropped()
                && !volume.isDamaged()
                && !volume.hasWriters();
    }
}
