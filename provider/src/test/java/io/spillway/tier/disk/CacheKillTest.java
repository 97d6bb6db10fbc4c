package io.spillway.tier.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.codec.ClassPolicy;
import io.spillway.codec.JavaCodec;
import io.spillway.codec.PayloadCodec;
import io.spillway.codec.PayloadKeyCodec;
import io.spillway.tier.LowerTier;
import io.spillway.tier.disk.child.Activity;
import io.spillway.tier.disk.child.CacheUser;
import io.spillway.tier.disk.child.Judge;
import io.spillway.tier.disk.child.Judge.Verdict;
import io.spillway.tier.disk.child.Notes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that uses caches, at random instants and in the middle of everything that it does beside its callers' work,
 * and compares what is there afterwards with what it had acknowledged. The number of kills is set by the system property
 * {@code spillway.kills}.
 */
class CacheKillTest {
    private static final int KILLS = Integer.getInteger("spillway.kills", 8);
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();
    /** What is wished for may not come about, as nothing needs to be merged now. */
    private static final long LONGEST_LIFE_NANOS = Duration.ofSeconds(6).toNanos();

    /** In the middle of what a process is to be killed; null is anywhere. */
    private static final Activity[] WISHES = {
        null,
        null,
        Activity.OPEN,
        Activity.SCAN,
        Activity.MAKE,
        Activity.SEAL,
        Activity.MERGE,
        Activity.MERGE,
        Activity.PIECES,
        Activity.CLEAR,
        Activity.MANIFEST,
        Activity.CLOSE,
    };

    @TempDir
    Path directory;

    private final Map<Activity, Integer> hits = new EnumMap<>(Activity.class);
    private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    private final List<String> faults = new ArrayList<>();
    private int underLoad;
    private int closedFirst;
    private int underWay;
    private int smallKept;

    @Test
    void losesNothingThatWasAcknowledged() throws Exception {
        long seed = Long.getLong("spillway.seed", System.nanoTime());
        System.out.println("CacheKillTest seed " + seed + ", " + KILLS + " kills");
        Random random = new Random(seed);
        Notes notes = Notes.open(directory.resolve("notes"));
        int kills = 0;
        while (kills < KILLS) {
            // The first one leaves something behind to be opened.
            Activity wish = kills == 0 ? null : WISHES[random.nextInt(WISHES.length)];
            boolean killed = run(notes, wish, random);
            kills += killed ? 1 : 0;
            closedFirst += killed ? 0 : 1;
            // Now and then the next process finds what two died of.
            if (random.nextInt(3) > 0 || kills == KILLS) {
                compare(notes, kills);
                assertThat(faults).as("seed %s, kill %s", seed, kills).isEmpty();
            }
        }
        print(notes);
        assertThat(smallKept).as("entries that the cache without room has kept").isPositive();
    }

