package io.spillway.codec;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which classes the bytes of one cache may name. Safe for use by any thread.
 *
 * <p>A class that this process itself encoded for this cache may be decoded again during this run, whatever the declared
 * type. For bytes of an earlier run, or of another process, these decide: the cache's declared key and value types with
 * the classes nested in them, the patterns of {@code allow}, what a session consists of, and a fixed set of value and
 * collection classes of the JDK that do nothing but hold data.
 */
public final class ClassPolicy {
    /** Whole packages are safe here because each serializable class in them is a plain value. */
    private static final Set<String> HARMLESS_PACKAGES = Set.of("java.time", "java.time.chrono", "java.math");

    private static final Set<String> HARMLESS_CLASSES = Set.of(
            "io.spillway.SessionAttribute",
            "io.spillway.SessionMetadata",
            "java.io.Serializable",
            "java.lang.CharSequence",
            "java.lang.Comparable",
            "java.lang.Object",
            "java.lang.Number",
            "java.lang.Enum",
            "java.lang.Record",
            "java.lang.String",
            "java.lang.String$CaseInsensitiveComparator",
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
            "java.net.URI",
            "java.util.AbstractCollection",
            "java.util.AbstractList",
            "java.util.AbstractMap",
            "java.util.AbstractQueue",
            "java.util.AbstractSequentialList",
            "java.util.AbstractSet",
            "java.util.ArrayDeque",
            "java.util.ArrayList",
            "java.util.Arrays$ArrayList",
            "java.util.BitSet",
            "java.util.CollSer",
            "java.util.Collections$EmptyList",
            "java.util.Collections$EmptyMap",
            "java.util.Collections$EmptySet",
            "java.util.Collections$SetFromMap",
            "java.util.Collections$SingletonList",
            "java.util.Collections$SingletonMap",
            "java.util.Collections$SingletonSet",
            "java.util.Collections$SynchronizedCollection",
            "java.util.Collections$SynchronizedList",
            "java.util.Collections$SynchronizedMap",
            "java.util.Collections$SynchronizedRandomAccessList",
            "java.util.Collections$SynchronizedSet",
            "java.util.Collections$UnmodifiableCollection",
            "java.util.Collections$UnmodifiableList",
            "java.util.Collections$UnmodifiableMap",
            "java.util.Collections$UnmodifiableRandomAccessList",
            "java.util.Collections$UnmodifiableSet",
            "java.util.Currency",
            "java.util.Date",
            "java.util.EnumMap",
            "java.util.EnumSet",
            "java.util.EnumSet$SerializationProxy",
            "java.util.HashMap",
            "java.util.HashSet",
            "java.util.Hashtable",
            "java.util.IdentityHashMap",
            "java.util.ImmutableCollections",
            "java.util.LinkedHashMap",
            "java.util.LinkedHashSet",
            "java.util.LinkedList",
            "java.util.Locale",
            "java.util.Stack",
            "java.util.TreeMap",
            "java.util.TreeSet",
            "java.util.UUID",
            "java.util.Vector",
            "java.util.concurrent.ConcurrentHashMap",
            "java.util.concurrent.ConcurrentHashMap$Segment",
            "java.util.concurrent.CopyOnWriteArrayList",
            "java.util.concurrent.CopyOnWriteArraySet",
            "java.util.concurrent.atomic.AtomicBoolean",
            "java.util.concurrent.atomic.AtomicInteger",
            "java.util.concurrent.atomic.AtomicLong",
            "java.util.concurrent.locks.AbstractOwnableSynchronizer",
            "java.util.concurrent.locks.AbstractQueuedSynchronizer",
            "java.util.concurrent.locks.ReentrantLock",
            "java.util.concurrent.locks.ReentrantLock$NonfairSync",
            "java.util.concurrent.locks.ReentrantLock$Sync");

    private final String cache;
    private final Set<String> declared;
    private final Set<Pattern> allowed;
    private final Set<String> encoded = ConcurrentHashMap.newKeySet();

    /**
     * Creates the policy of a cache.
     *
     * @param cache the cache's name, for messages
     * @param declared the declared key and value types
     * @param allow patterns of class names: {@code *} stands for part of a name, {@code **} for any number of packages
     */
    public ClassPolicy(String cache, Collection<Class<?>> declared, Collection<String> allow) {
        this.cache = cache;
        // Declared Object says nothing about what the bytes may name.
        this.declared = declared.stream()
                .filter(type -> type != Object.class)
                .map(Class::getName)
                .collect(Collectors.toUnmodifiableSet());
        this.allowed = allow.stream().map(ClassPolicy::compile).collect(Collectors.toUnmodifiableSet());
    }

    /** The longest array that so many bytes can stand for; a longer one is an attack or damage. */
    static long longestArray(int bytes) {
        return 16L * bytes + 1024;
    }

    void noteEncoded(String className) {
        encoded.add(elementType(className));
    }

    void noteEncoded(Class<?> type) {
        noteEncoded(type.getName());
    }

    /** Throws if the bytes of the cache may not name this class. */
    void check(String className) throws RefusedClassException {
        String name = elementType(className);
        if (!name.isEmpty() && !isAllowed(name)) {
            throw new RefusedClassException("Cache '" + cache + "' refuses to instantiate class " + name
                    + ", which stored bytes name but neither the cache's declared types nor its allow-list do."
                    + " If the class is yours, add it to the cache's configuration: allow: [" + name + "]");
        }
    }

    private boolean isAllowed(String name) {
        return encoded.contains(name)
                || HARMLESS_CLASSES.contains(name)
                || isHarmlessPackage(name)
                || isDeclared(name)
                || allowed.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    private static boolean isHarmlessPackage(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0 && HARMLESS_PACKAGES.contains(name.substring(0, dot));
    }

    private boolean isDeclared(String name) {
        for (String type : declared) {
            if (name.equals(type) || name.startsWith(type + "$")) {
                return true;
            }
        }
        return false;
    }

    /** The element type of an array class's name, the name itself of another class, nothing for primitive arrays. */
    private static String elementType(String className) {
        if (!className.startsWith("[")) {
            return className;
        }
        String element = className.substring(className.lastIndexOf('[') + 1);
        return element.startsWith("L") && element.endsWith(";") ? element.substring(1, element.length() - 1) : "";
    }

    private static Pattern compile(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '*' && i + 1 < pattern.length() && pattern.charAt(i + 1) == '*') {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append("[^.]*");
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString());
    }
}
