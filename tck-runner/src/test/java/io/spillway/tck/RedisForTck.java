package io.spillway.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import redis.clients.jedis.Jedis;
import redis.embedded.RedisServer;

/**
 * The redis-server of one run of the TCK: the one that {@code SPILLWAY_TEST_REDIS} names, or one that ends with the JVM; or a
 * cluster of three.
 */
final class RedisForTck {
    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;
    private static final long PATIENCE_MILLIS = 60_000;

    private RedisForTck() {}

    /** Starts it; how a configuration says where it is. */
    static String start() {
        String named = System.getenv("SPILLWAY_TEST_REDIS");
        return "{ address: '" + (named != null ? named : "redis://127.0.0.1:" + startServer()) + "' }";
    }

    /** Starts a cluster; how a configuration says where it is. */
    static String startCluster() {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < MASTERS; i++) {
            ports.add(startServer("cluster-enabled yes"));
            try (Jedis jedis = new Jedis("127.0.0.1", ports.get(i))) {
                jedis.clusterAddSlots(IntStream.range(SLOTS * i / MASTERS, SLOTS * (i + 1) / MASTERS)
                        .toArray());
                jedis.clusterMeet("127.0.0.1", ports.get(0));
            }
        }
        ports.forEach(RedisForTck::awaitCluster);
        try {
            Path file = Files.createTempFile("redisson", ".yaml");
            file.toFile().deleteOnExit();
            Files.writeString(
                    file,
                    "clusterServersConfig:\n  nodeAddresses: ["
                            + ports.stream()
                                    .map(port -> "\"redis://127.0.0.1:" + port + '"')
                                    .collect(Collectors.joining(", "))
                            + "]\n");
            return "{ file: '" + file + "' }";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitCluster(int port) {
        long until = System.currentTimeMillis() + PATIENCE_MILLIS;
        try (Jedis jedis = new Jedis("127.0.0.1", port)) {
            String info = jedis.clusterInfo();
            while (!info.contains("cluster_state:ok") || !info.contains("cluster_size:" + MASTERS)) {
                if (System.currentTimeMillis() > until) {
                    throw new IllegalStateException("The servers do not become a cluster: " + info);
                }
                Thread.onSpinWait();
                info = jedis.clusterInfo();
            }
        }
    }

    private static int startServer(String... settings) {
        try {
            int port = freePort();
            Path folder = Files.createTempDirectory("tck-redis");
            var builder = RedisServer.newRedisServer()
                    .port(port)
                    .setting("bind 127.0.0.1")
                    .setting("dir " + folder)
                    .setting("save \"\"");
            for (String setting : settings) {
                builder.setting(setting);
            }
            RedisServer server = builder.build();
            server.start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    server.stop();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
            return port;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "redis-server can't be started; name another one with SPILLWAY_TEST_REDIS, or pass -Dtck.redis.skip",
                    e);
        }
    }

    /** A node of a cluster takes the port 10,000 above, too. */
    private static int freePort() throws IOException {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0)) {
                if (socket.getLocalPort() + 10_000 < 65_536) {
                    return socket.getLocalPort();
                }
            }
        }
    }
}
