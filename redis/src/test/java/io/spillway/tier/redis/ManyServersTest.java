package io.spillway.tier.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** A cluster of three masters, and a master with a replica and a sentinel. */
class ManyServersTest extends RedisTest {
    private static final int SLOTS = 16_384;
    private static final int MASTERS = 3;
    private static final String REDIS = ", redis: { deadline: 20s }";

    private CacheManager openWith(String redisson, String yaml) throws IOException {
        Path file = Files.createTempFile(folder, "redisson", ".yaml");
        Files.writeString(file, redisson);
        return openFile("redis: { file: '" + file + "' }\nnamespace: " + namespace + "\n" + yaml);
    }

    private List<RedisUnderTest> cluster() {
        List<RedisUnderTest> servers = new ArrayList<>();
        for (int i = 0; i < MASTERS; i++) {
            servers.add(closing(RedisUnderTest.own("--cluster-enabled", "yes", "--cluster-node-timeout", "2000")));
            try (Jedis jedis = servers.get(i).jedis()) {
                int from = SLOTS * i / MASTERS;
                int to = SLOTS * (i + 1) / MASTERS;
                jedis.clusterAddSlots(IntStream.range(from, to).toArray());
                jedis.clusterMeet("127.0.0.1", servers.get(0).port());
            }
        }
        await().until(() -> servers.stream().allMatch(ManyServersTest::knowsAll));
        return servers;
    }

    private static boolean knowsAll(RedisUnderTest server) {
        try (Jedis jedis = server.jedis()) {
            String info = jedis.clusterInfo();
            return info.contains("cluster_state:ok") && info.contains("cluster_size:" + MASTERS);
        }
    }

    private static String clusterFile(List<RedisUnderTest> servers) {
        return "clusterServersConfig:\n  timeout: 1000\n  retryAttempts: 0\n  scanInterval: 500\n  nodeAddresses: ["
                + servers.stream().map(server -> '"' + server.address() + '"').collect(Collectors.joining(", "))
                + "]\n";
    }

    private static long calls(RedisUnderTest server, String command) {
        try (Jedis jedis = server.jedis()) {
            return jedis.info("commandstats")
                    .lines()
                    .filter(line -> line.startsWith("cmdstat_" + command + ":"))
                    .count();
        }
    }

    private long entries(List<RedisUnderTest> servers) {
        return servers.stream().mapToLong(server -> namesInRedis(server).size()).sum();
    }

    @Test
    void aClusterHasAllOfACacheAndNothingOfItsNeighbour() throws Exception {
        List<RedisUnderTest> servers = cluster();
        String yaml = "defaults: { heap: 4KB, disk: none" + REDIS + " }\n"
                + "caches: { c: { key: java.lang.String, value: java.lang.String }, d: { key: java.lang.String, value:"
                + " java.lang.String } }\n";
        CacheManager manager = openWith(clusterFile(servers), yaml);
        Cache<String, String> cache = manager.getCache("c");
        Cache<String, String> neighbour = manager.getCache("d");
        Map<String, String> expected = new HashMap<>();
        for (int i = 0; i < 2_000; i++) {
            cache.put("k" + i, "v" + i);
            expected.put("k" + i, "v" + i);
        }
        for (int i = 0; i < 100; i++) {
            neighbour.put("k" + i, "w");
            cache.remove("k" + i);
            expected.remove("k" + i);
        }
        assertThat(tiers(cache).redis().owed()).isZero();
        assertThat(servers)
                .allSatisfy(server -> assertThat(namesInRedis(server)).hasSizeGreaterThan(300));
        servers.forEach(ManyServersTest::resetStatistics);
        assertThat(content(cache)).isEqualTo(expected);
        cache.clear();
        assertThat(content(cache)).isEmpty();
        assertThat(content(neighbour)).hasSize(100);
        await().until(() -> servers.stream().noneMatch(server -> calls(server, "unlink") == 0));
        assertThat(servers)
                .allSatisfy(server -> assertThat(calls(server, "keys")).isZero());
        await().until(() -> entries(servers) == 100);
        neighbour.removeAll();
        assertThat(content(neighbour)).isEmpty();
    }

