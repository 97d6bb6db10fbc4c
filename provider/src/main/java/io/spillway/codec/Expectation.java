package io.spillway.codec;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.SerializationConfig;
import java.lang.reflect.Array;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What will be read back at a place in a JSON text, as far as its declared type tells: the text itself has no names of classes.
 * So what is written there must be of the declared class, or be one of those that JSON tells apart. What is in the fields of an
 * object has expectations of its own.
 */
@FunctionalInterface
interface Expectation {
    /**
     * Looks at an object, and at what is in it if it is a container.
     *
     * @throws CodecException if it would be read back as something else
     */
    void require(@Nullable Object object);

    /** What is expected of a declared type. */
    static Expectation of(JavaType declared, SerializationConfig config) {
        Class<?> type = declared.getRawClass();
        if (declared.isPrimitive() || isNamed(declared, config)) {
            return object -> {};
        }
        if (type == Object.class) {
            return Expectation::requireOfJson;
        }
        if (declared.isArrayType()) {
            return array(of(declared.getContentType(), config), type);
        }
        if (declared.isReferenceType()) {
            return reference(of(declared.getContentType(), config), type);
        }
        if (Collection.class.isAssignableFrom(type)) {
            return collection(of(declared.getContentType(), config), type);
        }
        if (Map.class.isAssignableFrom(type)) {
            return map(of(declared.getKeyType(), config), of(declared.getContentType(), config), type);
        }
        return object -> requireClass(object, type);
    }

    /** Whether the name of an object's class is written beside it, as {@code @JsonTypeInfo} asks for. */
    private static boolean isNamed(JavaType declared, SerializationConfig config) {
        return declared.getTypeHandler() != null
                || config.getAnnotationIntrospector()
                                .findTypeResolver(
                                        config,
                                        config.introspectClassAnnotations(declared)
                                                .getClassInfo(),
                                        declared)
                        != null;
    }

    private static Expectation array(Expectation element, Class<?> type) {
        boolean isOfPrimitives = type.getComponentType().isPrimitive();
        return array -> {
            requireClass(array, type);
            for (int i = 0; array != null && !isOfPrimitives && i < Array.getLength(array); i++) {
                element.require(Array.get(array, i));
            }
        };
    }

    private static Expectation reference(Expectation content, Class<?> type) {
        return object -> {
            requireClass(object, type);
            if (object instanceof Optional<?> optional) {
                optional.ifPresent(content::require);
            } else if (object instanceof AtomicReference<?> reference) {
                content.require(reference.get());
            }
        };
    }

    private static Expectation collection(Expectation element, Class<?> type) {
        return object -> {
            if (!type.isInterface()) {
                requireClass(object, type);
            } else if (type.isAssignableFrom(List.class) && object != null && !(object instanceof List)) {
                throw refusal(object, "a list");
            } else if (object instanceof SortedSet<?> set
                    && set.comparator() != null
                    && SortedSet.class.isAssignableFrom(type)) {
                throw refusal(object, "one in natural order");
            }
            if (object instanceof Collection<?> collection) {
                collection.forEach(element::require);
            }
        };
    }

    private static Expectation map(Expectation key, Expectation value, Class<?> type) {
        return object -> {
            if (!type.isInterface()) {
                requireClass(object, type);
            } else if (object instanceof SortedMap<?, ?> map
                    && map.comparator() != null
                    && SortedMap.class.isAssignableFrom(type)) {
                throw refusal(object, "one in natural order");
            }
            if (object instanceof Map<?, ?> map) {
                map.keySet().forEach(key::require);
                map.values().forEach(value::require);
            }
        };
    }

    private static void requireClass(@Nullable Object object, Class<?> declared) {
        if (object == null) {
            return;
        }
        Class<?> type = object instanceof Enum<?> constant ? constant.getDeclaringClass() : object.getClass();
        if (type != declared && !(type.getClassLoader() == null && isReadAsItIs(declared))) {
            throw refusal(object, "a " + declared.getName());
        }
    }

    /** Of these, the JDK has classes that nobody names, and Jackson makes the right one. */
    private static boolean isReadAsItIs(Class<?> declared) {
        return declared == ZoneId.class
                || declared == TimeZone.class
                || declared == Path.class
                || declared == Charset.class
                || declared == InetAddress.class;
    }

    /** Where nothing is declared, it is read as what JSON says that it is. */
    private static void requireOfJson(@Nullable Object object) {
        if (object instanceof List<?> list) {
            list.forEach(Expectation::requireOfJson);
        } else if (object instanceof Map<?, ?> map) {
            map.keySet().forEach(key -> {
                if (!(key instanceof String)) {
                    throw refusal(String.valueOf(key), "a map with strings as keys");
                }
            });
            map.values().forEach(Expectation::requireOfJson);
        } else if (object != null && !isOfJson(object)) {
            throw refusal(object, "a string, a boolean, a list, a map, or the smallest kind of number that holds it");
        }
    }

    private static boolean isOfJson(Object object) {
        return object instanceof String
                || object instanceof Boolean
                || object instanceof Integer
                || object instanceof Long number && number.intValue() != number
                || object instanceof BigInteger number && number.bitLength() >= Long.SIZE
                || object instanceof Double number && Double.isFinite(number);
    }

    private static CodecException refusal(Object object, String read) {
        return new CodecException(
                "A " + object.getClass().getName() + " can't be stored as JSON where it would be read as " + read
                        + ". Declare the class itself, let what is declared have @JsonTypeInfo, or use `codec: object`",
                null);
    }
}
