package io.spillway.provider;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;

/** A clock that a test moves, and that remembers where it was. */
final class RoundClock implements InstantSource {
    private final ConcurrentSkipListSet<Long> told = new ConcurrentSkipListSet<>();
    private volatile long now = 1_700_000_000_000L;

    RoundClock() {
        told.add(now);
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(now);
    }

    @Override
    public long millis() {
        return now;
    }

    synchronized void advance(Duration duration) {
        long then = now + duration.toMillis();
        told.add(then);
        now = then;
    }

    /** All that it told from one time to another. */
    List<Long> told(long from, long to) {
        return List.copyOf(told.subSet(from, true, to, true));
    }

    /** Forgets what it told before now. */
    void forget() {
        told.headSet(now).clear();
    }
}
