package io.spillway.tier;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;

/** Hands to the remote tier what the lower one evicts. Safe for use by any thread. */
final class Overflowing implements LowerTier.Overflow {
    private final GuardedHeap<?> guarded;
    private final RemoteTier remote;
    private final Spiller<?> spiller;
    private final int node;

    Overflowing(GuardedHeap<?> guarded, RemoteTier remote, Spiller<?> spiller, int node) {
        this.guarded = guarded;
        this.remote = remote;
        this.spiller = spiller;
        this.node = node;
    }

    @Override
    public boolean isThere() {
        return remote.takesOverflow();
    }

    @Override
    public int generation() {
        return guarded.generation();
    }

    @Override
    public boolean offer(int generation, EncodedKey key, Envelope entry) {
        return spiller.overflows(generation, key, entry);
    }

    @Override
    public void retract(int generation, EncodedKey key, long version) {
        RemoteTier.Outcome unused = remote.bury(generation, key, version, node, remote.answerBy());
    }
}
