package io.spillway.examples.sessions;

import io.spillway.CacheTiers;
import io.spillway.CacheTiers.Tier;
import java.util.Locale;
import javax.cache.Cache;

/** Prints what sits where, and what has happened since it was last printed. */
final class Metrics {
    private final Narrator narrator;
    private CacheTiers last;

    Metrics(Cache<?, ?> cache, Narrator narrator) {
        this.narrator = narrator;
        this.last = tiers(cache);
    }

    static CacheTiers tiers(Cache<?, ?> cache) {
        return cache.unwrap(CacheTiers.class);
    }

    /** Prints, and returns what was printed. */
    CacheTiers print(Cache<?, ?> cache) {
        CacheTiers now = tiers(cache);
        tier("heap", now.heap(), last.heap());
        tier("disk", now.disk(), last.disk());
        narrator.say(
                " since then: %,d spilled, %,d restored, %,d evicted, %,d expired, %,d misses",
                now.spills() - last.spills(),
                now.restores() - last.restores(),
                now.evictions() - last.evictions(),
                now.expirations() - last.expirations(),
                now.misses() - last.misses());
        last = now;
        return now;
    }

    private void tier(String name, Tier now, Tier before) {
        narrator.say(
                " %s %,9d sessions, %10s of %10s (%3.0f%%), %,9d hits since then",
                name,
                now.entries(),
                size(now.bytes()),
                size(now.maxBytes()),
                100.0 * now.bytes() / now.maxBytes(),
                now.hits() - before.hits());
    }

    static String size(long bytes) {
        return String.format(Locale.ROOT, "%,.1f MB", bytes / 1024.0 / 1024.0);
    }

    /** How many of the sessions in a tier go into a gigabyte of it. */
    static long perGigabyte(Tier tier) {
        return tier.bytes() == 0 ? 0 : (long) ((double) tier.entries() / tier.bytes() * (1L << 30));
    }
}
