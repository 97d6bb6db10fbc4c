package io.spillway.jsr107;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.Closeable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Listeners that come and go while a cache is in use. */
@ParameterizedClass
@EnumSource(Tiers.class)
class ListenerRegistrationTest extends JCacheTest {
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<String> closed = new CopyOnWriteArrayList<>();

    ListenerRegistrationTest(Tiers tiers) {
        super(tiers);
    }

    /** Hears of updates and expiry. */
    private final class Listener
            implements CacheEntryUpdatedListener<String, String>, CacheEntryExpiredListener<String, String>, Closeable {
        private final String name;
        private final Runnable reaction;

        Listener(String name, Runnable reaction) {
            this.name = name;
            this.reaction = reaction;
        }

        @Override
        public void onUpdated(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
            note(events);
        }

        @Override
        public void onExpired(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
            note(events);
        }

        private void note(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
            assertThat(closed).doesNotContain(name);
            events.forEach(event ->
                    heard.add(name + " " + event.getEventType() + " " + event.getKey() + " " + event.getOldValue()));
            reaction.run();
        }

        @Override
        public void close() {
            closed.add(name);
        }
    }

    private static final class GoneWhenUpdated implements ExpiryPolicy {
        @Override
        public Duration getExpiryForCreation() {
            return Duration.ETERNAL;
        }

        @Override
        public Duration getExpiryForAccess() {
            return Duration.ETERNAL;
        }

        @Override
        public Duration getExpiryForUpdate() {
            return Duration.ZERO;
        }
    }

    private static MutableCacheEntryListenerConfiguration<String, String> synchronous(
            Factory<? extends CacheEntryListener<? super String, ? super String>> factory, boolean oldValues) {
        return new MutableCacheEntryListenerConfiguration<>(factory, null, oldValues, true);
    }

    private static MutableConfiguration<String, String> bulkWriting() {
        return stringConfiguration().setWriteThrough(true).setCacheWriterFactory(RecordingWriter::new);
    }

    /** Has a first listener do something to a second while events of several keys are under way. */
    private void whileEventsAreUnderWay(
            MutableConfiguration<String, String> configuration,
            BiConsumer<Cache<String, String>, MutableCacheEntryListenerConfiguration<String, String>> change,
            boolean secondIsThere) {
        MutableCacheEntryListenerConfiguration<String, String> second =
                synchronous(() -> new Listener("second", () -> {}), true);
        boolean[] done = new boolean[1];
        Listener first = new Listener("first", () -> {
            if (!done[0]) {
                done[0] = true;
                change.accept(manager.getCache("cache", String.class, String.class), second);
            }
        });
        Cache<String, String> cache =
                create(configuration.addCacheEntryListenerConfiguration(synchronous(() -> first, false)));
        if (secondIsThere) {
            cache.registerCacheEntryListener(second);
        }
        cache.putAll(new TreeMap<>(Map.of("a", "1", "b", "1", "c", "1")));
        cache.putAll(new TreeMap<>(Map.of("a", "2", "b", "2", "c", "2")));
    }

    @Test
    void whoComesInTheMiddleOfACallHearsOfTheNextOne() {
        whileEventsAreUnderWay(bulkWriting(), Cache::registerCacheEntryListener, false);
        assertThat(heard).filteredOn(event -> event.startsWith("first")).hasSize(3);
        assertThat(heard).noneMatch(event -> event.startsWith("second"));

        manager.getCache("cache", String.class, String.class).put("a", "3");

        assertThat(heard).filteredOn(event -> event.startsWith("second")).containsExactly("second UPDATED a 2");
    }

    @Test
    void whoComesInTheMiddleHearsNoHalfOfAnUpdate() {
        whileEventsAreUnderWay(
                stringConfiguration().setExpiryPolicyFactory(GoneWhenUpdated::new),
                Cache::registerCacheEntryListener,
                false);

        assertThat(heard)
                .filteredOn(event -> event.startsWith("second"))
                .filteredOn(event -> event.contains("EXPIRED"))
                .hasSize(2);
        assertThat(heard)
                .filteredOn(event -> event.startsWith("second"))
                .filteredOn(event -> event.contains("UPDATED"))
                .hasSize(2)
                .allMatch(event -> event.endsWith(" 1"));
    }

    @Test
    void whoHasLeftHearsNothingMore() {
        whileEventsAreUnderWay(bulkWriting(), Cache::deregisterCacheEntryListener, true);

        assertThat(closed).containsExactly("second");
        assertThat(heard).noneMatch(event -> event.startsWith("second"));
        assertThat(listeners()).hasSize(1);
    }

    @SuppressWarnings("unchecked") // a class literal has no type arguments
    private Iterable<?> listeners() {
        return manager.getCache("cache", String.class, String.class)
                .getConfiguration(CompleteConfiguration.class)
                .getCacheEntryListenerConfigurations();
    }

    @Test
    void aFactoryThatFailsLeavesNothingHalfRegistered() {
        Cache<String, String> cache = strings();
        RuntimeException failure = new IllegalStateException("no");
        Factory<Listener> listener = () -> new Listener("a", () -> {});
        Factory<CacheEntryEventFilter<String, String>> noFilter = () -> {
            throw failure;
        };
        MutableCacheEntryListenerConfiguration<String, String> badFilter =
                new MutableCacheEntryListenerConfiguration<>(listener, noFilter, false, true);
        MutableCacheEntryListenerConfiguration<String, String> badListener = synchronous(
                () -> {
                    throw failure;
                },
                false);

        for (MutableCacheEntryListenerConfiguration<String, String> bad : List.of(badFilter, badListener)) {
            assertThatExceptionOfType(CacheException.class)
                    .isThrownBy(() -> cache.registerCacheEntryListener(bad))
                    .withMessageContaining("'cache'")
                    .withCause(failure);
            assertThatExceptionOfType(CacheException.class)
                    .isThrownBy(() ->
                            manager.createCache("other", stringConfiguration().addCacheEntryListenerConfiguration(bad)))
                    .withMessageContaining("'other'")
                    .withCause(failure);
        }
        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> cache.registerCacheEntryListener(synchronous(() -> null, false)));

        assertThat(closed).containsExactly("a", "a");
        assertThat(listeners()).isEmpty();
        assertThat(manager.getCacheNames()).containsExactly("cache");
        strings("other").put("a", "1");
    }

    private Cache<String, String> strings(String name) {
        return manager.createCache(name, stringConfiguration());
    }

    @Test
    void whatIsRegisteredTwiceIsRefusedAndClosed() {
        Cache<String, String> cache = strings();
        MutableCacheEntryListenerConfiguration<String, String> configuration =
                synchronous(() -> new Listener("made", () -> {}), true);
        cache.registerCacheEntryListener(configuration);

        assertThatIllegalArgumentException().isThrownBy(() -> cache.registerCacheEntryListener(configuration));

        assertThat(closed).containsExactly("made");
        closed.clear();
        cache.put("a", "1");
        cache.put("a", "2");
        assertThat(heard).containsExactly("made UPDATED a 1");
    }
}
