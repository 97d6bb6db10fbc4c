package io.spillway.cache;

/**
 * What one call counts, and how long it takes: its time is added to the average of just what it counted, for a call that
 * fails too. For one thread.
 */
final class Tally {
    private final Statistics statistics;
    /** When the call began; 0 if nothing is counted. */
    private final long start;

    private boolean looked;
    private boolean put;
    private boolean removed;

    Tally(Statistics statistics, long start) {
        this.statistics = statistics;
        this.start = start;
    }

    void countLookup(boolean found) {
        if (start != 0) {
            looked = true;
            statistics.countLookup(found);
        }
    }

    void countPut() {
        if (start != 0) {
            put = true;
            statistics.countPut();
        }
    }

    void countRemoval() {
        if (start != 0) {
            removed = true;
            statistics.countRemoval();
        }
    }

    void end() {
        if (looked) {
            statistics.endGet(start);
        }
        if (put) {
            statistics.endPut(start);
        }
        if (removed) {
            statistics.endRemove(start);
        }
    }
}
