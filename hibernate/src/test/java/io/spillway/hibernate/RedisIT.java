package io.spillway.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spillway.CacheTiers;
import io.spillway.hibernate.model.Country;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hibernate.SessionFactory;
import org.hibernate.cache.CacheException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

/** Several nodes on one Redis. */
class RedisIT {
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

    private static String onRedis(String namespace, String rest) {
        return "redis: { address: 'redis://127.0.0.1:%d' }%nnamespace: %s%n%s".formatted(port, namespace, rest);
    }

    private void refused(String yaml, String... parts) {
        assertThatThrownBy(() ->
                        new Database(folder).caches(onRedis("refused", yaml)).open())
                .isInstanceOf(CacheException.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void readWriteIsRefused() {
        refused("", "READ_WRITE", "`consistency: shared`", "redis: none");
        refused(
                "defaults: { redis: none }\ncaches: { books-of-authors: { redis: { writes: through } } }",
                "collection io.spillway.hibernate.model.Author.books",
                "'books-of-authors'");
    }

    @Test
    void theQueryCacheIsRefused() {
        refused(
                "defaults: { redis: none }\ncaches: { default-query-results-region: { redis: { writes: through } } }",
                "query cache",
                "'default-query-results-region'",
                "`consistency: shared`");
        refused(
                "defaults: { redis: none }\ncaches: { '*timestamps*': { redis: { writes: through } } }",
                "query cache",
                "'default-update-timestamps-region'");
    }

    @Test
    void nonstrictWithoutExpiryIsWarnedAbout() {
        try (Said said = new Said()) {
            String yaml = "defaults: { redis: none }%ncaches: { prices: { redis: { writes: through }, expiry: %s } }";
            new Database(folder)
                    .caches(onRedis("nonstrict", yaml.formatted("eternal")))
                    .open()
                    .close();
            assertThat(said.lines())
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("'prices'", "NONSTRICT_READ_WRITE", "`expiry`"));
            said.lines().clear();
            new Database(folder)
                    .caches(onRedis("nonstrict", yaml.formatted("{ created: 1m }")))
                    .open()
                    .close();
            assertThat(said.lines()).isEmpty();
        }
    }

    @Test
    void readOnlyIsSharedByAllNodes() throws IOException {
        String yaml = onRedis("shared", """
                defaults: { redis: none }
                caches: { countries: { redis: { deadline: 10s }, allow: [org.hibernate.cache.**] } }
                """);
        Database one = new Database(Files.createDirectories(folder.resolve("one"))).caches(yaml);
        Database two = new Database(Files.createDirectories(folder.resolve("two")))
                .caches(yaml)
                .with("hibernate.connection.url", one.url() + ";AUTO_SERVER=TRUE");
        one.with("hibernate.connection.url", one.url() + ";AUTO_SERVER=TRUE");
        try (SessionFactory first = one.open();
                SessionFactory second = two.open()) {
            first.inTransaction(session -> session.persist(new Country("nz", "New Zealand")));
            assertThat(nameIn(first)).isEqualTo("New Zealand");
            assertThat(nameIn(second)).isEqualTo("New Zealand");
            assertThat(second.getStatistics().getPrepareStatementCount()).isZero();
            assertThat(Database.cachesOf(second)
                            .getCache("countries")
                            .unwrap(CacheTiers.class)
                            .redis()
                            .hits())
                    .isEqualTo(1);
        }
    }

    private static String nameIn(SessionFactory node) {
        return node.fromSession(session -> session.find(Country.class, "nz").name());
    }
}
