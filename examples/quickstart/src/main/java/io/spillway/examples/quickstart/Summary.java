package io.spillway.examples.quickstart;

import io.spillway.CacheTiers;
import io.spillway.CacheTiers.Tier;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What came of it, for a person to read.
 *
 * @param written the tiers when all was written
 * @param readBack the tiers when all was read back
 * @param reopened the tiers after the first read from the kept files
 * @param closing how long closing took
 * @param opening how long opening took, the first read included
 */
record Summary(
        Options options,
        Workspace workspace,
        List<Phase> phases,
        CacheTiers written,
        CacheTiers readBack,
        CacheTiers reopened,
        Duration closing,
        Duration opening,
        Fingerprints.Verdict verdict) {

    void print(PrintStream out) {
        out.println();
        out.println("In the cache            files        bytes     time   files/s      MB/s");
        for (Phase phase : phases) {
            out.println(String.format(
                    Locale.ROOT,
                    "  %-18s %8s %12s %8s %,9.0f %,9.1f",
                    phase.name(),
                    count(phase.files()),
                    Bytes.format(phase.bytes()),
                    time(phase.time()),
                    phase.filesPerSecond(),
                    phase.bytesPerSecond() / 1024 / 1024));
        }
        out.println();
        out.println("When all was written    files        bytes     of");
        printTier(out, "heap", written.heap());
        printTier(out, "disk", written.disk());
        out.println();
        out.println("Spilled " + count(readBack.spills()) + " times, restored " + count(readBack.restores())
                + " times, " + count(readBack.evictions()) + " evicted.");
        out.println("Reads answered by the heap " + share(heapHits(), hits()) + ", by the disk "
                + share(diskHits(), hits()) + ".");
        out.println("Closed in " + time(closing) + "; open again, with " + count(entries(reopened))
                + " files in it and the first one read, after " + time(opening) + ".");
        out.println(
                workspace.isTemporary() ? "The files are deleted now." : "The files are in " + workspace.directory());
        out.println();
        printVerdict(out);
    }

    private static void printTier(PrintStream out, String name, Tier tier) {
        out.println(String.format(
                Locale.ROOT,
                "  %-18s %8s %12s     %s",
                name,
                count(tier.entries()),
                Bytes.format(tier.bytes()),
                Bytes.format(tier.maxBytes())));
    }

    private void printVerdict(PrintStream out) {
        if (verdict.isGood()) {
            out.println("All " + count(verdict.compared()) + " comparisons of SHA-256 were equal: not a byte differs.");
        } else {
            out.println("WRONG: of " + count(verdict.compared()) + " files read, " + count(verdict.different())
                    + " differ and " + count(verdict.missing()) + " are missing.");
        }
    }

    private long heapHits() {
        return readBack.heap().hits() - written.heap().hits();
    }

    private long diskHits() {
        return readBack.disk().hits() - written.disk().hits();
    }

    private long hits() {
        return heapHits() + diskHits();
    }

    /** An entry that was restored sits in both tiers; after an opening all that counts is on disk. */
    private static long entries(CacheTiers tiers) {
        return Math.max(tiers.heap().entries(), tiers.disk().entries());
    }

    private static String share(long part, long whole) {
        return whole == 0 ? "0%" : String.format(Locale.ROOT, "%.1f%%", 100.0 * part / whole);
    }

    private static String time(Duration duration) {
        return duration.toMillis() < 1000
                ? duration.toMillis() + " ms"
                : String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1000.0);
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