    /** Lets a process live for a while; false if it ended before it was killed. */
    private boolean run(Notes notes, Activity wish, Random random) throws Exception {
        notes.askToClose(false);
        notes.activities(0);
        boolean busy = wish != Activity.OPEN && wish != Activity.SCAN;
        Path log = directory.resolve("log");
        Process process = Children.start(
                CacheUser.class, List.of("-Xmx256m"), log, directory.resolve("data"), directory.resolve("notes"), busy);
        try {
            long started = System.nanoTime();
            awaitLife(notes, process, started);
            long life = 200_000_000L + random.nextLong(2_500_000_000L);
            if (wish == Activity.CLOSE) {
                await(process, System.nanoTime() + life, () -> false);
                notes.askToClose(true);
            }
            long end = System.nanoTime() + (wish == null ? life : LONGEST_LIFE_NANOS);
            await(process, end, () -> wish != null && (notes.activities() & wish.bit()) != 0);
            // Not always at the very beginning of it.
            for (int i = random.nextInt(4000); i > 0; i--) {
                Thread.onSpinWait();
            }
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        int code = process.exitValue();
        assertThat(code).as("exit code; %s", Files.readString(log)).isIn(0, 137);
        if (code == 0) {
            return false;
        }
        Activity.of(notes.activities()).forEach(activity -> hits.merge(activity, 1, Integer::sum));
        underLoad += busy ? 1 : 0;
        for (int key = 0; key < Notes.ALL_KEYS; key++) {
            underWay += notes.begun(key) != notes.done(key) ? 1 : 0;
        }
        return true;
    }

    private interface Condition {
        boolean holds();
    }

    private static void awaitLife(Notes notes, Process process, long started) {
        await(process, started + PATIENCE_NANOS, () -> notes.activities() != 0);
    }

    private static void await(Process process, long until, Condition condition) {
        while (System.nanoTime() < until && !condition.holds() && process.isAlive()) {
            Thread.onSpinWait();
        }
    }

    private static DiskOptions options(Path data, String cache) {
        return cache.equals(CacheUser.SMALL)
                ? new DiskOptions(data, cache, CacheUser.SMALL_DISK, Survives.CRASH, WhenFull.EVICT, 0)
                : new DiskOptions(data, cache, CacheUser.DISK, Survives.CRASH, WhenFull.REJECT, 0);
    }

    private static String cacheOf(int key) {
        return Notes.isSmall(key) ? CacheUser.SMALL : Notes.isIdle(key) ? CacheUser.IDLE : CacheUser.CLEARED;
    }

    private void compare(Notes notes, int kill) throws Exception {
        long killed = System.currentTimeMillis();
        PayloadCodec codec = new PayloadCodec(new JavaCodec(
                getClass().getClassLoader(),
                new ClassPolicy("killed", List.of(String.class, byte[].class), List.of())));
        int present = 0;
        for (String cache : List.of(CacheUser.CLEARED, CacheUser.IDLE, CacheUser.SMALL)) {
            try (TierFixture fixture =
                    new TierFixture(options(directory.resolve("data"), cache), new PayloadKeyCodec(codec), killed)) {
                assertThat(fixture.damaged).as("damaged, kill %s", kill).hasValue(0);
                int before = present;
                for (int key = 0; key < Notes.ALL_KEYS; key++) {
                    if (cacheOf(key).equals(cache)) {
                        present += compare(fixture, codec, notes, key, killed) ? 1 : 0;
                    }
                }
                if (cache.equals(CacheUser.SMALL)) {
                    // Its housekeeper may go on dropping entries.
                    assertThat(fixture.keyList()).as("keys, kill %s", kill).hasSizeLessThanOrEqualTo(present - before);
                    smallKept += present - before;
                } else {
                    assertThat(fixture.keyList()).as("keys, kill %s", kill).hasSize(present - before);
                }
            }
        }
        notes.settled();
    }

    private boolean compare(TierFixture fixture, PayloadCodec codec, Notes notes, int key, long killed) {
        LowerTier.Held held = fixture.tier.read(fixture.key(Notes.name(key)));
        byte[] value = held == null ? null : (byte[]) codec.decode(held.entry().payload());
        Judge.Judgement judgement = Judge.judge(notes, key, value, killed);
        verdicts.merge(judgement.verdict(), 1, Integer::sum);
        if (judgement.verdict() != Verdict.RIGHT) {
            faults.add(judgement.verdict() + ": " + judgement.told());
        }
        if (held != null && Notes.isIdle(key)) {
            long least = notes.usedFrom(key) + CacheUser.IDLE_MILLIS;
            long most = killed + CacheUser.IDLE_MILLIS + CacheUser.IDLE_MILLIS / 16;
            if (held.entry().deadline() < least || held.entry().deadline() > most) {
                faults.add("the deadline of key " + key + " is " + held.entry().deadline() + ", not within " + least
                        + " and " + most);
            }
        }
        notes.settle(key, judgement.state());
        return held != null;
    }

    private void print(Notes notes) {
        StringBuilder table = new StringBuilder("CacheKillTest: " + KILLS + " kills, " + underLoad
                + " of them under load; " + closedFirst + " processes ended before they were killed\n");
        for (Activity activity : Activity.values()) {
            table.append(String.format("  killed in %-10s %6d%n", activity, hits.getOrDefault(activity, 0)));
        }
        table.append(String.format(
                "  acknowledged changes %d, clears %d, under way when killed %d%n"
                        + "  entries kept by the cache that has not room for all %d%n",
                notes.operations(), notes.clears(), underWay, smallKept));
        for (Verdict verdict : Verdict.values()) {
            table.append(String.format("  keys found %-10s %8d%n", verdict, verdicts.getOrDefault(verdict, 0)));
        }
        System.out.print(table);
    }
}
