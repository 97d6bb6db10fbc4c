package io.spillway.tier.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.Health;
import io.spillway.Health.Kind;
import io.spillway.Health.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import javax.cache.Cache;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that stops is told, and one that comes back is not. */
class HealthTest extends RedisTest {
    @ParameterizedTest
    @CsvSource({"miss, DEGRADED", "fail, DOWN"})
    void aServerThatIsAwayIsTold(String whenUnavailable, Status status) {
        RedisUnderTest server = closing(RedisUnderTest.absent());
        server.start();
        Cache<String, String> cache = open(
                        server,
                        cache("heap: 100KB, disk: none, redis: { deadline: 5s, when-unavailable: " + whenUnavailable
                                + " }"))
                .getCache("c");
        await().until(() -> cache.unwrap(Health.class).status() == Status.UP);
        Instant before = Instant.now();
        server.kill();
        await().until(() -> cache.getCacheManager().unwrap(Health.class).status() == status);
        Health.Problem problem = cache.unwrap(Health.class).problems().get(0);
        assertThat(problem.kind()).isEqualTo(Kind.REDIS_AWAY);
        assertThat(problem.text()).contains(" since ");
        assertThat(tiers(cache).redis().awaySince()).isAfterOrEqualTo(before.minusMillis(1));
        server.start();
        await().until(() -> cache.unwrap(Health.class).status() == Status.UP);
        assertThat(tiers(cache).redis().awaySince()).isNull();
    }

    @Test
    void anOutageIsRecorded() throws Exception {
        RedisUnderTest server = closing(RedisUnderTest.absent());
        server.start();
        Path file = folder.resolve("flight.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("io.spillway.RedisOutage").withThreshold(Duration.ZERO);
            recording.start();
            Cache<String, String> cache =
                    open(server, cache("heap: 100KB, disk: none")).getCache("c");
            await().until(() -> tiers(cache).redis().available());
            server.kill();
            await().until(() -> !tiers(cache).redis().available());
            server.start();
            await().until(() -> tiers(cache).redis().available());
            recording.stop();
            recording.dump(file);
        }
        assertThat(RecordingFile.readAllEvents(file))
                .filteredOn(event -> event.getString("server").contains(server.address()))
                .hasSizeGreaterThanOrEqualTo(2)
                .last()
                .satisfies(event -> assertThat(event.getString("reason")).isEqualTo("answers again"));
    }
}
