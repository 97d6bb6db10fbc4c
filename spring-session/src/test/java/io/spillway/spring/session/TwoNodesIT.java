package io.spillway.spring.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.CookieManager;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

/** Another node goes on with the sessions of one that was killed. */
class TwoNodesIT {
    private static RedisServer server;
    private static int port;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        try {
            server = RedisServer.newRedisServer()
                    .port(port)
                    .bind("127.0.0.1")
                    .setting("save \"\"")
                    .build();
            server.start();
        } catch (IOException | RuntimeException e) {
            assumeTrue(false, "there is no redis-server for this machine: " + e);
        }
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.stop();
        }
    }

    @Test
    void aSecondNodeServesTheSessionsOfTheFirst() throws Exception {
        Path configuration = Files.writeString(folder.resolve("spillway.yaml"), """
                redis: { address: "redis://127.0.0.1:%d" }
                namespace: site
                defaults: { redis: { deadline: 10s } }
                """.formatted(port));
        CookieManager browser = new CookieManager();
        try (RunningSite one = new RunningSite(configuration, folder.resolve("one.log"), browser);
                RunningSite two = new RunningSite(configuration, folder.resolve("two.log"), browser)) {
            one.get("/login/rose");
            one.get("/set/product/book");
            one.kill();
            assertThat(two.get("/get/product")).isEqualTo("book");
            assertThat(two.get("/sessions/rose")).isEqualTo("1");
            two.get("/set/amount/2");
            assertThat(two.get("/get/amount")).isEqualTo("2");
            assertThat(two.get("/logout")).isEqualTo("bye");
            assertThat(two.get("/get/product")).isEqualTo("null");
        }
    }
}
