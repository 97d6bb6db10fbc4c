package io.spillway.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import redis.embedded.RedisServer;

/** The redis-server of one run of the TCK: the one that {@code SPILLWAY_TEST_REDIS} names, or one that ends with the JVM. */
final class RedisForTck {
    private RedisForTck() {}

    /** Starts it; its address. */
    static String start() {
        String named = System.getenv("SPILLWAY_TEST_REDIS");
        if (named != null) {
            return named;
        }
        try {
            int port = freePort();
            RedisServer server = RedisServer.newRedisServer()
                    .port(port)
                    .setting("bind 127.0.0.1")
                    .setting("save \"\"")
                    .build();
            server.start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    server.stop();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
            return "redis://127.0.0.1:" + port;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "redis-server can't be started; name another one with SPILLWAY_TEST_REDIS, or pass -Dtck.redis.skip",
                    e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
