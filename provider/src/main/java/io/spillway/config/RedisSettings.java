package io.spillway.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a configuration says of a cache's Redis tier.
 *
 * @param used whether there is one
 * @param writes which changes go there
 * @param whenUnavailable what a read does without an answer
 * @param deadline how long one operation waits for answers
 * @param drain how what is written later goes there
 * @param overflow whether that is what heap and disk have no room for
 */
public record RedisSettings(
        boolean used,
        Writes writes,
        WhenUnavailable whenUnavailable,
        Duration deadline,
        Drain drain,
        boolean overflow) {
    /** No Redis tier. */
    public static final RedisSettings NONE =
            new RedisSettings(false, Writes.NONE, WhenUnavailable.MISS, Duration.ofMillis(50), Drain.USUAL, false);

    /** The tier of a cache that says nothing, where the manager says where Redis is. */
    static final RedisSettings USED =
            new RedisSettings(true, Writes.THROUGH, WhenUnavailable.MISS, NONE.deadline, Drain.USUAL, false);

    static final String EXPECTED = "none, or { writes: through, consistency: local, when-unavailable: miss, deadline:"
            + " 50ms, drain: { every: 100ms, batch: 500 }, overflow: false }, of which each part may be left out";

    private static final ValueType<Duration> DURATION = ValueType.word(
                    "duration", "milliseconds", "a duration such as 50ms or 1s", Durations::parse, Durations::format)
            .matching(Durations.PATTERN);
    private static final ValueType<Writes> WRITES = ValueType.word(
                    "word", "", "through, behind or none", RedisSettings::writes, RedisSettings::word)
            .oneOf(List.of("through", "behind", "none"));
    private static final ValueType<WhenUnavailable> WHEN_UNAVAILABLE = ValueTypes.choice(WhenUnavailable.class);
    private static final ValueType<String> CONSISTENCY = ValueType.word(
                    "word", "", "local", RedisSettings::consistency, String::valueOf)
            .oneOf(List.of("local"));

    /** Which changes go to Redis. */
    public enum Writes {
        /** None: Redis is read only. */
        NONE,
        /** Each, before its call returns. */
        THROUGH,
        /** Each, a little later, many in one go. */
        BEHIND
    }

    /**
     * How what is written later goes there.
     *
     * @param every how long a write waits for more of them
     * @param batch how many go in one go
     */
    public record Drain(Duration every, int batch) {
        static final Drain USUAL = new Drain(Duration.ofMillis(100), 500);

        private static final String EXPECTED = "{ every: 100ms, batch: 500 }, of which each part may be left out";
        private static final ValueType<Integer> COUNT = ValueType.word(
                        "number", "writes", "a number from 1 to 10000", Drain::count, String::valueOf)
                .matching("\\d{1,5}");

        private static Map<String, ValueType<?>> parts() {
            return ValueTypes.parts("every", DURATION, "batch", COUNT);
        }

        static Drain read(Element element) {
            Duration every = USUAL.every;
            int batch = USUAL.batch;
            for (Element.Entry entry : element.entries(EXPECTED).values()) {
                switch (entry.name()) {
                    case "every" -> every = DURATION.read(entry.value());
                    case "batch" -> batch = COUNT.read(entry.value());
                    default ->
                        throw entry.location()
                                .problem(Vocabulary.unknown(parts().keySet(), entry.name()) + "; write " + EXPECTED);
                }
            }
            return new Drain(every, batch);
        }

        private static int count(String text) {
            if (!text.matches("\\d{1,5}")) {
                throw new IllegalArgumentException("is not such a number");
            }
            int count = Integer.parseInt(text);
            if (count < 1 || count > 10_000) {
                throw new IllegalArgumentException("is out of range");
            }
            return count;
        }
    }

    /** What a read does to which Redis does not answer in time. */
    public enum WhenUnavailable {
        /** It takes that for a miss. */
        MISS,
        /** It throws. */
        FAIL
    }

    /** What may be said. */
    static Map<String, ValueType<?>> parts() {
        ValueType<Drain> drain = new ValueType<>(
                "`every` and `batch`",
                "",
                Drain.EXPECTED,
                Drain::read,
                Drain::toString,
                new Shape.Group(Drain::parts, false, ""));
        return ValueTypes.parts(
                "writes",
                WRITES,
                "consistency",
                CONSISTENCY,
                "when-unavailable",
                WHEN_UNAVAILABLE,
                "deadline",
                DURATION,
                "drain",
                drain,
                "overflow",
                ValueTypes.SWITCH);
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
        Drain drain = USED.drain;
        boolean overflow = USED.overflow;
        for (Element.Entry entry : element.entries(EXPECTED).values()) {
            switch (entry.name()) {
                case "writes" -> writes = WRITES.read(entry.value());
                case "consistency" -> CONSISTENCY.read(entry.value());
                case "when-unavailable" -> whenUnavailable = WHEN_UNAVAILABLE.read(entry.value());
                case "drain" -> drain = Drain.read(entry.value());
                case "deadline" -> deadline = DURATION.read(entry.value());
                case "overflow" -> overflow = ValueTypes.SWITCH.read(entry.value());
                default ->
                    throw entry.location()
                            .problem(Vocabulary.unknown(parts().keySet(), entry.name()) + "; write " + EXPECTED);
            }
        }
        return new RedisSettings(true, writes, whenUnavailable, deadline, drain, overflow);
    }

    /** Whether other settings ask for the same tier, with other times. */
    boolean differsInTimesOnly(RedisSettings other) {
        RedisSettings inOtherTimes =
                new RedisSettings(other.used, other.writes, other.whenUnavailable, deadline, drain, other.overflow);
        // Not by `equals`: see ConfigurationChanges.
        return toString().equals(inOtherTimes.toString());
    }

    private static Writes writes(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "through" -> Writes.THROUGH;
            case "none" -> Writes.NONE;
            case "behind" -> Writes.BEHIND;
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
                        + ", deadline: " + Durations.format(deadline) + ", drain: { every: "
                        + Durations.format(drain.every)
                        + ", batch: " + drain.batch + " }, overflow: " + overflow + " }"
                : ValueTypes.NONE;
    }
}
