package io.spillway.jsr107;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** An ExpiryPolicy of one's own, which may say something else for each entry. */
@ParameterizedClass
@EnumSource(Tiers.class)
class ExpiryTest extends JCacheTest {
    private final Policy policy = new Policy();

    ExpiryTest(Tiers tiers) {
        super(tiers);
    }

    @Test
    void eachEntryHasTheDurationThatWasSaidForIt() {
        Cache<String, String> cache = cache();
        policy.creation = new Duration(TimeUnit.MILLISECONDS, 30);
        cache.put("short", "1");
        policy.creation = new Duration(TimeUnit.HOURS, 1);
        cache.put("long", "2");
        policy.creation = Duration.ETERNAL;
        cache.put("eternal", "3");

        await().atMost(PATIENCE).until(() -> !cache.containsKey("short"));

        assertThat(cache.get("short")).isNull();
        assertThat(cache.getAll(Set.of("short", "long", "eternal")).keySet()).isEqualTo(Set.of("long", "eternal"));
        assertThat(cache).hasSize(2);
    }

    @Test
    void whatExpiresAtItsCreationIsNeverThere() {
        Cache<String, String> cache = cache();
        policy.creation = Duration.ZERO;

        cache.put("a", "1");
        assertThat(cache.containsKey("a")).isFalse();
        assertThat(cache.get("a")).isNull();
        cache.putIfAbsent("a", "2");
        assertThat(cache.getAndPut("a", "3")).isNull();
        assertThat(cache.<String>invoke("a", (entry, arguments) -> {
                    entry.setValue("4");
                    return entry.getValue();
                }))
                .isEqualTo("4");
        assertThat(cache).isEmpty();
        assertThat(cache.remove("a")).isFalse();
    }

    @Test
    void whatExpiresWhenItIsUpdatedIsGoneThen() {
        Cache<String, String> cache = cache();
        cache.put("a", "1");
        cache.put("b", "1");
        cache.put("c", "1");
        policy.update = Duration.ZERO;

        cache.put("a", "2");
        assertThat(cache.replace("b", "2")).isTrue();
        assertThat(cache.replace("c", "1", "2")).isTrue();

        assertThat(cache.getAll(Set.of("a", "b", "c"))).isEmpty();
        assertThat(cache).isEmpty();
    }

    @Test
    void whatExpiresWhenItIsReadIsReadOnce() {
        Cache<String, String> cache = cache();
        cache.put("a", "1");
        cache.put("b", "1");
        policy.access = Duration.ZERO;

        assertThat(cache.containsKey("a")).as("which is no access").isTrue();
        assertThat(cache.get("a")).isEqualTo("1");
        assertThat(cache.get("a")).isNull();
        assertThat(cache.getAll(Set.of("b"))).containsEntry("b", "1");
        assertThat(cache.getAll(Set.of("b"))).isEmpty();
    }

    @Test
    void nullMeansAsBefore() {
        Cache<String, String> cache = cache();
        policy.creation = new Duration(TimeUnit.MILLISECONDS, 300);
        cache.put("a", "1");
        policy.update = null;
        policy.access = null;

        cache.put("a", "2");
        await().atMost(PATIENCE).until(() -> cache.get("a") == null);
    }

    @Test
    void anUpdateMayShortenAndLengthen() {
        Cache<String, String> cache = cache();
        policy.creation = new Duration(TimeUnit.HOURS, 1);
        cache.put("a", "1");
        policy.update = new Duration(TimeUnit.MILLISECONDS, 20);
        cache.put("a", "2");
        await().atMost(PATIENCE).until(() -> !cache.containsKey("a"));

        policy.creation = new Duration(TimeUnit.MILLISECONDS, 500);
        policy.update = Duration.ETERNAL;
        cache.put("b", "1");
        cache.put("b", "2");
        policy.creation = new Duration(TimeUnit.MILLISECONDS, 1000);
        policy.update = null;
        cache.put("witness", "1");
        await().atMost(PATIENCE).until(() -> !cache.containsKey("witness"));
        assertThat(cache.get("b")).isEqualTo("2");
    }

    @Test
    void aPolicyThatThrowsDoesNotLoseTheEntry() {
        Cache<String, String> cache = cache();
        policy.failure = new IllegalStateException("no idea");

        cache.put("a", "1");
        cache.put("a", "2");

        assertThat(cache.get("a")).isEqualTo("2");
        assertThat(cache.get("a")).isEqualTo("2");
    }

    private Cache<String, String> cache() {
        return create(stringConfiguration().setExpiryPolicyFactory(() -> policy));
    }

    private static final class Policy implements ExpiryPolicy {
        private volatile Duration creation = Duration.ETERNAL;
        private volatile Duration update;
        private volatile Duration access;
        private volatile RuntimeException failure;

        @Override
        public Duration getExpiryForCreation() {
            return answer(creation);
        }

        @Override
        public Duration getExpiryForAccess() {
            return answer(access);
        }

        @Override
        public Duration getExpiryForUpdate() {
            return answer(update);
        }

        private Duration answer(Duration duration) {
            if (failure != null) {
                throw failure;
            }
            return duration;
        }
    }
}
