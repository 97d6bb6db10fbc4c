package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/** A way for tests to the disk tier of a cache, past the layers that keep it from everybody else. */
final class Inside {
    private static final String DISK_TIER = "io.spillway.tier.disk.DiskTier";

    private Inside() {}

    /** Compares index, frames and accounts of the cache's disk tier, once its housekeeping is through. */
    static void assertIntact(Cache<?, ?> cache) throws ReflectiveOperationException {
        Object tier = find(cache);
        assertThat(tier).as("the disk tier of " + cache).isNotNull();
        if (faults(tier).isEmpty()) {
            return;
        }
        await().atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(faults(tier)).isEmpty());
    }

    private static List<?> faults(Object tier) throws ReflectiveOperationException {
        return (List<?>) call(call(tier, "check"), "faults");
    }

    private static Object call(Object target, String name) throws ReflectiveOperationException {
        Method method = target.getClass().getDeclaredMethod(name);
        method.setAccessible(true);
        return method.invoke(target);
    }

    private static @Nullable Object find(Object root) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            Object object = open.remove();
            if (object.getClass().getName().equals(DISK_TIER)) {
                return object;
            }
            if (seen.add(object)) {
                open.addAll(parts(object));
            }
        }
        return null;
    }

    private static List<Object> parts(Object whole) {
        List<Object> parts = new java.util.ArrayList<>();
        for (Field field : whole.getClass().getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                try {
                    field.setAccessible(true);
                    Object part = field.get(whole);
                    if (part != null && part.getClass().getName().startsWith("io.spillway.")) {
                        parts.add(part);
                    }
                } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return parts;
    }
}
