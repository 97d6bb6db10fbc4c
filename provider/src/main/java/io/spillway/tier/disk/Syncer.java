package io.spillway.tier.disk;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.cache.CacheException;

/** Forces frames to the storage device after every so many writes, for those who fear for more than the process. */
final class Syncer {
    private static final System.Logger LOG = System.getLogger(Syncer.class.getName());

    private final VolumeSet volumes;
    private final int every;
    private final String cacheName;
    private final AtomicLong writes = new AtomicLong();

    /** Creates one that forces after {@code every} writes; 0 is never. */
    Syncer(VolumeSet volumes, int every, String cacheName) {
        this.volumes = volumes;
        this.every = every;
        this.cacheName = cacheName;
    }

    /** Whether anything is ever forced. */
    boolean isOn() {
        return every > 0;
    }

    /** Waits until the storage device knows that the files of volumes are gone. */
    void deleted(List<Volume> gone) {
        if (isOn()) {
            DurableFiles.forceDeletions(gone.stream().map(Volume::path).toList());
        }
    }

    /** Takes note of a write that is about to be acknowledged. */
    void written() {
        if (isOn() && writes.incrementAndGet() % every == 0 && !force()) {
            throw new CacheException(
                    "A write of cache '" + cacheName + "' was made, but could not be forced to the storage device");
        }
    }

    /** Forces all that was written, if that is asked for at all; false if it failed. */
    boolean force() {
        if (!isOn()) {
            return true;
        }
        try {
            for (Volume volume : volumes.all()) {
                volume.force();
            }
            return true;
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Files of cache '" + cacheName + "' can't be forced to the storage device", e);
            return false;
        }
    }
}
