package io.spillway.tier.redis;

import io.spillway.codec.KeyCodec;
import io.spillway.tier.RemoteTier;
import io.spillway.tier.RemoteTierProvider;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RedissonClient;

/**
 * One cache manager's connection to Redis. Safe for use by any thread.
 *
 * <p>The background looks at each cache's meta key: every second, to learn that it was cleared by others or that the server
 * was emptied; and ten times a second while the server does not answer, which begins the calls of caches again.
 */
final class RedisServer implements RemoteTierProvider.Server {
    private static final System.Logger LOG = System.getLogger(RedisServer.class.getName());
    private static final long PAUSE_MILLIS = 100;
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration FIRST_LOOK = Duration.ofSeconds(1);
    private static final long CLEANING_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final String place;
    private final String namespace;
    private final RedissonClient client;
    private final Commands commands;
    private final InstantSource clock;
    private final Calls calls;
    private final Background background = new Background();
    private final OldGenerations old;
    private final Set<RedisTier> tiers = ConcurrentHashMap.newKeySet();
    /** These two for the thread of the background that looks. */
    private long lastLook;

    private boolean said;
    private volatile boolean closed;

    RedisServer(RemoteTierProvider.Place place, InstantSource clock) {
        this.place = Clients.describe(place);
        this.namespace = place.namespace();
        this.client = Clients.create(place);
        this.commands = new Commands(client, clock);
        this.clock = clock;
        this.calls = new Calls(this.place, clock);
        this.old = new OldGenerations(commands, background);
        background.repeat(this::look, PAUSE_MILLIS);
    }

    /** Waits for the first answer, but not for long: what is written at once should find the server there, if it is. */
    @Override
    public RemoteTier tier(RemoteTierProvider.Options options, KeyCodec keys) {
        RedisTier tier = new RedisTier(this, options, namespace, keys, commands, calls, background, clock);
        tiers.add(tier);
        background.later(() -> lookAt(tier), 0);
        tier.awaitFirstLook(FIRST_LOOK);
        return tier;
    }

    void letGo(RedisTier tier) {
        tiers.remove(tier);
    }

    void removeOld(KeySpace names, long generation) {
        old.add(names, generation);
    }

    private void look() {
        long now = System.nanoTime();
        boolean everything = !calls.areMade() || now - lastLook >= LOOK_NANOS;
        if (everything) {
            lastLook = now;
        }
        for (RedisTier tier : tiers) {
            if ((everything || !tier.isKnown()) && lookAt(tier)) {
                return;
            }
        }
    }

    /** Looks at the meta key of a cache; returns whether the server does not answer. */
    private boolean lookAt(RedisTier tier) {
        try {
            tier.look(System.nanoTime() + PATIENCE_NANOS);
            calls.resume();
            say(null);
            return false;
        } catch (NoAnswer e) {
            say(e);
            if (e.kind() == NoAnswer.Kind.NOTHING) {
                calls.stop();
                return true;
            }
            return false;
        } finally {
            tier.firstLookIsOver();
        }
    }

    /** Says it once that the server does not answer, and once that it does. */
    private synchronized void say(@Nullable NoAnswer problem) {
        if (closed || said == (problem != null)) {
            return;
        }
        said = problem != null;
        if (problem != null) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Redis at {0} can''t be used now ({1}); it is looked for in the background",
                    place,
                    problem.getMessage());
        } else {
            LOG.log(System.Logger.Level.INFO, "Redis at {0} answers again", place);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (calls.areMade()) {
            old.run(System.nanoTime() + CLEANING_NANOS);
        }
        calls.close();
        background.close();
        client.shutdown(0, 2, TimeUnit.SECONDS);
    }
}
