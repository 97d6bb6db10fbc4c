package io.spillway.codec;

import io.spillway.Session;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows which values can be shared between the cache and its callers because nobody can change them.
 *
 * <p>These are the {@linkplain PlainTypes well-known types} other than {@code byte[]}, some more of {@code java.time} and
 * {@code java.util}, sessions, enums, and serializable records of which every component is declared as one of these. A record that
 * isn't serializable all through counts as changeable, so that it is encoded when it is put, and refused then rather than
 * when it spills. What is learned of a class is kept in this object and not in a static place, so that it does not outlive the cache.
 */
final class Immutability {
    private static final Set<Class<?>> MORE = Set.of(
            OffsetDateTime.class,
            OffsetTime.class,
            ZonedDateTime.class,
            ZoneOffset.class,
            Period.class,
            Year.class,
            YearMonth.class,
            MonthDay.class,
            DayOfWeek.class,
            Month.class,
            Locale.class,
            Currency.class,
            URI.class,
            Session.class);

    private final Map<Class<?>, Boolean> records = new ConcurrentHashMap<>();

    boolean isImmutable(Object value) {
        Class<?> type = value.getClass();
        return PlainTypes.isImmutable(type)
                || value instanceof Enum
                || MORE.contains(type)
                || (type.isRecord() && records.computeIfAbsent(type, record -> isRecordOfImmutables(record, Set.of())));
    }

    /** A record that contains itself, which {@code within} tells, is as immutable as its other components. */
    private static boolean isRecordOfImmutables(Class<?> type, Set<Class<?>> within) {
        if (within.contains(type)) {
            return true;
        }
        if (!Serializable.class.isAssignableFrom(type)) {
            return false;
        }
        Set<Class<?>> deeper = new HashSet<>(within);
        deeper.add(type);
        return Arrays.stream(type.getRecordComponents())
                .allMatch(component -> isDeclaredImmutable(component.getType(), deeper));
    }

    /** Big numbers are taken at their word: a changeable subclass of them breaks more than a cache. */
    private static boolean isDeclaredImmutable(Class<?> type, Set<Class<?>> within) {
        return type.isPrimitive()
                || PlainTypes.isImmutable(type)
                || type == BigDecimal.class
                || type == BigInteger.class
                || MORE.contains(type)
                || type.isEnum()
                || (type.isRecord() && isRecordOfImmutables(type, within));
    }
}
