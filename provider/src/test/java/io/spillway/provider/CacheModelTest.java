package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A random sequence of calls, with a clock that jumps, against a plain map that does what the specification says: results,
 * content, expiry and events must agree, whatever the heap holds and wherever entries lie.
 */
class CacheModelTest {
    private static final int KEYS = 30;
    private static final javax.cache.expiry.Duration TIME = new javax.cache.expiry.Duration(TimeUnit.SECONDS, 10);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "1MB, eternal", "1MB, created", "1MB, modified", "1MB, touched",
        "2KB, eternal", "2KB, created", "2KB, modified", "2KB, touched",
        "100, eternal", "100, created", "100, modified", "100, touched"
    })
    void agreesWithAPlainMap(String heap, String expiry) {
        long seed = Long.getLong("spillway.test.seed", System.nanoTime());
        System.out.println("CacheModelTest " + heap + " " + expiry + ": seed " + seed);
        TestClock clock = new TestClock();
        String yaml = "defaults: { heap: " + heap + ", disk: 16MB }";
        try (TestManager manager = TestManager.open(folder, yaml, clock)) {
            Recorder recorder = new Recorder();
            Cache<Integer, String> cache = manager.manager()
                    .createCache(
                            "model",
                            new MutableConfiguration<Integer, String>()
                                    .setTypes(Integer.class, String.class)
                                    .setExpiryPolicyFactory(() -> policy(expiry))
                                    .addCacheEntryListenerConfiguration(new MutableCacheEntryListenerConfiguration<>(
                                            new FactoryBuilder.SingletonFactory<>(recorder), null, true, true)));
            new Game(cache, new Model(policy(expiry), clock), recorder, clock, new Random(seed)).play(4_000);
        }
    }

    private static ExpiryPolicy policy(String name) {
        return switch (name) {
            case "created" -> new CreatedExpiryPolicy(TIME);
            case "modified" -> new ModifiedExpiryPolicy(TIME);
            case "touched" -> new TouchedExpiryPolicy(TIME);
            default -> new EternalExpiryPolicy();
        };
    }

    /** Notes events in words. Expirations come when the cache finds out, so the model can't say when; they are left out. */
    private static final class Recorder
            implements CacheEntryCreatedListener<Integer, String>,
                    CacheEntryUpdatedListener<Integer, String>,
                    CacheEntryRemovedListener<Integer, String> {
        private final List<String> events = new ArrayList<>();

        @Override
        public void onCreated(Iterable<CacheEntryEvent<? extends Integer, ? extends String>> created) {
            created.forEach(e -> events.add("created " + e.getKey() + "=" + e.getValue()));
        }

        @Override
        public void onUpdated(Iterable<CacheEntryEvent<? extends Integer, ? extends String>> updated) {
            updated.forEach(e -> events.add("updated " + e.getKey() + "=" + e.getOldValue() + "->" + e.getValue()));
        }

        @Override
        public void onRemoved(Iterable<CacheEntryEvent<? extends Integer, ? extends String>> removed) {
            removed.forEach(e -> events.add("removed " + e.getKey() + "=" + e.getOldValue()));
        }
    }

    /** What the cache should do, in a few lines. */
    private static final class Model {
        private record Entry(String value, long deadline) {}

        private final Map<Integer, Entry> entries = new HashMap<>();
        private final List<String> events = new ArrayList<>();
        private final ExpiryPolicy policy;
        private final TestClock clock;

        Model(ExpiryPolicy policy, TestClock clock) {
            this.policy = policy;
            this.clock = clock;
        }

        @Nullable String peek(int key) {
            Entry entry = entries.get(key);
            return entry == null || entry.deadline <= clock.millis() ? null : entry.value;
        }

        @Nullable String get(int key) {
            String value = peek(key);
            javax.cache.expiry.Duration moved = policy.getExpiryForAccess();
            if (value != null && moved != null) {
                entries.put(key, new Entry(value, moved.getAdjustedTime(clock.millis())));
            }
            return value;
        }

        void put(int key, String value) {
            String old = peek(key);
            javax.cache.expiry.Duration duration =
                    old == null ? policy.getExpiryForCreation() : policy.getExpiryForUpdate();
            long deadline = duration == null ? entries.get(key).deadline : duration.getAdjustedTime(clock.millis());
            entries.put(key, new Entry(value, deadline));
            events.add(old == null ? "created " + key + "=" + value : "updated " + key + "=" + old + "->" + value);
        }

        void remove(int key) {
            String old = peek(key);
            if (old != null) {
                events.add("removed " + key + "=" + old);
            }
            entries.remove(key);
        }

        Map<Integer, String> content() {
            Map<Integer, String> content = new HashMap<>();
            for (int key = 0; key < KEYS; key++) {
                String value = peek(key);
                if (value != null) {
                    content.put(key, value);
                }
            }
            return content;
        }
    }

    /** Plays the same calls on the cache and on the model. */
    private record Game(Cache<Integer, String> cache, Model model, Recorder recorder, TestClock clock, Random random) {
        void play(int calls) {
            for (int i = 0; i < calls; i++) {
                int key = random.nextInt(KEYS);
                String value = "v" + i + "-".repeat(random.nextInt(300));
                call(random.nextInt(17), key, value);
                if (!recorder.events.equals(model.events)) {
                    assertThat(recorder.events).as("events of call " + i).isEqualTo(model.events);
                }
                recorder.events.clear();
                model.events.clear();
                if (random.nextInt(20) == 0) {
                    clock.advance(Duration.ofMillis(random.nextInt(4_000)));
                }
            }
        }

        private void call(int kind, int key, String value) {
            String old = model.peek(key);
            switch (kind) {
                case 0, 1, 2 -> same(cache.get(key), () -> model.get(key));
                case 3, 4 -> {
                    cache.put(key, value);
                    model.put(key, value);
                }
                case 5 -> {
                    same(cache.getAndPut(key, value), () -> old);
                    model.put(key, value);
                }
                case 6 -> {
                    same(cache.putIfAbsent(key, value), () -> old == null);
                    if (old == null) {
                        model.put(key, value);
                    }
                }
                case 7 -> {
                    same(cache.remove(key), () -> old != null);
                    model.remove(key);
                }
                case 8 -> {
                    String guess = old == null || random.nextBoolean() ? value : old;
                    same(cache.remove(key, guess), () -> guess.equals(old));
                    if (guess.equals(old)) {
                        model.remove(key);
                    } else {
                        model.get(key);
                    }
                }
                case 9 -> {
                    same(cache.getAndRemove(key), () -> old);
                    model.remove(key);
                }
                case 10 -> {
                    same(cache.replace(key, value), () -> old != null);
                    if (old != null) {
                        model.put(key, value);
                    }
                }
                case 11 -> {
                    String guess = old == null || random.nextBoolean() ? value : old;
                    same(cache.replace(key, guess, value + "!"), () -> guess.equals(old));
                    if (guess.equals(old)) {
                        model.put(key, value + "!");
                    } else {
                        model.get(key);
                    }
                }
                case 12 -> {
                    same(cache.getAndReplace(key, value), () -> old);
                    if (old != null) {
                        model.put(key, value);
                    }
                }
                case 13 -> same(cache.containsKey(key), () -> old != null);
                case 14 -> {
                    same(
                            cache.invoke(key, (entry, arguments) -> {
                                String present = entry.getValue();
                                if (present != null && present.length() % 3 == 0) {
                                    entry.remove();
                                } else {
                                    entry.setValue(value);
                                }
                                return present;
                            }),
                            () -> old);
                    if (old != null && old.length() % 3 == 0) {
                        model.remove(key);
                    } else {
                        model.put(key, value);
                    }
                }
                case 15 -> iterate();
                default -> {
                    if (random.nextInt(40) == 0) {
                        cache.clear();
                        model.entries.clear();
                    }
                }
            }
        }

        private void iterate() {
            Map<Integer, String> seen = new HashMap<>();
            for (Cache.Entry<Integer, String> entry : cache) {
                assertThat(seen.put(entry.getKey(), entry.getValue()))
                        .as("key %s came twice", entry.getKey())
                        .isNull();
            }
            assertThat(seen).isEqualTo(model.content());
            seen.keySet().forEach(model::get);
        }

        private static <T> void same(@Nullable T actual, Supplier<@Nullable T> expected) {
            assertThat(actual).isEqualTo(expected.get());
        }
    }
}
