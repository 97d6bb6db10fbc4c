package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.cache.Cache;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryListener;
import javax.cache.expiry.CreatedExpiryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A listener that throws, whatever it throws, keeps nobody from going on. */
class FailingListenerTest {
    @TempDir
    Path folder;

    /** The log of the background, kept here so that it isn't garbage-collected, nor printed. */
    private final Logger log = Logger.getLogger("io.spillway.cache.SerialExecutor");

    private final List<LogRecord> logged = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(entry);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listenToTheLog() {
        log.setUseParentHandlers(false);
        log.addHandler(handler);
    }

    @AfterEach
    void leaveTheLog() {
        log.removeHandler(handler);
        log.setUseParentHandlers(true);
    }

    private static final class Throwing
            implements CacheEntryCreatedListener<String, String>, CacheEntryExpiredListener<String, String> {
        private final Set<String> heard = ConcurrentHashMap.newKeySet();

        @Override
        public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
            fail(events);
        }

        @Override
        public void onExpired(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
            fail(events);
        }

        private void fail(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
            events.forEach(event -> heard.add(event.getEventType().name() + event.getKey()));
            throw new AssertionError("thrown by a listener");
        }
    }

    private static MutableConfiguration<String, String> configuration(CacheEntryListener<String, String> listener) {
        return new MutableConfiguration<String, String>()
                .addCacheEntryListenerConfiguration(new MutableCacheEntryListenerConfiguration<>(
                        new FactoryBuilder.SingletonFactory<>(listener), null, false, true));
    }

    @Test
    @Timeout(30)
    void anErrorReachesTheCallerAndTheKeyStaysUsable() {
        Throwing listener = new Throwing();
        try (TestManager manager = TestManager.open(folder, "defaults: { heap: 1MB }")) {
            Cache<String, String> cache = manager.manager().createCache("cache", configuration(listener));

            for (String key : Set.of("a", "b", "c")) {
                assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> cache.put(key, "1"));
                cache.put(key, "2");
                assertThat(cache.get(key)).isEqualTo("2");
            }

            assertThat(listener.heard).containsExactlyInAnyOrder("CREATEDa", "CREATEDb", "CREATEDc");
        }
    }

    @Test
    @Timeout(60)
    void everyExpiryIsReportedAndSweepsGoOn() {
        TestClock clock = new TestClock();
        Throwing listener = new Throwing();
        try (TestManager manager = TestManager.open(folder, "defaults: { heap: 1MB }", clock)) {
            Cache<String, String> cache = manager.manager()
                    .createCache(
                            "cache",
                            configuration(listener)
                                    .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(
                                            new javax.cache.expiry.Duration(TimeUnit.SECONDS, 10))));
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 20; i++) {
                    String key = round + "-" + i;
                    assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> cache.put(key, "value"));
                }
                clock.advance(Duration.ofSeconds(11));
                int expected = 40 * (round + 1);
                await().atMost(Duration.ofSeconds(20)).until(() -> listener.heard.size() == expected);
                await().atMost(Duration.ofSeconds(20)).until(() -> !logged.isEmpty());
            }
            assertThat(logged).allSatisfy(entry -> {
                assertThat(entry.getMessage()).startsWith("A listener that was called in the background threw");
                assertThat(entry.getThrown()).hasMessage("thrown by a listener");
            });
        }
    }
}