    private static void resetStatistics(RedisUnderTest server) {
        try (Jedis jedis = server.jedis()) {
            jedis.configResetStat();
        }
    }

    @Test
    void whatIsWrittenBehindReachesAllMasters() throws Exception {
        List<RedisUnderTest> servers = cluster();
        String behind =
                cache("heap: 4KB, disk: none, redis: { writes: behind, deadline: 20s, drain: { every: 20ms } }");
        Cache<String, String> cache = openWith(clusterFile(servers), behind).getCache("c");
        for (int i = 0; i < 3_000; i++) {
            cache.put("k" + i, "v" + i);
        }
        await().until(() -> tiers(cache).redis().owed() == 0);
        assertThat(entries(servers)).isEqualTo(3_000);
        assertThat(content(cache)).hasSize(3_000);
    }

    @Test
    void aMasterThatIsGoneForAWhileLosesNoAcknowledgedWrite() throws Exception {
        List<RedisUnderTest> servers = cluster();
        Cache<String, String> cache = openWith(
                        clusterFile(servers), cache("heap: 4KB, disk: none, redis: { deadline: 200ms }"))
                .getCache("c");
        Map<String, String> expected = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            cache.put("k" + i, "v");
        }
        servers.get(1).pause();
        for (int i = 0; i < 300; i++) {
            cache.put("k" + i, "w" + i);
            expected.put("k" + i, "w" + i);
        }
        servers.get(1).resume();
        await().until(() ->
                tiers(cache).redis().available() && tiers(cache).redis().owed() == 0);
        await().untilAsserted(() -> assertThat(content(cache)).isEqualTo(expected));
        assertThat(tiers(cache).redis().lost()).isZero();
    }

    @Test
    void aReplicaThatBecomesTheMasterIsGoneOnWith() throws Exception {
        RedisUnderTest master = closing(RedisUnderTest.own());
        RedisUnderTest replica = closing(RedisUnderTest.own("--replicaof", "127.0.0.1", String.valueOf(master.port())));
        await().until(() -> replicates(replica));
        RedisUnderTest sentinel = closing(RedisUnderTest.sentinelOf(master));
        await().until(() -> knowsReplica(sentinel));
        Cache<String, String> cache = openWith(
                        "sentinelServersConfig:\n  masterName: main\n  checkSentinelsList: false\n  timeout: 1000\n"
                                + "  retryAttempts: 0\n  scanInterval: 200\n  sentinelAddresses: [\""
                                + sentinel.address()
                                + "\"]\n",
                        cache("heap: 4KB, disk: none, redis: { deadline: 200ms }"))
                .getCache("c");
        Map<String, String> expected = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            cache.put("k" + i, "v" + i);
            expected.put("k" + i, "v" + i);
        }
        await().until(() -> tiers(cache).redis().owed() == 0);
        await().until(() -> namesInRedis(replica).size() == 200);
        master.kill();
        for (int i = 0; i < 50; i++) {
            cache.put("k" + i, "w" + i);
            expected.put("k" + i, "w" + i);
        }
        await().until(() ->
                tiers(cache).redis().available() && tiers(cache).redis().owed() == 0);
        assertThat(content(cache)).isEqualTo(expected);
        assertThat(tiers(cache).redis().lost()).isZero();
        assertThat(namesInRedis(replica)).hasSize(200);
    }

    private static boolean replicates(RedisUnderTest replica) {
        try (Jedis jedis = replica.jedis()) {
            return jedis.info("replication").contains("master_link_status:up");
        }
    }

    private static boolean knowsReplica(RedisUnderTest sentinel) {
        try (Jedis jedis = sentinel.jedis()) {
            return !jedis.sentinelReplicas("main").isEmpty();
        }
    }
}
