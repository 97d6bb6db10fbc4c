package io.spillway.codec;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.PriorityBlockingQueue;
import org.jspecify.annotations.Nullable;

/** What a list or a map of JSON leaves out of a collection or a map of Java. */
final class Containers {
    private Containers() {}

    /** Whether it is in another order than the natural one of its elements. */
    static boolean hasOrderOfItsOwn(Object container) {
        if (container instanceof SortedSet<?> set) {
            return set.comparator() != null;
        }
        if (container instanceof SortedMap<?, ?> map) {
            return map.comparator() != null;
        }
        if (container instanceof PriorityQueue<?> queue) {
            return queue.comparator() != null;
        }
        return container instanceof PriorityBlockingQueue<?> queue && queue.comparator() != null;
    }

    /** Found out by a copy, as the map itself doesn't tell. */
    @SuppressWarnings("NonApiType") // no other map has such an order
    static boolean isInOrderOfAccess(LinkedHashMap<?, ?> map) {
        @SuppressWarnings("unchecked") // it is empty in a moment
        Map<Object, Object> copy = (Map<Object, Object>) map.clone();
        copy.clear();
        copy.put(1, 1);
        copy.put(2, 2);
        copy.get(1);
        return copy.keySet().iterator().next().equals(2);
    }

    /** Says which field of a user's collection or map is not among its elements; null if none is, or Jackson is told how. */
    static @Nullable String lostFields(Class<?> type) {
        @Nullable Class<?> part = type;
        while (part != null && !JsonTrial.isOfTheJdk(part)) {
            if (part.isAnnotationPresent(JsonFormat.class) || part.isAnnotationPresent(JsonSerialize.class)) {
                return null;
            }
            for (Field field : part.getDeclaredFields()) {
                int modifiers = field.getModifiers();
                if (!Modifier.isStatic(modifiers)
                        && !Modifier.isTransient(modifiers)
                        && !field.isSynthetic()
                        && !isTheContent(part, field)) {
                    return "its field " + field.getName();
                }
            }
            part = part.getSuperclass();
        }
        return null;
    }

    /** One that extends no collection of the JDK keeps its elements in a field. */
    private static boolean isTheContent(Class<?> type, Field field) {
        boolean isOnItsOwn = type.getSuperclass() == null
                || type.getSuperclass() == Object.class
                || Modifier.isAbstract(type.getSuperclass().getModifiers());
        Class<?> held = field.getType();
        return isOnItsOwn
                && (held.isArray() || Collection.class.isAssignableFrom(held) || Map.class.isAssignableFrom(held));
    }
}
