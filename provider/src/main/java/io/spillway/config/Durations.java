package io.spillway.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 5m}, {@code 500ms}, {@code 1h30m}, or ISO-8601 as {@code PT5M}. */
final class Durations {
    /** What a duration looks like, roughly. */
    static final String PATTERN = "(\\s*\\d+\\s*([Mm][Ss]|[SsMmHhDd]))+|[Pp].*";

    private static final Pattern PART = Pattern.compile("\\s*(\\d{1,18})\\s*(ms|s|m|h|d)", Pattern.CASE_INSENSITIVE);
    private static final Duration LONGEST = Duration.ofDays(365_000);

    private Durations() {}

    /**
     * Reads a duration.
     *
     * @return the duration, a whole number of milliseconds, at least one
     * @throws IllegalArgumentException if this is not a duration; the message says why
     */
    static Duration parse(String text) {
        String stripped = text.strip();
        Duration duration;
        try {
            duration = stripped.toUpperCase(Locale.ROOT).startsWith("P") ? Duration.parse(stripped) : parts(stripped);
        } catch (DateTimeParseException | ArithmeticException e) {
            throw new IllegalArgumentException("is not a duration", e);
        }
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("is too short");
        }
        if (duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("is longer than a thousand years");
        }
        if (duration.toNanosPart() % 1_000_000 != 0) {
            throw new IllegalArgumentException("is not a whole number of milliseconds");
        }
        return duration;
    }

    private static Duration parts(String text) {
        Matcher matcher = PART.matcher(text);
        Duration sum = Duration.ZERO;
        int end = 0;
        while (end < text.length()) {
            if (!matcher.find(end) || matcher.start() != end) {
                throw new IllegalArgumentException("is not a duration");
            }
            sum = sum.plus(part(Long.parseLong(matcher.group(1)), matcher.group(2)));
            end = matcher.end();
        }
        return sum;
    }

    private static Duration part(long amount, String unit) {
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /** Writes a duration, whole milliseconds, in as few of the short units as it takes. */
    static String format(Duration duration) {
        StringBuilder text = new StringBuilder();
        append(text, duration.toDays(), "d");
        append(text, duration.toHoursPart(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        append(text, duration.toMillisPart(), "ms");
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static void append(StringBuilder text, long amount, String unit) {
        if (amount > 0) {
            text.append(amount).append(unit);
        }
    }
}
