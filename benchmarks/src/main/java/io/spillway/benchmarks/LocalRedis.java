package io.spillway.benchmarks;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import redis.embedded.RedisServer;

/** A redis-server on this machine, for as long as a benchmark runs. */
final class LocalRedis implements AutoCloseable {
    private final RedisServer server;
    private final String address;

    private LocalRedis(RedisServer server, String address) {
        this.server = server;
        this.address = address;
    }

    /** Starts it in a folder. */
    static LocalRedis start(Path folder) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        RedisServer server = RedisServer.newRedisServer()
                .port(port)
                .setting("bind 127.0.0.1")
                .setting("dir " + folder)
                .setting("save \"\"")
                .build();
        server.start();
        return new LocalRedis(server, "redis://127.0.0.1:" + port);
    }

    String address() {
        return address;
    }

    @Override
    public void close() throws IOException {
        server.stop();
    }
}
