package io.spillway.examples.quickstart;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes, as people write and read them. */
final class Bytes {
    private static final Pattern SYNTAX = Pattern.compile("([1-9]\\d{0,8})\\s*(KB|MB|GB|)", Pattern.CASE_INSENSITIVE);

    private Bytes() {}

    static long parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        int shift = switch (matcher.group(2).toUpperCase(Locale.ROOT)) {
            case "KB" -> 10;
            case "MB" -> 20;
            case "GB" -> 30;
            default -> 0;
        };
        return Long.parseLong(matcher.group(1)) << shift;
    }

    static String format(long bytes) {
        if (bytes < 10L << 10) {
            return String.format(Locale.ROOT, "%,d B", bytes);
        }
        if (bytes < 1L << 20) {
            return String.format(Locale.ROOT, "%.1f KB", bytes / 1024.0);
        }
        return bytes < 1L << 30
                ? String.format(Locale.ROOT, "%.1f MB", bytes / 1024.0 / 1024.0)
                : String.format(Locale.ROOT, "%,.1f GB", bytes / 1024.0 / 1024.0 / 1024.0);
    }
}
