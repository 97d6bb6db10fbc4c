package com.example;

import java.util.Map;
import javax.cache.integration.CacheLoader;

/** A loader that the pages name. */
public final class SessionLoader implements CacheLoader<String, Session> {
    @Override
    public Session load(String key) {
        return new Session(key);
    }

    @Override
    public Map<String, Session> loadAll(Iterable<? extends String> keys) {
        return Map.of();
    }
}
