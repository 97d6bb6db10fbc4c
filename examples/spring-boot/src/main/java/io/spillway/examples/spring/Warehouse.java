package io.spillway.examples.spring;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/** Stands for what is slow: a database, another service. Counts how often somebody has to ask it. */
@Component
class Warehouse {
    private final ConcurrentMap<String, String> names = new ConcurrentHashMap<>();
    private final AtomicLong lookups = new AtomicLong();

    String nameOf(String key) {
        lookups.incrementAndGet();
        return names.getOrDefault(key, "The one about " + key);
    }

    void rename(String key, String name) {
        names.put(key, name);
    }

    void forget(String key) {
        names.remove(key);
    }

    long lookups() {
        return lookups.get();
    }
}
