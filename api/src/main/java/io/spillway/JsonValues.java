package io.spillway;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What JSON can say: text, truth values, numbers, lists, maps by text, and null. Each number has one form, so that what is
 * read back equals what was put: {@link Long} for a whole one that fits, {@link BigInteger} for a larger one, {@link Double}
 * for a fraction that it holds exactly as it is written, {@link BigDecimal} for all others.
 */
final class JsonValues {
    private static final int DEEPEST = 500;

    private JsonValues() {}

    /** A copy that nobody can change. */
    static Map<String, @Nullable Object> copy(Map<String, ? extends @Nullable Object> values, String where) {
        return map(values, where, 0);
    }

    private static Map<String, @Nullable Object> map(Map<?, ?> values, String where, int depth) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (!(name instanceof String text)) {
                throw new IllegalArgumentException(where + " has the key " + name + ", which is not a string");
            }
            copy.put(requireWellFormed(text, where), normal(value, where + "." + text, depth));
        });
        return Collections.unmodifiableMap(copy);
    }

    static @Nullable Object normal(@Nullable Object value, String where) {
        return normal(value, where, 0);
    }

    private static @Nullable Object normal(@Nullable Object value, String where, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException(where + " is nested too deep: " + DEEPEST + " levels are allowed");
        }
        if (value == null || value instanceof Boolean) {
            return value;
        }
        if (value instanceof String text) {
            return requireWellFormed(text, where);
        }
        if (value instanceof Number number) {
            return number(number, where);
        }
        if (value instanceof Map<?, ?> map) {
            return map(map, where, depth + 1);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            for (Object element : list) {
                copy.add(normal(element, where + "[" + copy.size() + "]", depth + 1));
            }
            return Collections.unmodifiableList(copy);
        }
        throw new IllegalArgumentException(where + " is a " + value.getClass().getName()
                + ", which JSON does not know. Put a string, number, boolean, list or map; for other objects a session"
                + " has attributes");
    }

    private static Number number(Number number, String where) {
        if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
            return number.longValue();
        }
        if (number instanceof BigInteger whole && number.getClass() == BigInteger.class) {
            return whole.bitLength() < Long.SIZE ? (Number) whole.longValue() : whole;
        }
        if (number instanceof Double || number instanceof Float) {
            // As it is written, so that 0.1f stays 0.1
            double fraction = Double.parseDouble(number.toString());
            if (!Double.isFinite(fraction)) {
                throw new IllegalArgumentException(where + " is " + number + ", which JSON does not know");
            }
            return fraction;
        }
        if (number instanceof BigDecimal decimal && number.getClass() == BigDecimal.class) {
            double fraction = decimal.doubleValue();
            boolean isExact =
                    Double.isFinite(fraction) && new BigDecimal(Double.toString(fraction)).compareTo(decimal) == 0;
            return isExact ? (Number) fraction : decimal;
        }
        throw new IllegalArgumentException(
                where + " is a " + number.getClass().getName() + "; put a number of one of Java's usual kinds");
    }

    private static String requireWellFormed(String text, String where) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                boolean isPair = i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
                if (!isPair) {
                    throw new IllegalArgumentException(
                            where + " has half of a character at " + i + ", which UTF-8 can't express");
                }
                i++;
            }
        }
        return text;
    }
}
