package io.spillway.jsr107;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.event.EventType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Events: each change once, in order for each key, with the old value; nothing of a spill or a restore. */
@ParameterizedClass
@EnumSource(Tiers.class)
@Timeout(60)
class EventsTest extends JCacheTest {
    private final List<Heard> heard = new CopyOnWriteArrayList<>();

    EventsTest(Tiers tiers) {
        super(tiers);
    }

    @Test
    void tellsTheOldValueOfEachChange() {
        Cache<String, String> cache = listening(true);

        cache.put("a", "1");
        cache.put("a", "2");
        cache.replace("a", "3");
        cache.invoke("a", (entry, arguments) -> {
            entry.setValue("4");
            return null;
        });
        cache.remove("a");
        cache.remove("a");
        cache.replace("a", "5");

        assertThat(heard)
                .containsExactly(
                        new Heard(EventType.CREATED, "a", null, "1"),
                        new Heard(EventType.UPDATED, "a", "1", "2"),
                        new Heard(EventType.UPDATED, "a", "2", "3"),
                        new Heard(EventType.UPDATED, "a", "3", "4"),
                        new Heard(EventType.REMOVED, "a", "4", "4"));
    }

    @Test
    void hearsNothingOfSpillsAndRestores() {
        Cache<String, String> cache = listening(true);
        for (int i = 0; i < 200; i++) {
            cache.put("key " + i, "value");
        }
        heard.clear();

        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 200; i++) {
                assertThat(cache.get("key " + i)).isEqualTo("value");
            }
        }

        assertThat(heard).isEmpty();
    }

    @Test
    void anAsynchronousListenerHearsInOrder() {
        Cache<String, String> cache = listening(false);
        for (int i = 0; i < 500; i++) {
            cache.put("a", Integer.toString(i));
        }

        await().atMost(PATIENCE).until(() -> heard.size() == 500);
        assertThat(heard.get(0)).isEqualTo(new Heard(EventType.CREATED, "a", null, "0"));
        for (int i = 1; i < 500; i++) {
            assertThat(heard.get(i))
                    .isEqualTo(new Heard(EventType.UPDATED, "a", Integer.toString(i - 1), Integer.toString(i)));
        }
    }

    @Test
    void manyWritersOfOneKeyMakeOneChainOfValues() throws Exception {
        Cache<String, String> cache = listening(true);
        List<FutureTask<Void>> writers = new ArrayList<>();
        for (int w = 0; w < 4; w++) {
            String writer = "writer " + w + " ";
            FutureTask<Void> task = new FutureTask<>(
                    () -> {
                        for (int i = 0; i < 200; i++) {
                            cache.put("a", writer + i);
                        }
                    },
                    null);
            writers.add(task);
            new Thread(task, writer).start();
        }
        for (FutureTask<Void> writer : writers) {
            writer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }

        assertThat(heard).hasSize(800);
        String before = null;
        for (Heard event : heard) {
            assertThat(event.oldValue()).isEqualTo(before);
            before = event.value();
        }
        assertThat(cache.get("a")).isEqualTo(before);
    }

    @Test
    void aSynchronousListenerMayWriteToTheCache() {
        Cache<String, String> cache = strings();
        cache.registerCacheEntryListener(new MutableCacheEntryListenerConfiguration<>(
                () -> (CacheEntryCreatedListener<String, String>) events -> events.forEach(event -> {
                    if (!event.getKey().startsWith("copy")) {
                        cache.put("copy of " + event.getKey(), event.getValue());
                        cache.put(event.getKey(), "seen " + event.getValue());
                    }
                }),
                null,
                true,
                true));

        cache.put("a", "1");

        assertThat(cache.get("copy of a")).isEqualTo("1");
        assertThat(cache.get("a")).isEqualTo("seen 1");
    }

    private Cache<String, String> listening(boolean synchronous) {
        Cache<String, String> cache = strings();
        cache.registerCacheEntryListener(
                new MutableCacheEntryListenerConfiguration<>(Listener::new, null, true, synchronous));
        return cache;
    }

    /** What a listener was told. */
    record Heard(EventType type, String key, String oldValue, String value) implements Serializable {}

    private final class Listener
            implements CacheEntryCreatedListener<String, String>,
                    CacheEntryUpdatedListener<String, String>,
                    CacheEntryRemovedListener<String, String> {
        @Override
        public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
            hear(events);
        }

        @Override
        public void onUpdated(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
            hear(events);
        }

        @Override
        public void onRemoved(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
            hear(events);
        }

        private void hear(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
            events.forEach(event ->
                    heard.add(new Heard(event.getEventType(), event.getKey(), event.getOldValue(), event.getValue())));
        }
    }
}
