package io.spillway.tier.disk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The notices of death in one volume: their numbers, and up to which volume they are needed. Thread-safe. */
final class Notices {
    private static final int INITIAL = 8;

    private long[] sequences = new long[0];
    private int size;
    private int horizon;
    private long room;
    private final List<Owed> owed = new ArrayList<>();

    /** A notice that is to be written in this volume's stead, as what it tells of was lost here. */
    record Owed(FrameHead head, byte[] key) {}

    synchronized void add(long sequence, int newHorizon, int newRoom) {
        room += newRoom;
        if (size == sequences.length) {
            sequences = Arrays.copyOf(sequences, Math.max(INITIAL, size + size / 2));
        }
        sequences[size++] = sequence;
        horizon = Math.max(horizon, newHorizon);
    }

    synchronized void owe(FrameHead head, byte[] key) {
        owed.add(new Owed(head, key));
        horizon = Math.max(horizon, head.horizon());
        room += VolumeShape.room(Frame.OVERHEAD + key.length);
    }

    synchronized List<Owed> owed() {
        return List.copyOf(owed);
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
        owed.clear();
        size = 0;
        horizon = 0;
        room = 0;
    }

    synchronized long bytes() {
        return 8L * sequences.length;
    }
}
