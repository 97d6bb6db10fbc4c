package io.spillway.codec;

import java.io.Externalizable;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.fory.reflect.ObjectInstantiators;

/**
 * Knows of which classes a codec that copies fields makes the same as Java serialization does. Safe for use by any thread.
 *
 * <p>These are classes of the JDK that hold no more than data, each of them known by name, enums, arrays, records, and those
 * classes of users that leave all to Java serialization: serializable up to {@code Object}, without a method that takes part in
 * it, and without transient fields.
 */
final class FaithfulTypes {
    private static final String FAITHFUL = "";

    private static final Set<String> OF_THE_JDK = Set.of(
            "java.lang.String",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Short",
            "java.lang.Byte",
            "java.lang.Character",
            "java.lang.Boolean",
            "java.lang.Float",
            "java.lang.Double",
            "java.lang.StringBuilder",
            "java.lang.StringBuffer",
            "java.math.BigDecimal",
            "java.math.BigInteger",
            "java.net.URI",
            "java.time.Duration",
            "java.time.Instant",
            "java.time.LocalDate",
            "java.time.LocalDateTime",
            "java.time.LocalTime",
            "java.time.MonthDay",
            "java.time.OffsetDateTime",
            "java.time.OffsetTime",
            "java.time.Period",
            "java.time.Year",
            "java.time.YearMonth",
            "java.time.ZoneOffset",
            "java.time.ZonedDateTime",
            "java.util.ArrayDeque",
            "java.util.ArrayList",
            "java.util.Arrays$ArrayList",
            "java.util.BitSet",
            "java.util.Collections$EmptyList",
            "java.util.Collections$EmptyMap",
            "java.util.Collections$EmptySet",
            "java.util.Collections$SingletonList",
            "java.util.Collections$SingletonMap",
            "java.util.Collections$SingletonSet",
            "java.util.Collections$UnmodifiableCollection",
            "java.util.Collections$UnmodifiableList",
            "java.util.Collections$UnmodifiableMap",
            "java.util.Collections$UnmodifiableRandomAccessList",
            "java.util.Collections$UnmodifiableSet",
            "java.util.Currency",
            "java.util.Date",
            "java.util.EnumMap",
            "java.util.HashMap",
            "java.util.HashSet",
            "java.util.ImmutableCollections$List12",
            "java.util.ImmutableCollections$ListN",
            "java.util.ImmutableCollections$Map1",
            "java.util.ImmutableCollections$MapN",
            "java.util.ImmutableCollections$Set12",
            "java.util.ImmutableCollections$SetN",
            "java.util.JumboEnumSet",
            "java.util.LinkedHashMap",
            "java.util.LinkedHashSet",
            "java.util.LinkedList",
            "java.util.Locale",
            "java.util.RegularEnumSet",
            "java.util.TreeMap",
            "java.util.TreeSet",
            "java.util.UUID",
            "java.util.Vector",
            "java.util.concurrent.ConcurrentHashMap",
            "java.util.concurrent.CopyOnWriteArrayList",
            "java.util.concurrent.CopyOnWriteArraySet",
            "java.util.concurrent.atomic.AtomicBoolean",
            "java.util.concurrent.atomic.AtomicInteger",
            "java.util.concurrent.atomic.AtomicLong");

    private static final Set<String> HOOKS =
            Set.of("writeObject", "readObject", "readObjectNoData", "writeReplace", "readResolve");

    /** By class, why it is not faithful; nothing if it is. Kept here, so that it does not outlive the cache. */
    private final Map<Class<?>, String> reasons = new ConcurrentHashMap<>();

    /** The names of the classes of the JDK. */
    static Set<String> ofTheJdk() {
        return OF_THE_JDK;
    }

    boolean isFaithful(Class<?> type) {
        return reason(type).equals(FAITHFUL);
    }

    /** Throws if the class is not faithful. */
    void require(Class<?> type) {
        String reason = reason(type);
        if (!reason.equals(FAITHFUL)) {
            throw new UnfaithfulException(reason);
        }
    }

    String reason(Class<?> type) {
        String known = reasons.get(type);
        if (known == null) {
            known = judge(type);
            reasons.put(type, known);
        }
        return known;
    }

    private String judge(Class<?> type) {
        if (type.isArray()) {
            return judgeElement(type.getComponentType());
        }
        if (type.isPrimitive() || OF_THE_JDK.contains(type.getName())) {
            return FAITHFUL;
        }
        if (isEnum(type)) {
            return FAITHFUL;
        }
        if (isOfTheJdk(type)) {
            return type.getName() + " is not among the classes of the JDK that are known to be faithful";
        }
        if (!Serializable.class.isAssignableFrom(type)) {
            return type.getName() + " isn't Serializable";
        }
        if (Externalizable.class.isAssignableFrom(type)) {
            return type.getName() + " is Externalizable";
        }
        if (type.isInterface() || Proxy.isProxyClass(type) || type.isHidden() || type.isSynthetic()) {
            return type.getName() + " has no class file of its own";
        }
        if (type.isRecord()) {
            return hook(type);
        }
        return judgeWithParents(type);
    }

    /** What is in the array is judged when it is met; the array itself only names its type. */
    private String judgeElement(Class<?> element) {
        Class<?> innermost = element;
        while (innermost.isArray()) {
            innermost = innermost.getComponentType();
        }
        boolean named = innermost.isInterface() || Modifier.isAbstract(innermost.getModifiers());
        return innermost == Object.class || named && Modifier.isPublic(innermost.getModifiers())
                ? FAITHFUL
                : reason(innermost);
    }

    private static boolean isEnum(Class<?> type) {
        return type.isEnum()
                || (type.getSuperclass() != null && type.getSuperclass().isEnum());
    }

    @SuppressWarnings("ReferenceEquality") // class loaders are told apart by identity
    private static boolean isOfTheJdk(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }

    private static String judgeWithParents(Class<?> type) {
        for (Class<?> part = type; part != null && part != Object.class; part = part.getSuperclass()) {
            if (part == Number.class) {
                continue;
            }
            if (isOfTheJdk(part)) {
                return type.getName() + " extends " + part.getName();
            }
            if (!Serializable.class.isAssignableFrom(part)) {
                return type.getName() + " extends " + part.getName() + ", which isn't Serializable";
            }
            String hook = hook(part);
            if (!hook.equals(FAITHFUL)) {
                return hook;
            }
            for (Field field : part.getDeclaredFields()) {
                if (Modifier.isTransient(field.getModifiers()) && !Modifier.isStatic(field.getModifiers())) {
                    return part.getName() + " has a transient field, " + field.getName();
                }
                if (field.getName().equals("serialPersistentFields")) {
                    return part.getName() + " has serialPersistentFields";
                }
            }
        }
        return judgeConstructor(type);
    }

    /** What is to be read will be made by the constructor without parameters, if there is one. So it must not throw. */
    private static String judgeConstructor(Class<?> type) {
        if (!Modifier.isAbstract(type.getModifiers())) {
            try {
                ObjectInstantiators.getObjectInstantiator(type).newInstance();
            } catch (RuntimeException | LinkageError e) {
                return "the constructor of " + type.getName() + " without parameters throws " + Causes.innermost(e);
            }
        }
        return FAITHFUL;
    }

    private static String hook(Class<?> type) {
        for (Method method : type.getDeclaredMethods()) {
            if (HOOKS.contains(method.getName())) {
                return type.getName() + " takes part in serialization by " + method.getName();
            }
        }
        return FAITHFUL;
    }
}
