package io.spillway.tier.disk;

import java.util.Arrays;

/** The notices of death in one volume: their numbers, and up to which volume they are needed. Thread-safe. */
final class Notices {
    private static final int INITIAL = 8;

    private long[] sequences = new long[0];
    private int size;
    private int horizon;
    private long room;

    synchronized void add(long sequence, int newHorizon, int newRoom) {
        room += newRoom;
        if (size == sequences.length) {
            sequences = Arrays.copyOf(sequences, Math.max(INITIAL, size + size / 2));
        }
        sequences[size++] = sequence;
        horizon = Math.max(horizon, newHorizon);
    }

    /** They are needed as long as there is another volume with this id or a lower one. */
    synchronized int horizon() {
        return horizon;
    }

    /** What they take in their volume. */
    synchronized long room() {
        return room;
    }

    synchronized long[] sequences() {
        return Arrays.copyOf(sequences, size);
    }

    /** They are all elsewhere now. */
    synchronized void moved() {
        size = 0;
        horizon = 0;
        room = 0;
    }

    synchronized long bytes() {
        return 8L * sequences.length;
    }
}
