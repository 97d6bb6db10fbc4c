package io.spillway.tier.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.codec.Envelope;
import io.spillway.tier.RemoteTierProvider.Place;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import org.junit.jupiter.api.Test;
import org.redisson.api.RedissonClient;
import redis.clients.jedis.Jedis;

/** Several nodes with one Redis: what of each other they see, and that the newest write stays. */
class TwoNodesTest extends RedisTest {
    private static final String HEAP_ONLY = "heap: 100KB, disk: none";

    @Test
    void aNodeSeesWhatAnotherWroteUnlessItHasAnEntryItself() {
        Cache<String, String> one = open(HEAP_ONLY);
        Cache<String, String> other = open(HEAP_ONLY);
        one.put("k", "1");
        assertThat(other.get("k")).isEqualTo("1");
        one.put("k", "2");
        assertThat(other.get("k")).as("a plain read may be stale").isEqualTo("1");
        other.put("k", "3");
        assertThat(open(HEAP_ONLY).get("k")).isEqualTo("3");
        one.remove("k");
        assertThat(open(HEAP_ONLY).get("k")).isNull();
    }

    @Test
    void aClearIsSeenByOthersInRedis() throws Exception {
        Cache<String, String> one = open(HEAP_ONLY);
        Cache<String, String> other = open("heap: 1, disk: none");
        one.put("k", "1");
        assertThat(other.get("k")).isEqualTo("1");
        one.clear();
        await().until(() -> other.get("k") == null);
        await().until(() -> {
            other.put("l", "2");
            return "2".equals(one.get("l"));
        });
    }

    @Test
    void whoseClockIsBehindWinsAllTheSameWhenItWritesLater() {
        Cache<String, String> cache = open(HEAP_ONLY);
        cache.put("k", "1");
        String name = namesInRedis(redis()).get(0);
        byte[] key = key(name);
        long future = (System.currentTimeMillis() + TimeUnit.DAYS.toMillis(1)) << 16;
        try (Jedis jedis = redis().jedis()) {
            jedis.set(
                    name.getBytes(UTF_8),
                    StoredValue.entry(key, new Envelope(future, 1, 0, Envelope.ETERNAL, new byte[] {1, 'x'})));
            cache.put("k", "2");
            Envelope written = StoredValue.read(key, jedis.get(name.getBytes(UTF_8)));
            assertThat(written.version()).isGreaterThan(future);
        }
        assertThat(tiers(cache).redis().lost()).isEqualTo(1);
        assertThat(cache.get("k")).isEqualTo("2");
        cache.put("k", "3");
        cache.close();
        assertThat(open(HEAP_ONLY).get("k")).isEqualTo("3");
    }

    private byte[] key(String name) {
        return name.substring(name.lastIndexOf(':') + 1).getBytes(UTF_8);
    }

    @Test
    void theScriptKeepsTheHigherVersion() throws Exception {
        RedissonClient client = Clients.create(new Place(redis().address(), null, namespace, Duration.ofSeconds(1)));
        closing(client::shutdown);
        Commands commands = new Commands(client, InstantSource.system());
        KeySpace names = new KeySpace(namespace, "script");
        byte[] key = {1, 'k'};
        String name = names.name(1, key);
        long[] versions = {
            1, 0xFFFF_FFFFL, 0x1_0000_0000L, 0x1_0000_0001L, 0x7FFF_FFFF_FFFF_FFFFL, 0x0102_0300_0000_00FFL
        };
        for (long present : versions) {
            for (long written : versions) {
                for (int presentNode : new int[] {-5, 0, 5}) {
                    for (int writtenNode : new int[] {-5, 0, 5}) {
                        done(commands.unlink(List.of(name)));
                        byte[] before = StoredValue.tombstone(key, present, presentNode);
                        byte[] after = StoredValue.entry(key, new Envelope(written, writtenNode, 3, 4, new byte[9]));
                        assertThat(done(commands.write(name, before, 0))).isEqualTo(Scripts.DONE);
                        boolean newer = written > present || (written == present && writtenNode >= presentNode);
                        assertThat(done(commands.write(name, after, 60_000)))
                                .isEqualTo(newer ? Scripts.DONE : StoredValue.stamp(present, presentNode));
                        assertThat(done(commands.get(name))).isEqualTo(newer ? after : before);
                    }
                }
            }
        }
        try (Jedis jedis = redis().jedis()) {
            jedis.set(name, "something else altogether, by somebody else");
            assertThat(done(commands.write(name, StoredValue.tombstone(key, 1, 1), 0)))
                    .isEqualTo(Scripts.DONE);
            jedis.scriptFlush();
            assertThat(done(commands.write(name, StoredValue.tombstone(key, 2, 1), 0)))
                    .isEqualTo(Scripts.DONE);
        }
    }

    private static <T> T done(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
