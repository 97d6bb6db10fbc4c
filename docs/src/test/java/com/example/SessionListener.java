package com.example;

import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;

/** A listener that the pages name. */
public final class SessionListener implements CacheEntryCreatedListener<String, Session> {
    @Override
    public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends Session>> events) {}
}
