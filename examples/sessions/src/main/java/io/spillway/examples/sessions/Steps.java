package io.spillway.examples.sessions;

import static io.spillway.examples.sessions.Narrator.await;
import static io.spillway.examples.sessions.Narrator.require;

import io.spillway.CacheTiers;
import io.spillway.ConfigurationInForce;
import io.spillway.Session;
import io.spillway.SessionNotFoundException;
import io.spillway.Sessions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/** The steps between an opening of the cache manager and its closing. Each proves what it says, or throws. */
final class Steps implements AutoCloseable {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final int SHORT_LIVED = 100;
    private static final int FIRST = 0;
    private static final int MEGABYTE = 1 << 20;
    private static final long SEED = 2026;

    private final Options options;
    private final Workspace workspace;
    private final Narrator narrator;
    private final List<String> ids;
    private final CacheManager manager;
    private final Cache<String, Session> cache;
    private final Sessions sessions;
    private final Metrics metrics;

    /**
     * Opens the cache manager.
     *
     * @param ids of the sessions, by their numbers; those that are made are added
     */
    Steps(Options options, Workspace workspace, Narrator narrator, List<String> ids) {
        this.options = options;
        this.workspace = workspace;
        this.narrator = narrator;
        this.ids = ids;
        CachingProvider provider = Caching.getCachingProvider();
        manager = provider.getCacheManager(workspace.uri(), provider.getDefaultClassLoader());
        cache = manager.getCache(Workspace.CACHE, String.class, Session.class);
        sessions = Sessions.open(manager, Workspace.CACHE);
        metrics = new Metrics(cache, narrator);
    }

    List<Session> create() {
        narrator.title("Create a session, and use it");
        add(FIRST);
        String id = ids.get(FIRST);
        Session session = sessions.update(id, "visits", 1);
        sessions.update(id, old -> old.with("visits", number(old.get("visits")) + 1));
        require(sessions.touch(id), "the first session is there to be touched");
        require(sessions.byUser(Visitors.user(FIRST)).count() == 1, "the index of users names it");
        narrator.say("Its id has %d characters. It is %s.", id.length(), session);
        List<Session> shortLived = new ArrayList<>();
        for (int i = 0; i < SHORT_LIVED; i++) {
            shortLived.add(sessions.create(null, Visitors.metadata(i), SHORT));
        }
        narrator.say("Another %d sessions, of nobody, live for %d s.", SHORT_LIVED, SHORT.toSeconds());
        metrics.print(cache);
        return shortLived;
    }

    CacheTiers spill() {
        narrator.title("Create more than the heap has room for: they spill");
        Stopwatch stopwatch = new Stopwatch();
        for (int number = 1; number < options.sessions(); number++) {
            add(number);
        }
        narrator.say(
                "%,d sessions of %,d users in %s, each created and then changed once: %,.0f per second.",
                options.sessions(),
                options.sessions() / Visitors.SESSIONS_EACH,
                stopwatch,
                options.sessions() / stopwatch.seconds());
        CacheTiers tiers = metrics.print(cache);
        require(tiers.spills() > 0, "something has spilled; give fewer megabytes of heap, or more sessions");
        require(tiers.evictions() == 0, "nothing was evicted");
        return tiers;
    }

    private void add(int number) {
        Session session = sessions.create(Visitors.user(number), Visitors.metadata(number), LONG);
        sessions.update(
                session.id(),
                old -> old.toBuilder().putAll(Visitors.data(number)).build());
        ids.add(session.id());
    }

    void restoreOne() {
        narrator.title("Read the first session: it comes back from the disk");
        CacheTiers before = Metrics.tiers(cache);
        read(FIRST);
        CacheTiers once = Metrics.tiers(cache);
        require(once.restores() == before.restores() + 1, "the first read restores the session from the disk");
        read(FIRST);
        CacheTiers twice = Metrics.tiers(cache);
        require(twice.restores() == once.restores(), "the second read finds it in the heap");
        require(twice.heap().hits() == once.heap().hits() + 1, "the second read is a hit in the heap");
        narrator.say("The first read is answered by the disk, the second by the heap.");
        metrics.print(cache);
    }

    double restoreAll() {
        narrator.title("Read every session, in no order");
        List<Integer> numbers = shuffled();
        long before = Metrics.tiers(cache).restores();
        Stopwatch stopwatch = new Stopwatch();
        numbers.forEach(this::read);
        double seconds = stopwatch.seconds();
        long restores = Metrics.tiers(cache).restores() - before;
        narrator.say(
                "%,d reads in %s, of which %,d were restored: %,.0f restores per second.",
                numbers.size(), stopwatch, restores, restores / seconds);
        metrics.print(cache);
        return restores / seconds;
    }

