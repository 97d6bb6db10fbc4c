package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.EntryExpiry;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.TouchedExpiryPolicy;
import javax.cache.integration.CacheLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that tell when they expire. */
class EntryExpiryTest {
    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private TestManager manager;

    private record Ticket(String name, Instant expires) implements EntryExpiry, Serializable {}

    @BeforeEach
    void open() {
        manager = TestManager.open(folder, "defaults: { heap: 600, disk: 4MB }", clock);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private <V> Cache<String, V> cache(Class<V> type) {
        return manager.manager().createCache("tickets", touched(type));
    }

    private static <V> MutableConfiguration<String, V> touched(Class<V> type) {
        return new MutableConfiguration<String, V>()
                .setTypes(String.class, type)
                .setExpiryPolicyFactory(
                        TouchedExpiryPolicy.factoryOf(new javax.cache.expiry.Duration(TimeUnit.SECONDS, 5)));
    }

    private Ticket ticket(int seconds) {
        return new Ticket("a", clock.instant().plusSeconds(seconds));
    }

    @Test
    void theValueDecidesAndNoAccessDoes() {
        Cache<String, Ticket> cache = cache(Ticket.class);
        cache.put("a", ticket(10));
        clock.advance(Duration.ofSeconds(9));
        assertThat(cache.get("a")).isNotNull();
        clock.advance(Duration.ofSeconds(1));
        assertThat(cache.get("a")).isNull();
    }

    @Test
    void eachPutDecidesAnew() {
        Cache<String, Ticket> cache = cache(Ticket.class);
        cache.put("a", ticket(10));
        cache.replace("a", ticket(100));
        clock.advance(Duration.ofSeconds(50));
        cache.invoke("a", (entry, arguments) -> {
            entry.setValue(ticket(1));
            return null;
        });
        assertThat(cache.containsKey("a")).isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(cache.containsKey("a")).isFalse();
    }

    @Test
    void onDiskToo() {
        Cache<String, Ticket> cache = cache(Ticket.class);
        for (int i = 0; i < 100; i++) {
            cache.put("key" + i, ticket(i % 2 == 0 ? 10 : 20));
        }
        clock.advance(Duration.ofSeconds(10));
        assertThat(cache).hasSize(50);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -5})
    void whatIsOverIsNotKept(int seconds) {
        Cache<String, Ticket> cache = cache(Ticket.class);
        cache.put("a", ticket(seconds));
        assertThat(cache.containsKey("a")).isFalse();
        cache.put("a", ticket(1));
        cache.put("a", ticket(seconds));
        assertThat(cache.containsKey("a")).isFalse();
    }

    @Test
    void theLastInstantNeverComes() {
        Cache<String, Ticket> cache = cache(Ticket.class);
        cache.put("a", new Ticket("a", Instant.MAX));
        cache.put("b", new Ticket("b", Instant.MIN));
        clock.advance(Duration.ofDays(365_000));
        assertThat(cache.containsKey("a")).isTrue();
        assertThat(cache.containsKey("b")).isFalse();
    }

    /** The heap's answer to a read must not take a look at each value. */
    @Test
    void whereTheTypeIsNotDeclaredAnAccessIsThePolicys() {
        Cache<String, Object> cache = manager.manager()
                .createCache(
                        "any",
                        new MutableConfiguration<String, Object>()
                                .setExpiryPolicyFactory(TouchedExpiryPolicy.factoryOf(
                                        new javax.cache.expiry.Duration(TimeUnit.SECONDS, 5))));
        cache.put("a", ticket(10));
        clock.advance(Duration.ofSeconds(9));
        assertThat(cache.get("a")).isNotNull();
        clock.advance(Duration.ofSeconds(4));
        assertThat(cache.get("a")).isNotNull();
    }

    @Test
    void whatIsLoadedDecidesToo() {
        Ticket loaded = ticket(10);
        CacheLoader<String, Ticket> loader = new CacheLoader<>() {
            @Override
            public Ticket load(String key) {
                return loaded;
            }

            @Override
            public java.util.Map<String, Ticket> loadAll(Iterable<? extends String> keys) {
                throw new UnsupportedOperationException();
            }
        };
        Cache<String, Ticket> cache = manager.manager()
                .createCache(
                        "loaded",
                        touched(Ticket.class)
                                .setReadThrough(true)
                                .setCacheLoaderFactory(new FactoryBuilder.SingletonFactory<>(loader)));
        assertThat(cache.get("a")).isEqualTo(loaded);
        clock.advance(Duration.ofSeconds(9));
        assertThat(cache.containsKey("a")).isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(cache.containsKey("a")).isFalse();
        assertThat(cache.getAll(Set.of())).isEmpty();
    }
}
