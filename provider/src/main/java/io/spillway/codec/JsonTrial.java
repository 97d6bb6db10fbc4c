package io.spillway.codec;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.MapType;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out of values of the JDK whether Jackson gives them back: some it does always, and the others are written and read, each
 * one, as it depends on the value. Safe for use by any thread.
 */
final class JsonTrial {
    /** Whatever their value is. */
    private static final Set<Class<?>> FAITHFUL = Set.of(
            String.class,
            Boolean.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Character.class,
            Float.class,
            Double.class,
            java.math.BigInteger.class,
            java.math.BigDecimal.class,
            java.net.URI.class,
            java.time.Duration.class,
            java.time.Instant.class,
            java.time.LocalDate.class,
            java.time.LocalDateTime.class,
            java.time.LocalTime.class,
            java.util.Currency.class,
            java.util.UUID.class);

    private static final Set<Class<?>> FAITHFUL_KEYS = Set.of(
            String.class, Boolean.class, Byte.class, Short.class, Integer.class, Long.class, java.util.UUID.class);

    /** The milliseconds of the years of four digits, which a text tells exactly. */
    private static final long YEAR_0 = -62_167_219_200_000L;

    private static final long YEAR_10000 = 253_402_300_800_000L;

    private volatile @Nullable JsonMapper mapper;

    /** Sets what writes and reads. */
    void use(JsonMapper used) {
        mapper = used;
    }

    /** Whether objects of a class are to be looked at, each one. */
    static boolean isNeeded(Class<?> type) {
        return isOfTheJdk(type) && !type.isEnum() && !FAITHFUL.contains(type) && type != InetAddress.class;
    }

    static boolean isNeededOfKey(Class<?> type) {
        return !type.isEnum() && !FAITHFUL_KEYS.contains(type);
    }

    @SuppressWarnings("ReferenceEquality") // class loaders are told apart by identity
    static boolean isOfTheJdk(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }

    /** Throws if a value is read as another one. */
    void require(@Nullable Object value, JavaType declared) {
        JsonMapper used = mapper;
        if (value == null || used == null || isUsualDate(value)) {
            return;
        }
        Object copy;
        try {
            copy = used.readerFor(declared).readValue(used.writerFor(declared).writeValueAsBytes(value));
        } catch (IOException | RuntimeException e) {
            throw refusal(value, "can't be read again: " + e.getMessage(), e);
        }
        if (copy == null || !isSame(value, copy)) {
            throw refusal(value, "would be read as " + copy, null);
        }
    }

    /** Throws if a key of a map is read as another one. */
    void requireKey(Object key, JavaType declared) {
        JsonMapper used = mapper;
        if (used == null) {
            return;
        }
        if (!isOfTheJdk(declared.getRawClass())) {
            throw refusal(key, "is the key of a map, of which only what its toString says would be written", null);
        }
        MapType type = used.getTypeFactory().constructMapType(Map.class, declared, used.constructType(Boolean.class));
        Map<?, ?> copy;
        try {
            copy = used.readerFor(type).readValue(used.writerFor(type).writeValueAsBytes(Map.of(key, true)));
        } catch (IOException | RuntimeException e) {
            throw refusal(key, "is the key of a map, and can't be read as such: " + e.getMessage(), e);
        }
        if (!isSame(key, copy.keySet().iterator().next())) {
            throw refusal(key, "is the key of a map, and would be read as another one: " + copy.keySet(), null);
        }
    }

    @SuppressWarnings("JavaUtilDate") // it is others who hold it
    private static boolean isUsualDate(Object value) {
        return value.getClass() == Date.class
                && ((Date) value).getTime() >= YEAR_0
                && ((Date) value).getTime() < YEAR_10000;
    }

    private static boolean isSame(Object value, Object copy) {
        if (value.getClass() != copy.getClass()) {
            return false;
        }
        if (value instanceof Pattern pattern) {
            return pattern.pattern().equals(((Pattern) copy).pattern()) && pattern.flags() == ((Pattern) copy).flags();
        }
        // A URL would ask for addresses to compare itself.
        return saysMoreThanEquals(value.getClass()) ? value.toString().equals(copy.toString()) : value.equals(copy);
    }

    private static boolean saysMoreThanEquals(Class<?> type) {
        try {
            return type == java.net.URL.class
                    || type.getMethod("equals", Object.class).getDeclaringClass() == Object.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("Each class has equals", e);
        }
    }

    private static CodecException refusal(Object value, String reason, @Nullable Throwable cause) {
        return new CodecException(
                "A " + value.getClass().getName() + " can't be stored as JSON, as this one " + reason
                        + ". Keep what is to be kept in fields of your own, such as a text or a number, or use"
                        + " `codec: object`",
                cause);
    }
}
