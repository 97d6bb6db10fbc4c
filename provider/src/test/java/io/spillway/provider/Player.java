package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import javax.cache.Cache;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;

/** Calls a cache at random, and notes of each call what it can have done to each key. For one thread. */
final class Player {
    private static final String LARGE = "\u00e9".repeat(60_000);
    private static final int JOINED = 60;

    private final PlayedCache played;
    private final Map<String, History> histories;
    private final List<String> keys;
    private final Random random;
    private final int thread;
    private final int threads;
    private final int calls;

    Player(PlayedCache played, Map<String, History> histories, Random random, int thread, int threads, int calls) {
        this.played = played;
        this.histories = histories;
        this.keys = List.copyOf(histories.keySet());
        this.random = random;
        this.thread = thread;
        this.threads = threads;
        this.calls = calls;
    }

    void play(int from, int to) {
        for (int i = from; i < to; i++) {
            call(value(thread, i));
            if (thread == 0 && played.shape().expires() && random.nextInt(3) == 0) {
                played.clock().advance(Duration.ofSeconds(1 + random.nextInt(6)));
            }
        }
    }

    /** The value of a thread's call. One of them is so large that it is written ahead, in pieces. */
    private String value(int byThread, int call) {
        return "t" + byThread + "-" + call + (call == calls - 1 ? LARGE : "");
    }

    private void call(String value) {
        Cache<String, Object> cache = played.cache();
        String key = keys.get(random.nextInt(keys.size()));
        // Values of an earlier call of any thread, so that compare-and-set sometimes meets its expectation.
        String guess = value(random.nextInt(threads), random.nextInt(calls));
        switch (random.nextInt(24)) {
            case 0, 1, 2, 3 -> get(key);
            case 4, 5 ->
                note("put " + value, key, put(value), () -> {
                    cache.put(key, in(value));
                    return null;
                });
            case 6 ->
                note("getAndPut " + value, key, ifSame(Effect.put(value)), () -> out(cache.getAndPut(key, in(value))));
            case 7 ->
                note(
                        "putIfAbsent " + value,
                        key,
                        (old, put) -> !put.equals(old == null)
                                ? List.of()
                                : List.of(old == null ? Effect.put(value) : Effect.NONE),
                        () -> cache.putIfAbsent(key, in(value)));
            case 8 ->
                note(
                        "remove",
                        key,
                        (old, removed) -> removed.equals(old != null) ? List.of(Effect.REMOVE) : List.of(),
                        () -> cache.remove(key));
            case 9 -> note("remove " + guess, key, ifGuessed(guess, Effect.REMOVE), () -> cache.remove(key, in(guess)));
            case 10 -> note("getAndRemove", key, ifSame(Effect.REMOVE), () -> out(cache.getAndRemove(key)));
            case 11 ->
                note(
                        "replace by " + value,
                        key,
                        (old, done) -> !done.equals(old != null)
                                ? List.of()
                                : List.of(old == null ? Effect.NONE : Effect.put(value)),
                        () -> cache.replace(key, in(value)));
            case 12 ->
                note(
                        "replace " + guess + " by " + value,
                        key,
                        ifGuessed(guess, Effect.put(value)),
                        () -> cache.replace(key, in(guess), in(value)));
            case 13 ->
                note(
                        "getAndReplace " + value,
                        key,
                        (old, got) -> !Objects.equals(old, got)
                                ? List.of()
                                : List.of(old == null ? Effect.NONE : Effect.put(value)),
                        () -> out(cache.getAndReplace(key, in(value))));
            case 14 ->
                note(
                        "containsKey",
                        key,
                        (old, found) -> found.equals(old != null) ? List.of(Effect.NONE) : List.of(),
                        () -> cache.containsKey(key));
            case 15 -> note("invoke " + value, key, append(key, value), () -> out(cache.invoke(key, appender(value))));
            case 16 -> {
                // What a processor loads and removes is not kept, but given to those who wait for it: no variable does
                // that.
                if (!loads()) {
                    note("invoke to remove", key, ifSame(Effect.REMOVE), () -> out(cache.invoke(key, remover())));
                }
            }
            case 17 -> noteAll("getAll", this::gotten, () -> texts(cache.getAll(Set.copyOf(keys))));
            case 18 ->
                noteAll("putAll " + value, k -> put(value), () -> {
                    Map<String, Object> entries = new HashMap<>();
                    keys.forEach(k -> entries.put(k, in(value)));
                    cache.putAll(entries);
                    return Map.of();
                });
            case 19 ->
                noteAll("removeAll of keys", k -> (old, none) -> List.of(Effect.REMOVE), () -> {
                    cache.removeAll(Set.copyOf(keys));
                    return Map.of();
                });
            case 20 ->
                noteAll("invokeAll " + value, k -> append(k, value), () -> {
                    Map<String, Object> results = new HashMap<>();
                    Map<String, EntryProcessorResult<Object>> invoked =
                            cache.invokeAll(Set.copyOf(keys), appender(value));
                    invoked.forEach((k, result) -> results.put(k, out(result.get())));
                    return results;
                });
            case 21 -> iterate();
            case 22 -> sometimes("clear", k -> (old, none) -> List.of(Effect.CLEAR), cache::clear);
            // Those that are absent when it looks for keys, it does not touch.
            default ->
                sometimes(
                        "removeAll",
                        k -> (old, none) -> old == null ? List.of(Effect.NONE, Effect.REMOVE) : List.of(Effect.REMOVE),
                        cache::removeAll);
        }
    }

