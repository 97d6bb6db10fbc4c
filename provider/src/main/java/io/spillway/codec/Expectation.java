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
import java.util.EnumSet;
import java.util.LinkedHashMap;
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

    /**
     * What is expected of a declared type.
     *
     * @param trial tries values of the JDK
     */
    static Expectation of(JavaType declared, SerializationConfig config, JsonTrial trial) {
        if (declared.isPrimitive() || declared.getTypeHandler() != null) {
            return object -> {};
        }
        Expectation named = NamedTypes.of(declared, config);
        return named == null ? unnamed(declared, config, trial) : named;
    }

    /** What is expected where no name of a class is written. */
    static Expectation unnamed(JavaType declared, SerializationConfig config, JsonTrial trial) {
        Class<?> type = declared.getRawClass();
        if (type == Object.class) {
            return Expectation::requireOfJson;
        }
        if (declared.isArrayType()) {
            return array(of(declared.getContentType(), config, trial), type);
        }
        if (declared.isReferenceType()) {
            return reference(of(declared.getContentType(), config, trial), type);
        }
        if (Collection.class.isAssignableFrom(type)) {
            return collection(of(declared.getContentType(), config, trial), type);
        }
        if (Map.class.isAssignableFrom(type)) {
            return map(key(declared.getKeyType(), trial), of(declared.getContentType(), config, trial), type);
        }
        if (!JsonTrial.isNeeded(type)) {
            return object -> requireClass(object, type);
        }
        return object -> {
            requireClass(object, type);
            trial.require(object, declared);
        };
    }

    /** What is expected of the keys of a map, which are texts in JSON. */
    private static Expectation key(JavaType declared, JsonTrial trial) {
        Class<?> type = declared.getRawClass();
        if (type == Object.class) {
            return Expectation::requireText;
        }
        if (!JsonTrial.isNeededOfKey(type)) {
            return object -> requireClass(object, type);
        }
        return object -> {
            requireClass(object, type);
            if (object != null) {
                trial.requireKey(object, declared);
            }
        };
    }

    private static void requireText(@Nullable Object key) {
        if (!(key instanceof String)) {
            throw refusal(String.valueOf(key), "a map with strings as keys");
        }
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
        String lost = Containers.lostFields(type);
        return object -> {
            if (object == null) {
                return;
            }
            if (!type.isInterface()) {
                requireContainerClass(object, type);
            } else if (type.isAssignableFrom(List.class) && !(object instanceof List)) {
                throw refusal(object, "a list");
            }
            requireNothingLost(object, lost);
            if (Containers.hasOrderOfItsOwn(object)
                    && (!type.isInterface() || SortedSet.class.isAssignableFrom(type))) {
                throw refusal(object, "one in natural order");
            }
            if (object instanceof Collection<?> collection) {
                collection.forEach(element::require);
            }
        };
    }

    private static Expectation map(Expectation key, Expectation value, Class<?> type) {
        String lost = Containers.lostFields(type);
        return object -> {
            if (object == null) {
                return;
            }
            if (!type.isInterface()) {
                requireContainerClass(object, type);
            }
            requireNothingLost(object, lost);
            if (Containers.hasOrderOfItsOwn(object)
                    && (!type.isInterface() || SortedMap.class.isAssignableFrom(type))) {
                throw refusal(object, "one in natural order");
            }
            if (type == LinkedHashMap.class && Containers.isInOrderOfAccess((LinkedHashMap<?, ?>) object)) {
                throw refusal(object, "one in the order of insertion");
            }
            if (object instanceof Map<?, ?> map) {
                map.keySet().forEach(key::require);
                map.values().forEach(value::require);
            }
        };
    }

    /** Of sets of enums, the JDK has classes that nobody names. */
    private static void requireContainerClass(Object container, Class<?> declared) {
        if (declared != EnumSet.class || !(container instanceof EnumSet)) {
            requireClass(container, declared);
        }
    }

    private static void requireNothingLost(Object container, @Nullable String lost) {
        if (lost != null) {
            throw new CodecException(
                    "A " + container.getClass().getName()
                            + " can't be stored as JSON, where it is a list or a map, without " + lost
                            + ". Let it hold the list or the map in a field instead, or use `codec: object`",
                    null);
        }
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
            map.keySet().forEach(Expectation::requireText);
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

    /** Says of an object that it would be read as something else. */
    static CodecException refusal(Object object, String read) {
        return new CodecException(
                "A " + object.getClass().getName() + " can't be stored as JSON where it would be read as " + read
                        + ". Declare the class itself, let what is declared have @JsonTypeInfo, or use `codec: object`",
                null);
    }
}
