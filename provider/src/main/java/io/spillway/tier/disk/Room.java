package io.spillway.tier.disk;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The room that is promised to entries which are not on disk yet. No more is promised than the volumes that exist can take,
 * as they are or after merging; nor than can be moved together when the tier has all its bytes, lest there be nothing to
 * gain by merging one day. Safe for use by any thread.
 */
final class Room {
    private final VolumeSet volumes;
    private final Holding holding;
    private final long most;
    private final AtomicLong promised = new AtomicLong();

    /** Creates an account of which nothing is promised; {@code most} is what may be alive in all. */
    Room(VolumeSet volumes, Holding holding, long most) {
        this.volumes = volumes;
        this.holding = holding;
        this.most = most;
    }

    /**
     * Promises room, unless there is too little.
     *
     * @param bytes how much
     * @param credit how much will be given back by what is replaced
     */
    boolean promise(long bytes, long credit) {
        while (true) {
            long now = promised.get();
            if (bytes > credit && now + holding.room() + bytes - credit > available()) {
                return false;
            }
            if (promised.compareAndSet(now, now + bytes)) {
                return true;
            }
        }
    }

    void giveBack(long bytes) {
        promised.addAndGet(-bytes);
    }

    private long available() {
        long load = volumes.load();
        return Math.min(most - load, Math.max(volumes.freeRoom(), volumes.roomWhenMerged(load)));
    }
}
