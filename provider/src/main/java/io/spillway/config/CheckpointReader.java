package io.spillway.config;

import io.spillway.config.CheckpointSettings.Restore;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and writes {@link CheckpointSettings}: {@code none}, or how often, how many, and when they are restored. */
final class CheckpointReader {
    static final String EXPECTED = "none, or { every: 5m, keep: 3, restore: auto }, of which each part may be left out";

    private static final ValueType<Duration> DURATION = ValueType.word(
                    "duration",
                    "milliseconds",
                    "a duration such as 5m, 1h or PT5M",
                    Durations::parse,
                    Durations::format)
            .matching(Durations.PATTERN);
    private static final ValueType<Integer> COUNT = ValueType.word(
                    "number", "files", "a number from 1 to 1000", CheckpointReader::count, String::valueOf)
            .matching("\\d{1,4}");
    private static final ValueType<Restore> RESTORE = ValueTypes.choice(Restore.class);

    private CheckpointReader() {}

    /** What may be said. */
    static Map<String, ValueType<?>> parts() {
        return ValueTypes.parts("every", DURATION, "keep", COUNT, "restore", RESTORE);
    }

    static CheckpointSettings read(Element element) {
        if (element.isNothing()) {
            throw element.problem("there is no value; write " + EXPECTED);
        }
        if (element.isScalar()) {
            if (element.text(EXPECTED).strip().equals(ValueTypes.NONE)) {
                return CheckpointSettings.NONE;
            }
            throw element.problem(Element.quote(element.text(EXPECTED)) + " does not say when; write " + EXPECTED);
        }
        @Nullable Duration every = null;
        int keep = CheckpointSettings.KEEP;
        Restore restore = Restore.AUTO;
        for (Element.Entry entry : element.entries(EXPECTED).values()) {
            switch (entry.name()) {
                case "every" -> every = DURATION.read(entry.value());
                case "keep" -> keep = COUNT.read(entry.value());
                case "restore" -> restore = RESTORE.read(entry.value());
                default ->
                    throw entry.location()
                            .problem(Vocabulary.unknown(parts().keySet(), entry.name()) + "; write " + EXPECTED);
            }
        }
        return new CheckpointSettings(true, every, keep, restore);
    }

    private static int count(String text) {
        if (!text.matches("\\d{1,4}")) {
            throw new IllegalArgumentException("is not such a number");
        }
        int count = Integer.parseInt(text);
        if (count < 1 || count > 1000) {
            throw new IllegalArgumentException("is out of range");
        }
        return count;
    }

    static String write(CheckpointSettings settings) {
        if (!settings.made()) {
            return ValueTypes.NONE;
        }
        String every = settings.every() == null ? "" : "every: " + DURATION.write(settings.every()) + ", ";
        return "{ " + every + "keep: " + settings.keep() + ", restore: "
                + settings.restore().name().toLowerCase(Locale.ROOT) + " }";
    }
}
