package io.spillway.tier.disk.child;

import java.util.Arrays;

/** Compares what is found under a key with what was acknowledged. */
public final class Judge {
    private static final int STATES_BACK = 400;

    private Judge() {}

    /** What is wrong with what is found under a key. */
    public enum Verdict {
        /** Nothing: it is what was acknowledged, or what was under way. */
        RIGHT,
        /** There should be something, and there is nothing. */
        LOST,
        /** It is what the key held earlier. */
        STALE,
        /** There should be nothing. */
        RESURRECTED,
        /** It is nothing that the key ever held. */
        TORN
    }

    /** A verdict, and the state that the key is in. */
    public record Judgement(Verdict verdict, long state, String told) {
        /** The state of a key that is right. */
        public long require() {
            if (verdict != Verdict.RIGHT) {
                throw new AssertionError(told);
            }
            return state;
        }
    }

    /** Judges what was found under a key at a time; null is nothing. */
    public static Judgement judge(Notes notes, int key, byte[] found, long now) {
        long done = notes.done(key);
        long begun = notes.begun(key);
        String told = "key " + key + ", acknowledged " + done + ", begun " + begun + ", found "
                + (found == null ? "nothing" : found.length + " bytes");
        boolean cleared = Notes.isCleared(key) && notes.isCleared();
        boolean maybeCleared = Notes.isCleared(key) && notes.isClearing();
        if (cleared) {
            return found == null
                    ? new Judgement(Verdict.RIGHT, done | 1, told)
                    : new Judgement(Verdict.RESURRECTED, done, told + ", though all was cleared");
        }
        if (is(key, begun, found)) {
            return new Judgement(Verdict.RIGHT, begun, told);
        }
        if (is(key, done, found)) {
            return new Judgement(Verdict.RIGHT, done, told);
        }
        if (found == null) {
            boolean expired = Notes.isIdle(key) && now >= notes.usedFrom(key) + CacheUser.IDLE_MILLIS;
            return maybeCleared || expired || Notes.isSmall(key)
                    ? new Judgement(Verdict.RIGHT, done | 1, told)
                    : new Judgement(Verdict.LOST, done, told);
        }
        for (long state = done & ~1; state > 0 && state > done - STATES_BACK; state -= 2) {
            if (is(key, state, found)) {
                return new Judgement(Notes.isAbsent(done) ? Verdict.RESURRECTED : Verdict.STALE, state, told);
            }
        }
        return new Judgement(Verdict.TORN, done, told);
    }

    private static boolean is(int key, long state, byte[] found) {
        return Notes.isAbsent(state) ? found == null : found != null && Arrays.equals(found, Notes.value(key, state));
    }
}
