package io.spillway.tier.redis;

import io.spillway.tier.RemoteTierProvider.Place;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import javax.cache.CacheException;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.BaseMasterSlaveServersConfig;
import org.redisson.config.Config;
import org.redisson.config.ConstantDelay;
import org.redisson.config.ReadMode;
import org.redisson.config.SingleServerConfig;

/** Makes Redisson clients that are fit for a cache: they connect when they are first used, and don't try again and again. */
final class Clients {
    private static final int PORT = 6379;
    private static final int TIMEOUT_MILLIS = 1_000;
    private static final int CONNECTIONS = 32;
    private static final int NETTY_THREADS = 4;

    private Clients() {}

    /** Creates a client, which does not connect yet. */
    static RedissonClient create(Place place) {
        try {
            Config config = place.address() != null ? forAddress(place.address(), place.slowest()) : fromFile(place);
            config.setLazyInitialization(true);
            config.setCodec(ByteArrayCodec.INSTANCE);
            config.setUseThreadClassLoader(false);
            return Redisson.create(config);
        } catch (IOException | RuntimeException e) {
            throw new CacheException(
                    "Redis can't be used as configured (" + describe(place) + "): " + e.getMessage(), e);
        }
    }

    /** How a place is called in messages; without the password. */
    static String describe(Place place) {
        String address = place.address();
        if (address == null) {
            return String.valueOf(place.file());
        }
        URI uri = URI.create(address);
        return uri.getScheme() + "://" + hostAndPort(uri);
    }

    private static String hostAndPort(URI uri) {
        return uri.getHost() + ":" + (uri.getPort() < 0 ? PORT : uri.getPort());
    }

    private static Config forAddress(String address, Duration slowest) {
        URI uri = URI.create(address);
        Config config = new Config();
        config.setThreads(2);
        config.setNettyThreads(NETTY_THREADS);
        // Callers give up at their own deadlines; this is for what waits in the background, and ends what they gave up.
        int timeout = (int) Math.min(Integer.MAX_VALUE, Math.max(TIMEOUT_MILLIS, slowest.toMillis()));
        SingleServerConfig server = config.useSingleServer();
        server.setAddress(uri.getScheme() + "://" + hostAndPort(uri))
                .setDatabase(database(uri))
                .setConnectionPoolSize(CONNECTIONS)
                .setConnectionMinimumIdleSize(2)
                .setConnectTimeout(TIMEOUT_MILLIS)
                .setTimeout(timeout)
                .setRetryAttempts(0)
                .setReconnectionDelay(new ConstantDelay(Duration.ofMillis(100)))
                .setPingConnectionInterval(TIMEOUT_MILLIS);
        String user = uri.getRawUserInfo();
        if (user != null) {
            int colon = user.indexOf(':');
            config.setPassword(decode(user.substring(colon + 1)));
            if (colon > 0) {
                config.setUsername(decode(user.substring(0, colon)));
            }
        }
        return config;
    }

    private static String decode(String text) {
        // A plus sign is one, other than in a form.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static int database(URI uri) {
        String path = uri.getPath();
        if (path == null || path.length() <= 1) {
            return 0;
        }
        if (!path.matches("/\\d{1,5}")) {
            throw new IllegalArgumentException("after the port there may be the number of a database, such as /3");
        }
        return Integer.parseInt(path.substring(1));
    }

    private static Config fromFile(Place place) throws IOException {
        // The classes that a file names are in this package now.
        String text = read(String.valueOf(place.file()))
                .replace(String.join(".", "org", "redisson", ""), Redisson.class.getPackageName() + ".");
        Config config = Config.fromYAML(text);
        List<Function<Config, BaseMasterSlaveServersConfig<?>>> kinds = List.of(
                Config::useClusterServers,
                Config::useSentinelServers,
                Config::useMasterSlaveServers,
                Config::useReplicatedServers);
        if (!config.isSingleConfig()) {
            // Replicas are behind: what was acknowledged could be missing there.
            kinds.forEach(kind -> readFromMasters(config, kind));
        }
        return config;
    }

    private static void readFromMasters(Config config, Function<Config, BaseMasterSlaveServersConfig<?>> kind) {
        try {
            kind.apply(config).setReadMode(ReadMode.MASTER);
        } catch (IllegalStateException e) {
            // It is of another kind.
            return;
        }
    }

    private static String read(String file) throws IOException {
        if (!file.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*")) {
            return Files.readString(Path.of(file));
        }
        try (InputStream in = URI.create(file).toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
