package io.spillway.config;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes as people write them: {@code 100MB}, {@code 2 KB}, {@code 1.5GB}, or a plain number of bytes. */
final class Sizes {
    /** What a size looks like, roughly. */
    static final String PATTERN = "\\d+(\\.\\d+)?\\s*([KMGTkmgt][Ii]?)?[Bb]?";

    private static final Pattern SYNTAX = Pattern.compile("(\\d{1,19}(?:\\.\\d{1,9})?)\\s*([A-Za-z]*)");
    private static final Map<String, Long> UNITS = Map.ofEntries(
            Map.entry("", 1L),
            Map.entry("B", 1L),
            Map.entry("KB", 1L << 10),
            Map.entry("KIB", 1L << 10),
            Map.entry("MB", 1L << 20),
            Map.entry("MIB", 1L << 20),
            Map.entry("GB", 1L << 30),
            Map.entry("GIB", 1L << 30),
            Map.entry("TB", 1L << 40),
            Map.entry("TIB", 1L << 40));
    private static final List<String> LARGEST_FIRST = List.of("TB", "GB", "MB", "KB");

    private Sizes() {}

    /**
     * Reads a size.
     *
     * @return the bytes, at least 1
     * @throws IllegalArgumentException if this is not a size; the message says why
     */
    static long parse(String text) {
        Matcher matcher = SYNTAX.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is not a size");
        }
        Long unit = UNITS.get(matcher.group(2).toUpperCase(Locale.ROOT));
        if (unit == null) {
            throw new IllegalArgumentException("has an unknown unit; there are B, KB, MB, GB and TB");
        }
        BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
        if (bytes.signum() == 0) {
            throw new IllegalArgumentException("is too small");
        }
        if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("is too large");
        }
        if (bytes.stripTrailingZeros().scale() > 0) {
            throw new IllegalArgumentException("is not a whole number of bytes");
        }
        return bytes.longValueExact();
    }

    /** Writes a size in the largest unit that leaves no fraction. */
    static String format(long bytes) {
        for (String unit : LARGEST_FIRST) {
            long factor = UNITS.getOrDefault(unit, 1L);
            if (bytes % factor == 0) {
                return bytes / factor + unit;
            }
        }
        return Long.toString(bytes);
    }
}
