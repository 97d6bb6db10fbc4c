package io.spillway.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tells people what was found. */
final class Telling {
    private static final List<String> BYTES = List.of("bytes", "configuredBytes", "fileBytes", "liveBytes");
    private static final List<String> TIMES = List.of("oldest", "newest", "begun");
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("openedBy", "opened by"),
            Map.entry("configuredBytes", "configured"),
            Map.entry("keyType", "key type"),
            Map.entry("valueType", "value type"),
            Map.entry("fileBytes", "file"),
            Map.entry("liveBytes", "live"),
            Map.entry("liveFrames", "live frames"),
            Map.entry("ofEntries", "of entries"),
            Map.entry("sameAsCopy", "same as its copy"),
            Map.entry("nextVolume", "next volume"),
            Map.entry("nextSequence", "next frame"),
            Map.entry("highestVersion", "highest version"),
            Map.entry("closed", "closed properly"));

    private final PrintWriter out;

    Telling(PrintWriter out) {
        this.out = out;
    }

    void tell(Findings findings) {
        out.println(findings.kind() + " " + findings.target().path());
        Map<String, Object> facts = findings.facts();
        facts.forEach((name, value) -> {
            if (!value.equals("")) {
                out.printf(
                        "  %-16s %s%n", WORDS.getOrDefault(name, name), text(name, value, facts, findings.inspected()));
            }
        });
        String health = findings.isHealthy() ? "good" : findings.isDamaged() ? "DAMAGED" : "not known";
        out.printf("  %-16s %s%n", "health", health);
        findings.problems().forEach(problem -> out.println("    - " + problem));
        if (findings.obstacle() != null) {
            out.println("    - " + findings.obstacle());
        }
        if (!findings.volumes().isEmpty()) {
            volumes(findings.volumes());
        }
        out.println();
    }

    private static String text(String name, Object value, Map<String, Object> facts, long now) {
        if (TIMES.contains(name)) {
            return time((Long) value, now);
        }
        if (BYTES.contains(name)) {
            String size = size((Long) value);
            return name.equals("liveBytes") && facts.get("bytes") instanceof Long all && all > 0
                    ? size + " (" + share((Long) value, all) + ")"
                    : size;
        }
        if (value instanceof Boolean yes) {
            return yes ? "yes" : "no";
        }
        return value instanceof Number number
                ? String.format(Locale.ROOT, "%,d", number.longValue())
                : value.toString();
    }

    private static String time(long millis, long now) {
        return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS) + " (" + age(millis, now) + ")";
    }

    /** How long ago something was; clocks differ, so it may be ahead. In two units at most. */
    static String age(long millis, long now) {
        // Times of damaged or foreign bytes can be any number.
        Duration age = Duration.between(Instant.ofEpochMilli(millis), Instant.ofEpochMilli(now));
        Duration length = age.abs();
        String text = length.toDays() > 0
                ? length.toDays() + "d " + length.toHoursPart() + "h"
                : length.toHours() > 0
                        ? length.toHours() + "h " + length.toMinutesPart() + "m"
                        : length.toMinutes() > 0
                                ? length.toMinutes() + "m " + length.toSecondsPart() + "s"
                                : length.toSeconds() + "s";
        return age.isNegative() ? "in " + text : text + " ago";
    }

    static String size(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        int unit = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
        return String.format(Locale.ROOT, "%.1f %sB", bytes / Math.pow(1024, unit), "KMGTPE".charAt(unit - 1));
    }

    private static String share(long part, long whole) {
        return whole == 0 ? "-" : Math.round(100.0 * part / whole) + "%";
    }

    private void volumes(List<Map<String, Object>> volumes) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("volume", "size", "frames", "live", "live bytes", "share", "listed", "missing"));
        for (Map<String, Object> volume : volumes) {
            long bytes = (Long) volume.getOrDefault("bytes", 0L);
            long live = (Long) volume.getOrDefault("liveBytes", 0L);
            rows.add(List.of(
                    String.valueOf(volume.get("file")),
                    size(bytes),
                    String.valueOf(volume.get("frames")),
                    String.valueOf(volume.get("liveFrames")),
                    size(live),
                    share(live, bytes),
                    Boolean.TRUE.equals(volume.get("listed")) ? "yes" : "no",
                    String.valueOf(volume.get("missing"))));
        }
        table(rows);
    }

    /** The first column to the left, the others to the right. */
    private void table(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder("  ");
            for (int i = 0; i < columns; i++) {
                String padding = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? row.get(i) + padding : padding + row.get(i))
                        .append("  ");
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
