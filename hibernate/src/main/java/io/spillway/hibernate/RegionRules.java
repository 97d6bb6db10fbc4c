package io.spillway.hibernate;

import io.spillway.Survives;
import io.spillway.config.TierSettings;
import io.spillway.hibernate.UsedRegions.Use;
import java.util.Locale;
import org.hibernate.cache.CacheException;
import org.hibernate.cache.spi.access.AccessType;

/** Which caches serve Hibernate's regions rightly. */
final class RegionRules {
    private static final System.Logger LOG = System.getLogger("io.spillway.hibernate");

    /** What one timestamp takes in the heap at the most, its key with the name of a table and all overhead included. */
    private static final long BYTES_A_TIMESTAMP = 1024;

    private final UsedRegions regions;
    private final NameList survivors;

    RegionRules(UsedRegions regions, NameList survivors) {
        this.regions = regions;
        this.survivors = survivors;
    }

    /**
     * Looks at all regions.
     *
     * @throws CacheException if one of them would give wrong results
     */
    void check() {
        for (Use use : regions.uses()) {
            refuseTransactional(use);
            refuseSharing(use);
        }
        regions.timestamps().ifPresent(this::checkTimestamps);
        regions.queryResults().ifPresent(this::refuseSharing);
        // Warnings last: nobody needs them who is refused.
        regions.uses().forEach(use -> {
            warnOfSurvival(use);
            warnOfOtherNodes(use);
        });
        regions.queryResults().ifPresent(this::warnOfSurvival);
    }

    private static void refuseTransactional(Use use) {
        if (use.access() == AccessType.TRANSACTIONAL) {
            throw new CacheException("The " + use.what() + " is cached as TRANSACTIONAL in region '"
                    + use.region().name()
                    + "', which Spillway can't do: its caches take no part in JTA transactions. Use"
                    + " CacheConcurrencyStrategy.READ_WRITE, which gives what is committed, too");
        }
    }

    private static void refuseSharing(Use use) {
        if (use.access() == AccessType.READ_WRITE && use.region().redis()) {
            throw new CacheException("The " + use.what() + " is cached as READ_WRITE in region '"
                    + use.region().name() + "', which has a Redis tier with `consistency: local`: other nodes would not"
                    + " see its locks, and could read what is outdated. It needs `consistency: shared`, which this"
                    + " version of Spillway does not have yet. Say `redis: none` for this region, or cache it as"
                    + " READ_ONLY or NONSTRICT_READ_WRITE");
        }
    }

    private void refuseSharing(UsedRegion results) {
        if (results.redis()) {
            throw sharedQueries(results);
        }
    }

    private static CacheException sharedQueries(UsedRegion region) {
        return new CacheException("The query cache uses region '" + region.name() + "', which has a Redis tier with"
                + " `consistency: local`: other nodes would not see when tables were written, and could give results that"
                + " are outdated. It needs `consistency: shared`, which this version of Spillway does not have yet. Say"
                + " `redis: none` for this region, or turn the query cache off");
    }

    /** A timestamp that is missing means to Hibernate that the table was not written, so that all results are current. */
    private void checkTimestamps(UsedRegion timestamps) {
        refuseSharing(timestamps);
        TierSettings tiers = timestamps.tiers();
        if (!timestamps.eternal()) {
            throw new CacheException(
                    "The entries of region '" + timestamps.name() + "' expire. It says which tables were"
                            + " written when; without that, Hibernate takes outdated results of queries for current ones. Remove"
                            + " `expiry` for this region");
        }
        long needed = BYTES_A_TIMESTAMP * Math.max(1, regions.tables());
        if (!timestamps.disk() && tiers.heap() / 100 * tiers.spillAt() < needed) {
            throw new CacheException("Region '" + timestamps.name() + "' has a heap of " + tiers.heap()
                    + " bytes and no disk tier, so that it may have to evict some of " + regions.tables()
                    + " timestamps. It says which tables were written when; without that, Hibernate takes outdated results"
                    + " of queries for current ones. Give this region `disk: 1MB`, or a heap of "
                    + (needed / tiers.spillAt() + 1) * 100 + " bytes");
        }
        regions.queryResults()
                .filter(results ->
                        results.tiers().survives().compareTo(timestamps.tiers().survives()) > 0)
                .ifPresent(results -> {
                    throw new CacheException("Region '" + results.name() + "' has `survives: "
                            + word(results.tiers().survives()) + "`, and region '" + timestamps.name()
                            + "' has `survives: "
                            + word(timestamps.tiers().survives())
                            + "`: results of queries would outlive what tells whether"
                            + " they are outdated. Give both the same `survives`, or the first one `nothing`");
                });
    }

    private void warnOfSurvival(Use use) {
        warnOfSurvival(use.region(), "the " + use.what());
    }

    private void warnOfSurvival(UsedRegion region) {
        warnOfSurvival(region, "results of queries");
    }

    private void warnOfSurvival(UsedRegion region, String what) {
        Survives survives = region.tiers().survives();
        if (survives != Survives.NOTHING && !survivors.contains(region.name())) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Region ''{0}'' ({1}) has `survives: {2}`: what the database is changed to while this application"
                            + " does not run, by a migration, by hand or by another application, is not seen when it"
                            + " starts again{3}. If nothing else writes these tables, say so by Hibernate''s setting {4}={0};"
                            + " else say `survives: nothing` for this region",
                    region.name(),
                    what,
                    word(survives),
                    survives == Survives.CRASH
                            ? "; nor is a change that was committed just before the process was killed"
                            : "",
                    SpillwayIntegrator.SURVIVING_REGIONS);
        }
    }

    private static void warnOfOtherNodes(Use use) {
        UsedRegion region = use.region();
        if (use.access() == AccessType.NONSTRICT_READ_WRITE && region.redis() && region.eternal()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Region ''{0}'' ({1}, NONSTRICT_READ_WRITE) has a Redis tier with `consistency: local`, and its entries"
                            + " never expire: what one node changes, another one that has it in its own heap or on its own"
                            + " disk may never see. Give this region an `expiry` that says for how long that is right",
                    region.name(),
                    use.what());
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
