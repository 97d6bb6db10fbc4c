package io.spillway.provider;

import io.spillway.ConfigurationException;
import io.spillway.codec.KeyCodec;
import io.spillway.config.ManagerSettings;
import io.spillway.config.RedisPlace;
import io.spillway.config.RedisSettings;
import io.spillway.tier.NoRemoteTier;
import io.spillway.tier.RemoteTier;
import io.spillway.tier.RemoteTierProvider;
import io.spillway.tier.RemoteTierProvider.Traffic;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ServiceLoader;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A cache manager's connection to Redis, made for the first cache that has a tier there. Safe for use by any thread. */
final class RemoteConnection implements AutoCloseable {
    /** Connections wait at least so long for an answer, whoever has given up on it. */
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(1);

    private final ManagerSettings settings;
    private final ClassLoader loader;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by the lock. */
    private RemoteTierProvider.@Nullable Server server;

    RemoteConnection(ManagerSettings settings, ClassLoader loader, InstantSource clock) {
        this.settings = settings;
        this.loader = loader;
        this.clock = clock;
    }

    /**
     * Checks that there is what can talk to Redis, if there is to be one.
     *
     * @throws ConfigurationException if not
     */
    void check() {
        if (settings.redis() != null && settings.slowestRedis() != null) {
            provider();
        }
    }

    private RemoteTierProvider provider() {
        return ServiceLoader.load(RemoteTierProvider.class, RemoteConnection.class.getClassLoader())
                .findFirst()
                .or(() -> ServiceLoader.load(RemoteTierProvider.class, loader).findFirst())
                .orElseThrow(() -> problem("what talks to Redis is not on the class path; add the artifact"
                        + " io.spillway:spillway-redis, in the version of spillway-provider, or remove this key"));
    }

    private ConfigurationException problem(String problem) {
        return new ConfigurationException(settings.source(), 0, 0, "redis", problem, null);
    }

    /** The remote tier of a cache. */
    RemoteTier tier(String cache, RedisSettings redis, KeyCodec keys, RemoteTierProvider.@Nullable Keeping keeping) {
        if (!redis.used()) {
            return new NoRemoteTier();
        }
        RemoteTierProvider.Options options = new RemoteTierProvider.Options(
                cache,
                traffic(redis),
                redis.whenUnavailable() == RedisSettings.WhenUnavailable.FAIL,
                times(redis),
                keeping);
        return server().tier(options, keys);
    }

    private static Traffic traffic(RedisSettings redis) {
        return switch (redis.writes()) {
            case NONE -> redis.overflow() ? Traffic.OVERFLOW : Traffic.NONE;
            case THROUGH -> Traffic.THROUGH;
            case BEHIND -> Traffic.BEHIND;
        };
    }

    /** The longest deadline that caches may have while this is connected. */
    Duration longestDeadline() {
        Duration slowest = settings.slowestRedis();
        return slowest == null || slowest.compareTo(LEAST_PATIENCE) < 0 ? LEAST_PATIENCE : slowest;
    }

    static RemoteTierProvider.Times times(RedisSettings redis) {
        return new RemoteTierProvider.Times(
                redis.deadline(), redis.drain().every(), redis.drain().batch());
    }

    private RemoteTierProvider.Server server() {
        lock.lock();
        try {
            RemoteTierProvider.Server present = server;
            if (present == null) {
                present = provider().connect(place(), clock);
                server = present;
            }
            return present;
        } finally {
            lock.unlock();
        }
    }

    private RemoteTierProvider.Place place() {
        RedisPlace redis = settings.redis();
        Duration slowest = settings.slowestRedis();
        if (redis == null || slowest == null) {
            throw problem("nobody says where Redis is");
        }
        return new RemoteTierProvider.Place(redis.address(), redis.file(), settings.namespace(), slowest);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (server != null) {
                server.close();
                server = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
