package io.spillway.benchmarks;

import io.spillway.CacheTiers;
import io.spillway.cache.SpillwayCache;
import io.spillway.provider.SpillwayCachingProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.cache.Cache;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.Config;
import org.redisson.jcache.configuration.RedissonConfiguration;

/** Values of bytes in Redis, as each of the peers keeps them. */
interface RedisCache extends AutoCloseable {
    /** The value of a key. */
    byte @Nullable [] get(String key);

    /** Sets the value of a key. */
    void put(String key, byte[] value);

    @Override
    void close();

    /** Opens a peer's, with the server at an address. */
    static RedisCache open(String peer, String address, Path folder) throws IOException {
        return switch (peer) {
            case "redisson" -> new Straight(address, false);
            case "redisson-script" -> new Straight(address, true);
            case "redisson-jcache" -> Jcache.redisson(address);
            case "spillway" -> Jcache.spillway(address, folder, "heap: 1, disk: none", "through");
            case "spillway-behind" -> Jcache.spillway(address, folder, "heap: 1, disk: none", "behind");
            case "spillway-heap" -> Jcache.spillway(null, folder, "heap: 256MB, disk: none", "through");
            case "spillway-heap-redis" -> Jcache.spillway(address, folder, "heap: 256MB, disk: none", "through");
            default -> throw new IllegalArgumentException(peer);
        };
    }

    private static RedissonClient client(String address) {
        Config config = new Config();
        config.setThreads(2);
        config.setNettyThreads(4);
        config.useSingleServer().setAddress(address).setConnectionPoolSize(32).setConnectionMinimumIdleSize(2);
        return Redisson.create(config);
    }

    /** The commands themselves: GET, and either SET or a script that sets. */
    final class Straight implements RedisCache {
        private static final String SCRIPT = "redis.call('SET', KEYS[1], ARGV[1])\nreturn '+'";

        private final RedissonClient client;
        private final boolean script;

        Straight(String address, boolean script) {
            this.client = client(address);
            this.script = script;
        }

        @Override
        public byte @Nullable [] get(String key) {
            return client.<byte[]>getBucket(key, ByteArrayCodec.INSTANCE).get();
        }

        @Override
        public void put(String key, byte[] value) {
            if (script) {
                Object unused = client.getScript(ByteArrayCodec.INSTANCE)
                        .eval(RScript.Mode.READ_WRITE, SCRIPT, RScript.ReturnType.VALUE, List.of(key), value);
            } else {
                client.<byte[]>getBucket(key, ByteArrayCodec.INSTANCE).set(value);
            }
        }

        @Override
        public void close() {
            client.shutdown();
        }
    }

    /** A JCache, of whomever. */
    final class Jcache implements RedisCache {
        private final Cache<String, byte[]> cache;
        private final Runnable end;

        private Jcache(Cache<String, byte[]> cache, Runnable end) {
            this.cache = cache;
            this.end = end;
        }

        static Jcache redisson(String address) {
            RedissonClient client = client(address);
            return new Jcache(
                    Caching.getCachingProvider("org.redisson.jcache.JCachingProvider")
                            .getCacheManager()
                            .createCache("c", RedissonConfiguration.fromInstance(client, types())),
                    client::shutdown);
        }

        /** With a tier in Redis, or with none. */
        static Jcache spillway(@Nullable String address, Path folder, String tiers, String writes) throws IOException {
            String redis = address == null ? "none" : "{ writes: " + writes + ", deadline: 20s }";
            String yaml = (address == null ? "" : "redis: { address: '" + address + "' }\n") + "defaults: { " + tiers
                    + ", redis: " + redis + " }\n";
            Path file = folder.resolve("spillway.yaml");
            Files.writeString(file, yaml, StandardCharsets.UTF_8);
            SpillwayCachingProvider provider = new SpillwayCachingProvider();
            return new Jcache(
                    provider.getCacheManager(file.toUri(), RedisCache.class.getClassLoader())
                            .createCache("c", types()),
                    provider::close);
        }

        private static MutableConfiguration<String, byte[]> types() {
            return new MutableConfiguration<String, byte[]>().setTypes(String.class, byte[].class);
        }

        @Override
        public byte @Nullable [] get(String key) {
            return cache.get(key);
        }

        @Override
        public void put(String key, byte[] value) {
            cache.put(key, value);
        }

        /** Of Spillway, what sits where, for whoever wants to be sure where a value came from. */
        @Override
        public String toString() {
            return cache instanceof SpillwayCache<?, ?> ours
                    ? ours.unwrap(CacheTiers.class).toString()
                    : cache.getName();
        }

        @Override
        public void close() {
            cache.close();
            end.run();
        }
    }
}
