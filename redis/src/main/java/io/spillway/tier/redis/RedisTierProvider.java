package io.spillway.tier.redis;

import io.spillway.tier.RemoteTierProvider;
import java.time.InstantSource;

/** Connects caches with Redis; found by {@link java.util.ServiceLoader}. */
public final class RedisTierProvider implements RemoteTierProvider {
    /** For {@link java.util.ServiceLoader}. */
    public RedisTierProvider() {}

    @Override
    public Server connect(Place place, InstantSource clock) {
        return new RedisServer(place, clock);
    }
}