    void expire(List<Session> shortLived) throws InterruptedException {
        narrator.title("Wait for those to expire that live shortly");
        Instant last = shortLived.get(shortLived.size() - 1).expires();
        await("the last expiry", () -> Instant.now().isAfter(last));
        for (Session session : shortLived) {
            require(sessions.get(session.id()).isEmpty(), "a session is not found after its time");
        }
        boolean refused = false;
        try {
            sessions.update(shortLived.get(0).id(), "visits", 1);
        } catch (SessionNotFoundException e) {
            refused = true;
            narrator.say("To change one of them: %s.", String.valueOf(e.getMessage()));
        }
        require(refused, "an expired session can't be changed");
        metrics.print(cache);
    }

    void list() {
        narrator.title("List all sessions, and those of a user");
        CacheTiers before = Metrics.tiers(cache);
        Stopwatch stopwatch = new Stopwatch();
        long listed = sessions.active().count();
        require(listed == options.sessions(), "every session is listed, and no other");
        narrator.say("%,d active ones, listed in %s: read where they are, and none restored.", listed, stopwatch);
        require(Metrics.tiers(cache).restores() == before.restores(), "listing restores nothing");
        String user = Visitors.user(FIRST);
        Stopwatch index = new Stopwatch();
        List<Session> ofUser = sessions.byUser(user).toList();
        require(ofUser.size() == Visitors.SESSIONS_EACH, "a user has all of the sessions");
        narrator.say("%d of %s, by the index, in %s.", ofUser.size(), user, index);
        metrics.print(cache);
    }

    void reload() throws IOException, InterruptedException {
        int smaller = Math.max(1, options.heap() / 4);
        int larger = options.heap() * 2;
        narrator.title("Edit the file: heap " + options.heap() + "MB -> " + smaller + "MB, while all goes on");
        narrator.say("In force after %s.", edited(smaller));
        metrics.print(cache);
        narrator.title("Edit the file: heap " + smaller + "MB -> " + larger + "MB");
        narrator.say("In force after %s.", edited(larger));
        Stopwatch stopwatch = new Stopwatch();
        shuffled().forEach(this::read);
        narrator.say("All sessions read again in %s.", stopwatch);
        metrics.print(cache);
    }

    private Stopwatch edited(int heap) throws IOException, InterruptedException {
        workspace.configure(heap);
        Stopwatch stopwatch = new Stopwatch();
        await("a heap of " + heap + " MB", () -> {
            CacheTiers.Tier tier = Metrics.tiers(cache).heap();
            return tier.maxBytes() == (long) heap * MEGABYTE && tier.bytes() <= tier.maxBytes();
        });
        ConfigurationInForce inForce = manager.unwrap(ConfigurationInForce.class);
        require(inForce.refusals() == 0, "the edit is accepted; it was not: " + inForce.lastRefusal());
        return stopwatch;
    }

    void reopened() {
        narrator.title("Close the cache, and open it again");
        CacheTiers opened = metrics.print(cache);
        require(opened.heap().entries() == 0, "the heap is empty");
        for (int number : shuffled()) {
            read(number);
        }
        require(Metrics.tiers(cache).restores() > 0, "sessions come from the disk");
        narrator.say("All %,d sessions are there.", options.sessions());
        metrics.print(cache);
    }

    void terminate() {
        narrator.title("Terminate all sessions");
        String id = ids.get(FIRST);
        require(sessions.terminate(id), "a session can be terminated");
        require(!sessions.terminate(id), "it is not there to be terminated twice");
        Stopwatch stopwatch = new Stopwatch();
        ids.subList(1, ids.size()).forEach(other -> require(sessions.terminate(other), "a session is there"));
        narrator.say("%,d sessions in %s: gone from every tier.", ids.size(), stopwatch);
        require(ids.stream().noneMatch(gone -> sessions.get(gone).isPresent()), "a terminated session is gone");
        require(sessions.count() == 0, "no session is left");
        require(sessions.byUser(Visitors.user(FIRST)).findAny().isEmpty(), "the index names none");
        CacheTiers empty = metrics.print(cache);
        require(empty.heap().entries() + empty.disk().entries() == 0, "every tier is empty");
    }

    /** Whole numbers in sessions are longs. */
    private static long number(@Nullable Object value) {
        return value instanceof Long number ? number : 0;
    }

    private void read(int number) {
        Session session = sessions.get(ids.get(number)).orElse(null);
        require(session != null && Visitors.isRight(number, session), "session " + number + " is as it was made");
    }

    private List<Integer> shuffled() {
        List<Integer> numbers =
                new ArrayList<>(IntStream.range(0, options.sessions()).boxed().toList());
        Collections.shuffle(numbers, new Random(SEED));
        return numbers;
    }

    @Override
    public void close() {
        manager.close();
    }
}
