package io.spillway.tier;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;

/** The remote tier of a cache that has none. */
public final class NoRemoteTier implements RemoteTier {
    private static final LowerTier NOTHING = new NoLowerTier();
    private static final Report NO_REPORT = new Report(false, null, false, 0, 0, 0, 0);
    private static final Clearing NO_CLEARING = new Clearing() {
        @Override
        public void complete(int newGeneration) {}

        @Override
        public void close() {}
    };

    @Override
    public void attach(Above above) {}

    @Override
    public void retime(RemoteTierProvider.Times times) {}

    @Override
    public boolean isThere() {
        return false;
    }

    @Override
    public boolean takesWrites() {
        return false;
    }

    @Override
    public long answerBy() {
        return 0;
    }

    @Override
    public Answer read(int generation, EncodedKey key, long answerBy) {
        return Answer.ABSENT;
    }

    @Override
    public Outcome write(int generation, EncodedKey key, Envelope entry, long answerBy) {
        return Outcome.ACCEPTED;
    }

    @Override
    public Outcome bury(int generation, EncodedKey key, long version, int node, long answerBy) {
        return Outcome.ACCEPTED;
    }

    @Override
    public void touch(int generation, EncodedKey key, long version, long deadline) {}

    @Override
    public LowerTier.KeyCursor keys() {
        return NOTHING.keys();
    }

    @Override
    public Clearing prepareClear() {
        return NO_CLEARING;
    }

    @Override
    public Report report() {
        return NO_REPORT;
    }

    @Override
    public void close() {}

    @Override
    public void destroy() {}
}
