package io.spillway;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The ids of the last sessions that were removed as their time was over, by a provider's own {@code remove}: its events alone do
 * not tell them from those that were terminated. Safe for use by any thread.
 */
final class FoundExpired {
    private static final int MOST = 10_000;

    private final Set<String> ids = Collections.synchronizedSet(Collections.newSetFromMap(new Latest()));

    void add(String id) {
        ids.add(id);
    }

    boolean contains(String id) {
        return ids.contains(id);
    }

    private static final class Latest extends LinkedHashMap<String, Boolean> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST;
        }
    }
}