    /** Gets, so that the history ends with what is there. */
    void get(String key) {
        note("get", key, gotten(key), () -> out(played.cache().get(key)));
    }

    /** An entry that is there throughout comes exactly once, with a value that it had, and none comes twice. */
    void iterate() {
        noteAll("iterate", k -> this::seen, () -> {
            Map<String, Object> found = new HashMap<>();
            Set<String> seen = new HashSet<>();
            for (Cache.Entry<String, Object> entry : played.cache()) {
                assertThat(seen.add(entry.getKey()))
                        .as("%s comes once", entry.getKey())
                        .isTrue();
                if (histories.containsKey(entry.getKey())) {
                    found.put(entry.getKey(), text(entry.getValue()));
                }
            }
            return found;
        });
    }

    /**
     * An iterator waits for no call on a key that it does not come to: of one that is about to replace an entry it has read, and
     * which has been dropped for want of room since, it sees nothing yet.
     */
    private List<Effect> seen(@Nullable String old, @Nullable Object seen) {
        if (seen == null && played.shape().evicts()) {
            return List.of(Effect.NONE);
        }
        return Objects.equals(old, seen) ? List.of(Effect.ACCESS) : List.of();
    }

    private void sometimes(String name, Function<String, History.Behaviour> behaviour, Runnable call) {
        if (random.nextInt(4) == 0) {
            noteAll(name, behaviour, () -> {
                call.run();
                return Map.of();
            });
        }
    }

    // What calls may do

    private History.Behaviour gotten(String key) {
        return (old, got) -> {
            if (old != null || got == null) {
                return Objects.equals(old, got) && !(got == null && loads()) ? List.of(Effect.ACCESS) : List.of();
            }
            return isLoaded(key, got) ? List.of(Effect.load((String) got)) : List.of();
        };
    }

    private static History.Behaviour put(String value) {
        return (old, none) -> List.of(Effect.put(value));
    }

    private static History.Behaviour ifSame(Effect effect) {
        return (old, got) -> Objects.equals(old, got) ? List.of(effect) : List.of();
    }

    private static History.Behaviour ifGuessed(String guess, Effect effect) {
        return (old, done) ->
                !done.equals(guess.equals(old)) ? List.of() : List.of(guess.equals(old) ? effect : Effect.ACCESS);
    }

    private History.Behaviour append(String key, String value) {
        return (old, got) -> found(key, old, got) ? List.of(Effect.put(appended((String) got, value))) : List.of();
    }

    /** Whether a processor can have found this, by the loader's help or without. */
    private boolean found(String key, @Nullable String old, @Nullable Object got) {
        return old == null && loads() ? isLoaded(key, got) : Objects.equals(old, got);
    }

    private boolean loads() {
        return played.shape().readsThrough();
    }

    private boolean isLoaded(String key, @Nullable Object value) {
        return loads() && value != null && Backend.isLoaded(key, value);
    }

    private static String appended(@Nullable String old, String value) {
        return old == null || old.length() > JOINED ? value : old + "+" + value;
    }

    private EntryProcessor<String, Object, Object> appender(String value) {
        return (entry, arguments) -> {
            Object old = entry.getValue();
            entry.setValue(in(appended(old == null ? null : old.toString(), value)));
            return old;
        };
    }

    private static EntryProcessor<String, Object, Object> remover() {
        return (entry, arguments) -> {
            Object old = entry.getValue();
            entry.remove();
            return old;
        };
    }

    // Values

    private Object in(String text) {
        return played.value(text);
    }

    private static String text(Object value) {
        return PlayedCache.text(value);
    }

    private static @Nullable String out(@Nullable Object value) {
        return value == null ? null : text(value);
    }

    private static Map<String, Object> texts(Map<String, Object> values) {
        Map<String, Object> texts = new LinkedHashMap<>();
        values.forEach((key, value) -> texts.put(key, text(value)));
        return texts;
    }

    // Notes

    private void note(String name, String key, History.Behaviour behaviour, Callable<@Nullable Object> call) {
        noteAll(name, Set.of(key), k -> behaviour, () -> {
            Object result = call.call();
            return result == null ? Map.of() : Map.of(key, result);
        });
    }

    private void noteAll(
            String name, Function<String, History.Behaviour> behaviour, Callable<Map<String, Object>> call) {
        noteAll(name, histories.keySet(), behaviour, call);
    }

    private void noteAll(
            String name,
            Set<String> concerned,
            Function<String, History.Behaviour> behaviour,
            Callable<Map<String, Object>> call) {
        long clock = played.clock().millis();
        long began = System.nanoTime();
        Map<String, Object> results;
        try {
            results = call.call();
        } catch (Exception e) {
            throw new IllegalStateException(name + " on " + concerned, e);
        }
        long ended = System.nanoTime();
        List<Long> told = played.clock().told(clock, played.clock().millis());
        for (String key : concerned) {
            Objects.requireNonNull(histories.get(key))
                    .add(new History.Call(name, behaviour.apply(key), results.get(key), told, began, ended));
        }
    }
}
