package io.spillway.tier.disk;

import io.spillway.codec.Envelope;

/**
 * Deadline and time of last use of an entry in one word: 56 bits of milliseconds, and 8 bits of a clock that ticks as
 * entries are written. Deadlines of more than a million years from now count as none.
 */
final class UseTimes {
    /** So many ticks can be told apart. */
    static final int TICKS = 256;
    /** What was not used for so long is the coldest there is. */
    static final int MOST_AGE = TICKS / 2;
    /** The clock may go on so far, while who asks for ages still has an earlier time in mind. */
    static final int SLACK = 32;

    private static final int SHIFT = 8;
    private static final int MASK = TICKS - 1;
    private static final long FURTHEST = Long.MAX_VALUE >> SHIFT;

    private UseTimes() {}

    static long word(long deadline, int now) {
        long kept = Math.max(-FURTHEST, Math.min(FURTHEST, deadline));
        return kept << SHIFT | now & MASK;
    }

    static long deadline(long word) {
        long kept = word >> SHIFT;
        return kept == FURTHEST ? Envelope.ETERNAL : kept;
    }

    static long used(long word, int now) {
        return word & ~(long) MASK | now & MASK;
    }

    /** The ticks since an entry was used; 0 if it was used since. */
    static int age(long word, int now) {
        int age = now - (int) word & MASK;
        return age >= TICKS - SLACK ? 0 : age;
    }

    static long aged(long word, int now) {
        return age(word, now) <= MOST_AGE ? word : used(word, now - MOST_AGE);
    }
}
