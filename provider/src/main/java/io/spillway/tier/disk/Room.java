package io.spillway.tier.disk;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The room that is promised to entries which are not on disk yet. No more is promised than the volumes that exist can take:
 * as they are, or after merging. Safe for use by any thread.
 */
final class Room {
    private final VolumeSet volumes;
    private final AtomicLong promised = new AtomicLong();

    Room(VolumeSet volumes) {
        this.volumes = volumes;
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
            if (bytes > credit && now + bytes - credit > available()) {
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

    long promised() {
        return promised.get();
    }

    private long available() {
        return Math.max(volumes.freeRoom(), volumes.roomWhenMerged());
    }
}
