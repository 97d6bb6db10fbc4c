package com.example;

import java.util.Collection;
import javax.cache.Cache;
import javax.cache.integration.CacheWriter;

/** A writer that the pages name. */
public final class SessionWriter implements CacheWriter<String, Session> {
    @Override
    public void write(Cache.Entry<? extends String, ? extends Session> entry) {}

    @Override
    public void writeAll(Collection<Cache.Entry<? extends String, ? extends Session>> entries) {
        entries.clear();
    }

    @Override
    public void delete(Object key) {}

    @Override
    public void deleteAll(Collection<?> keys) {
        keys.clear();
    }
}
