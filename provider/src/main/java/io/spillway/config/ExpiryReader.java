package io.spillway.config;

import io.spillway.config.ExpirySettings.Kind;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Reads and writes {@link ExpirySettings}: {@code eternal}, or one kind with its duration. */
final class ExpiryReader {
    static final String ETERNAL = "eternal";
    static final String EXPECTED =
            "eternal, or one of created, updated, accessed and idle with a duration, such as { idle: 5m }";

    private static final ValueType<Duration> DURATION = ValueType.word(
                    "duration",
                    "milliseconds",
                    "a duration such as 5m, 500ms, 1h30m or PT5M",
                    Durations::parse,
                    Durations::format)
            .matching(Durations.PATTERN);
    private static final Map<String, Kind> KINDS = kinds();

    private ExpiryReader() {}

    /** What may be said, each alone. */
    static Map<String, ValueType<?>> parts() {
        Map<String, ValueType<?>> parts = new LinkedHashMap<>();
        KINDS.keySet().forEach(kind -> parts.put(kind, DURATION));
        return Collections.unmodifiableMap(parts);
    }

    private static Map<String, Kind> kinds() {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            if (kind != Kind.ETERNAL) {
                kinds.put(kind.name().toLowerCase(Locale.ROOT), kind);
            }
        }
        return kinds;
    }

    static ExpirySettings read(Element element) {
        if (element.isNothing()) {
            throw element.problem("there is no value; write " + EXPECTED);
        }
        if (element.isScalar()) {
            if (element.text(EXPECTED).strip().equals(ETERNAL)) {
                return ExpirySettings.ETERNAL;
            }
            throw element.problem(Element.quote(element.text(EXPECTED)) + " does not say when; write " + EXPECTED);
        }
        Iterator<Element.Entry> entries = element.entries(EXPECTED).values().iterator();
        if (!entries.hasNext()) {
            throw element.problem("there is no value; write " + EXPECTED);
        }
        ExpirySettings expiry = read(entries.next());
        if (entries.hasNext()) {
            throw entries.next().location().problem("a cache has one kind of expiry; write " + EXPECTED);
        }
        return expiry;
    }

    private static ExpirySettings read(Element.Entry entry) {
        Kind kind = KINDS.get(entry.name());
        if (kind == null) {
            throw entry.location().problem(Vocabulary.unknown(KINDS.keySet(), entry.name()) + "; write " + EXPECTED);
        }
        return new ExpirySettings(kind, DURATION.read(entry.value()));
    }

    static String write(ExpirySettings expiry) {
        return expiry.kind() == Kind.ETERNAL
                ? ETERNAL
                : "{ " + expiry.kind().name().toLowerCase(Locale.ROOT) + ": " + DURATION.write(expiry.duration())
                        + " }";
    }
}
