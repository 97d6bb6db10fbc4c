package io.spillway.tier.heap;

import static io.spillway.tier.heap.HeapOverhead.ARRAY_HEADER;
import static io.spillway.tier.heap.HeapOverhead.OBJECT_HEADER;
import static io.spillway.tier.heap.HeapOverhead.REFERENCE;
import static io.spillway.tier.heap.HeapOverhead.aligned;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Estimates how many bytes an object takes in the heap, with all that only it refers to.
 *
 * <p>Exact for strings, arrays and boxed numbers, which is what most keys and all payloads are. Other objects, which are
 * held by reference or are records, are walked through: collections by their elements, user classes by their fields, as
 * far as these can be seen, up to a bounded number of steps.
 */
final class ObjectSizes {
    private static final int MOST_STEPS = 10_000;
    private static final long OPAQUE_OBJECT = 64;

    private final Map<Class<?>, Shape> shapes = new ConcurrentHashMap<>();

    long of(Object object) {
        long flat = flat(object);
        return flat >= 0 ? flat : walk(object);
    }

    /** The size of an object without references worth following, or -1. */
    private static long flat(Object object) {
        if (object instanceof byte[] bytes) {
            return aligned(ARRAY_HEADER + (long) bytes.length);
        }
        if (object instanceof String string) {
            return aligned(OBJECT_HEADER + REFERENCE + 6) + aligned(ARRAY_HEADER + characters(string));
        }
        if (object instanceof Number || object instanceof Boolean || object instanceof Character) {
            return number(object);
        }
        if (object instanceof Enum || object instanceof Class) {
            return 0;
        }
        Class<?> component = object.getClass().getComponentType();
        if (component != null && component.isPrimitive()) {
            return aligned(ARRAY_HEADER + (long) Array.getLength(object) * width(component));
        }
        return -1;
    }

    private static long characters(String string) {
        int length = string.length();
        for (int i = 0; i < length; i++) {
            if (string.charAt(i) > 0xFF) {
                return 2L * length;
            }
        }
        return length;
    }

    private static long number(Object object) {
        if (object instanceof BigInteger number) {
            return aligned(OBJECT_HEADER + REFERENCE + 20) + aligned(ARRAY_HEADER + 4 * (number.bitLength() / 32L + 1));
        }
        if (object instanceof BigDecimal number) {
            long unscaled = number.precision() > 18 ? number(number.unscaledValue()) : 0;
            return aligned(OBJECT_HEADER + 2L * REFERENCE + 16) + unscaled;
        }
        return aligned(OBJECT_HEADER + 8);
    }

    private long walk(Object root) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> open = new ArrayDeque<>();
        push(root, seen, open);
        long bytes = 0;
        for (int steps = 0; !open.isEmpty() && steps < MOST_STEPS; steps++) {
            Object object = open.pop();
            long flat = flat(object);
            bytes += flat >= 0 ? flat : expand(object, seen, open);
        }
        return bytes;
    }

    private long expand(Object object, Set<Object> seen, Deque<Object> open) {
        if (object instanceof Object[] array) {
            for (Object element : array) {
                push(element, seen, open);
            }
            return aligned(ARRAY_HEADER + (long) array.length * REFERENCE);
        }
        if (isOfJdk(object) && object instanceof Map<?, ?> map) {
            return OPAQUE_OBJECT + expandAll(map.keySet(), seen, open) + expandAll(map.values(), seen, open);
        }
        if (isOfJdk(object) && object instanceof Collection<?> collection) {
            return OPAQUE_OBJECT + expandAll(collection, seen, open);
        }
        Shape shape = shapes.computeIfAbsent(object.getClass(), Shape::of);
        for (Field field : shape.references) {
            try {
                push(field.get(object), seen, open);
            } catch (IllegalAccessException e) {
                // Fields that can't be seen are left out when the shape is made.
                throw new IllegalStateException(e);
            }
        }
        return shape.bytes;
    }

    /** The nodes of a collection take about as much as an object of four fields for each element. */
    private static long expandAll(Collection<?> elements, Set<Object> seen, Deque<Object> open) {
        try {
            for (Object element : elements) {
                push(element, seen, open);
            }
        } catch (RuntimeException e) {
            // Somebody changes the collection meanwhile; what was seen so far has to do for an estimate.
            return OPAQUE_OBJECT;
        }
        return elements.size() * aligned(OBJECT_HEADER + 3L * REFERENCE) / 2;
    }

    private static boolean isOfJdk(Object object) {
        return object.getClass().getName().startsWith("java.");
    }

    private static void push(@Nullable Object object, Set<Object> seen, Deque<Object> open) {
        if (object != null && open.size() < MOST_STEPS && seen.add(object)) {
            open.push(object);
        }
    }

    private static int width(Class<?> primitive) {
        if (primitive == long.class || primitive == double.class) {
            return 8;
        }
        if (primitive == int.class || primitive == float.class) {
            return 4;
        }
        return primitive == short.class || primitive == char.class ? 2 : 1;
    }

    /** The fields of a class: what they take, and which of them refer to further objects. */
    private record Shape(long bytes, List<Field> references) {
        static Shape of(Class<?> type) {
            long bytes = OBJECT_HEADER;
            List<Field> references = new ArrayList<>();
            for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
                for (Field field : c.getDeclaredFields()) {
                    if (Modifier.isStatic(field.getModifiers())) {
                        continue;
                    }
                    bytes += field.getType().isPrimitive() ? width(field.getType()) : REFERENCE;
                    if (!field.getType().isPrimitive() && isAccessible(field)) {
                        references.add(field);
                    }
                }
            }
            return new Shape(aligned(bytes), List.copyOf(references));
        }

        private static boolean isAccessible(Field field) {
            try {
                field.setAccessible(true);
                return true;
            } catch (InaccessibleObjectException | SecurityException e) {
                return false;
            }
        }
    }
}
