package io.spillway.examples.quickstart;

import java.time.Duration;

/**
 * What was done to the cache, and how long that took.
 *
 * @param name what it was
 * @param files how many files
 * @param bytes how many bytes they have
 * @param time the time spent in the cache, without reading the JDK and hashing
 */
record Phase(String name, long files, long bytes, Duration time) {
    static Phase none(String name) {
        return new Phase(name, 0, 0, Duration.ZERO);
    }

    Phase plus(long moreBytes, Duration moreTime) {
        return new Phase(name, files + 1, bytes + moreBytes, time.plus(moreTime));
    }

    double filesPerSecond() {
        return files / seconds();
    }

    double bytesPerSecond() {
        return bytes / seconds();
    }

    private double seconds() {
        return Math.max(1, time.toNanos()) / 1e9;
    }
}
