package io.spillway.codec;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.fory.reflect.FieldAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that each field of an object, and of those that it leads to, holds what it is declared to hold. A field whose type
 * was changed since its value was written could hold something else otherwise. Safe for use by any thread.
 */
final class TypedGraph {
    private final Map<Class<?>, List<FieldAccessor>> fields = new ConcurrentHashMap<>();

    /**
     * Looks through a graph.
     *
     * @throws CodecException if a field holds what it can't
     */
    void check(Object root) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> open = new ArrayDeque<>();
        open.push(root);
        while (!open.isEmpty()) {
            Object object = open.pop();
            if (!seen.add(object)) {
                continue;
            }
            if (object instanceof Object[] array) {
                pushAll(open, Arrays.asList(array));
            } else if (object instanceof Collection<?> collection) {
                pushAll(open, collection);
            } else if (object instanceof Map<?, ?> map) {
                pushAll(open, map.keySet());
                pushAll(open, map.values());
            } else {
                checkFields(object, open);
            }
        }
    }

    private static void pushAll(Deque<Object> open, Collection<?> objects) {
        for (Object object : objects) {
            if (object != null) {
                open.push(object);
            }
        }
    }

    private void checkFields(Object object, Deque<Object> open) {
        for (FieldAccessor accessor : fields.computeIfAbsent(object.getClass(), TypedGraph::accessors)) {
            Object held = accessor.getObject(object);
            if (held != null) {
                Field field = accessor.getField();
                if (!field.getType().isInstance(held)) {
                    throw new CodecException(
                            "A stored object can't be read: the field " + field.getName() + " of "
                                    + field.getDeclaringClass().getName() + " is a "
                                    + field.getType().getName() + " now, and was written as a "
                                    + held.getClass().getName(),
                            null);
                }
                open.push(held);
            }
        }
    }

    /** Those fields of a user's class that refer to objects. */
    private static List<FieldAccessor> accessors(Class<?> type) {
        List<FieldAccessor> accessors = new ArrayList<>();
        @Nullable Class<?> part = type;
        while (part != null && part.getClassLoader() != null && !part.isEnum()) {
            for (Field field : part.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    accessors.add(FieldAccessor.createAccessor(field));
                }
            }
            part = part.getSuperclass();
        }
        return accessors;
    }
}
