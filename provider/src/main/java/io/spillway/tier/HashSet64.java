package io.spillway.tier;

/** A set of 64-bit hashes, sixteen bytes or less for each. For one thread. */
public final class HashSet64 {
    private static final int FIRST_SIZE = 64;

    /** Open addressing; 0 is a free slot, so the hash 0 is kept aside. */
    private long[] slots = new long[FIRST_SIZE];

    private int size;
    private boolean hasZero;

    /** How many there are. */
    public int size() {
        return size + (hasZero ? 1 : 0);
    }

    /** Whether a hash is among them. */
    public boolean contains(long hash) {
        return hash == 0 ? hasZero : slots[slotOf(hash)] == hash;
    }

    /** Adds a hash; whether it was not there before. */
    public boolean add(long hash) {
        if (hash == 0) {
            boolean added = !hasZero;
            hasZero = true;
            return added;
        }
        int slot = slotOf(hash);
        if (slots[slot] == hash) {
            return false;
        }
        slots[slot] = hash;
        size++;
        if (size > slots.length / 4 * 3) {
            grow();
        }
        return true;
    }

    /** Removes a hash, if it is there. */
    public void remove(long hash) {
        if (hash == 0) {
            hasZero = false;
            return;
        }
        int slot = slotOf(hash);
        if (slots[slot] != hash) {
            return;
        }
        slots[slot] = 0;
        size--;
        // Those behind it might have been put there because its slot was taken.
        for (int next = after(slot); slots[next] != 0; next = after(next)) {
            long moved = slots[next];
            slots[next] = 0;
            slots[slotOf(moved)] = moved;
        }
    }

    private void grow() {
        long[] old = slots;
        slots = new long[old.length * 2];
        for (long hash : old) {
            if (hash != 0) {
                slots[slotOf(hash)] = hash;
            }
        }
    }

    private int slotOf(long hash) {
        // The hashes are well mixed already.
        int slot = (int) (hash >>> 32) & (slots.length - 1);
        while (slots[slot] != 0 && slots[slot] != hash) {
            slot = after(slot);
        }
        return slot;
    }

    private int after(int slot) {
        return (slot + 1) & (slots.length - 1);
    }
}
