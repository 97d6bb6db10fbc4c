package io.spillway.config;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * What a configuration says of a cache's Redis tier.
 *
 * @param used whether there is one
 * @param writes which changes go there
 * @param whenUnavailable what a read does without an answer
 * @param deadline how long one operation waits for answers
 */
public record RedisSettings(boolean used, Writes writes, WhenUnavailable whenUnavailable, Duration deadline) {
    /** No Redis tier. */
    public static final RedisSettings NONE =
            new RedisSettings(false, Writes.NONE, WhenUnavailable.MISS, Duration.ofMillis(50));

    /** The tier of a cache that says nothing, where the manager says where Redis is. */
    static final RedisSettings USED = new RedisSettings(true, Writes.THROUGH, WhenUnavailable.MISS, NONE.deadline);

    static final String EXPECTED = "none, or { writes: through, consistency: local, when-unavailable: miss, deadline:"
            + " 50ms }, of which each part may be left out";

    private static final ValueType<Duration> DURATION = ValueType.word(
            "duration", "milliseconds", "a duration such as 50ms or 1s", Durations::parse, Durations::format);
    private static final ValueType<Writes> WRITES =
            ValueType.word("word", "", "through or none", RedisSettings::writes, RedisSettings::word);
    private static final ValueType<WhenUnavailable> WHEN_UNAVAILABLE = ValueTypes.choice(WhenUnavailable.class);
    private static final ValueType<String> CONSISTENCY =
            ValueType.word("word", "", "local", RedisSettings::consistency, String::valueOf);
    private static final List<String> WORDS = List.of("writes", "consistency", "when-unavailable", "deadline");
    private static final Collection<String> LATER = List.of("drain", "overflow");

    /** Which changes go to Redis. */
    public enum Writes {
        /** None: Redis is read only. */
        NONE,
        /** Each, before its call returns. */
        THROUGH
    }

    /** What a read does to which Redis does not answer in time. */
    public enum WhenUnavailable {
        /** It takes that for a miss. */
        MISS,
        /** It throws. */
        FAIL
    }

    static RedisSettings read(Element element) {
        if (element.isNothing()) {
            throw element.problem("there is no value; write " + EXPECTED);
        }
        if (element.isScalar()) {
            if (element.text(EXPECTED).strip().equals(ValueTypes.NONE)) {
                return NONE;
            }
            throw element.problem(Element.quote(element.text(EXPECTED)) + " does not say how; write " + EXPECTED);
        }
        Writes writes = USED.writes;
        WhenUnavailable whenUnavailable = USED.whenUnavailable;
        Duration deadline = USED.deadline;
        for (Element.Entry entry : element.entries(EXPECTED).values()) {
            switch (entry.name()) {
                case "writes" -> writes = WRITES.read(entry.value());
                case "consistency" -> CONSISTENCY.read(entry.value());
                case "when-unavailable" -> whenUnavailable = WHEN_UNAVAILABLE.read(entry.value());
                case "deadline" -> deadline = DURATION.read(entry.value());
                default -> throw entry.location().problem(unknown(entry.name()));
            }
        }
        return new RedisSettings(true, writes, whenUnavailable, deadline);
    }

    private static String unknown(String name) {
        return LATER.contains(name) ? Vocabulary.NOT_YET : Vocabulary.unknown(WORDS, name) + "; write " + EXPECTED;
    }

    private static Writes writes(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "through" -> Writes.THROUGH;
            case "none" -> Writes.NONE;
            case "behind" -> throw notYet();
            default -> throw new IllegalArgumentException("is not known here");
        };
    }

    private static String consistency(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "local" -> "local";
            case "shared" -> throw notYet();
            default -> throw new IllegalArgumentException("is not known here");
        };
    }

    private static IllegalArgumentException notYet() {
        return new IllegalArgumentException("is something that this version of Spillway can't do yet");
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** As a file would say it. */
    @Override
    public String toString() {
        return used
                ? "{ writes: " + word(writes) + ", consistency: local, when-unavailable: " + word(whenUnavailable)
                        + ", deadline: " + Durations.format(deadline) + " }"
                : ValueTypes.NONE;
    }
}
