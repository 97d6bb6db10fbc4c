package io.spillway;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;

/**
 * What code says of a cache manager and its caches, in the words of a configuration file.
 *
 * <pre>{@code
 * SpillwayManagerConfiguration configuration = SpillwayManagerConfiguration.builder()
 *         .directory(Path.of("/var/lib/app/spillway"))
 *         .defaults(cache -> cache.heap(50, SizeUnit.MB))
 *         .cache("sessions", cache -> cache
 *                 .key(String.class)
 *                 .value(Cart.class)
 *                 .survives(Survives.CRASH)
 *                 .expiry(Expiry.IDLE, Duration.ofMinutes(30)))
 *         .build();
 * CacheManager manager = provider.getCacheManager(null, null, configuration.toProperties());
 * }</pre>
 *
 * <p>It lies over the file that the manager's URI means, or over {@code spillway.yaml} on the class path. What is not right
 * is refused when the manager is opened, by a {@link ConfigurationException}.
 *
 * <p>Immutable and safe for use by any thread.
 */
public final class SpillwayManagerConfiguration {
    private static final String PREFIX = "spillway.";

    private final Map<String, String> options;

    private SpillwayManagerConfiguration(Map<String, String> options) {
        this.options = options;
    }

    /** Begins the configuration of a cache manager. */
    public static Builder builder() {
        return new Builder();
    }

    /** New properties for {@link javax.cache.spi.CachingProvider#getCacheManager(java.net.URI, ClassLoader, Properties)}. */
    public Properties toProperties() {
        Properties properties = new Properties();
        options.forEach((key, value) -> properties.setProperty(PREFIX + key, value));
        return properties;
    }

    @Override
    public String toString() {
        return "SpillwayManagerConfiguration " + options.keySet();
    }

    /** Builds a {@link SpillwayManagerConfiguration}. Not safe for use by several threads. */
    public static final class Builder {
        private final Options options = new Options();

        private Builder() {}

        /** Where files live; made, for its owner only, when it is not there. */
        public Builder directory(Path directory) {
            options.put("directory", directory.toString());
            return this;
        }

        /** How much the entries of all caches together may take in the heap. */
        public Builder heap(long amount, SizeUnit unit) {
            options.put("heap", unit.of(amount));
            return this;
        }

        /** Where Redis is: {@code redis://host:6379}. Needs the artifact {@code spillway-redis}. */
        public Builder redis(String address) {
            options.fresh("redis").put("address", address);
            return this;
        }

        /** Where a file with Redisson's own configuration is. Needs the artifact {@code spillway-redis}. */
        public Builder redisFile(String pathOrUri) {
            options.fresh("redis").put("file", pathOrUri);
            return this;
        }

        /** What all keys in Redis begin with. */
        public Builder namespace(String name) {
            options.put("namespace", name);
            return this;
        }

        /** Whether the file, and those of {@link #watch}, are read again when they change. */
        public Builder hotReload(boolean reloaded) {
            options.put("hot-reload", String.valueOf(reloaded));
            return this;
        }

        /** Further files, the later over the earlier. */
        public Builder watch(Path... files) {
            options.put("watch", Arrays.stream(files).map(Path::toString).toList());
            return this;
        }

        /** Whether the cache manager is closed when the JVM is told to end. */
        public Builder shutdownHook(boolean closed) {
            options.put("shutdown-hook", String.valueOf(closed));
            return this;
        }

        /** How long closing may take to save what survives, in whole milliseconds. */
        public Builder closeWithin(Duration longest) {
            options.put("close-within", longest);
            return this;
        }

        /** What holds for all caches that don't say it themselves. */
        public Builder defaults(Consumer<CacheBuilder> cache) {
            cache.accept(new CacheBuilder(options.within("defaults")));
            return this;
        }

        /**
         * A cache that exists as soon as the manager does; or, with {@code *} in its name, what holds for the caches of such
         * names that are created in code.
         */
        public Builder cache(String name, Consumer<CacheBuilder> cache) {
            if (name.indexOf(']') >= 0) {
                throw new IllegalArgumentException("The name of a cache can't have a ] here: " + name);
            }
            // Nothing has to be said of a cache for it to exist.
            options.putIfAbsent("caches[" + name + "]", "");
            cache.accept(new CacheBuilder(options.within("caches[" + name + "]")));
            return this;
        }

        /** The configuration as it was said until now. */
        public SpillwayManagerConfiguration build() {
            return new SpillwayManagerConfiguration(options.copy());
        }
    }

    /** What is said of a cache, or of several. Not safe for use by several threads. */
    public static final class CacheBuilder extends CacheOptions<CacheBuilder> {
        private CacheBuilder(Options options) {
            super(options);
        }

        @Override
        CacheBuilder self() {
            return this;
        }

        /** The type of the keys. */
        public CacheBuilder key(Class<?> type) {
            options.put("key", name(type));
            return this;
        }

        /** The type of the values. */
        public CacheBuilder value(Class<?> type) {
            options.put("value", name(type));
            return this;
        }

        /** As people write it: {@code byte[]}. */
        private static String name(Class<?> type) {
            return type.isArray() ? name(type.getComponentType()) + "[]" : type.getName();
        }

        /** Entries expire so long after what begins their time; in whole milliseconds. */
        public CacheBuilder expiry(Expiry after, Duration time) {
            options.fresh("expiry").put(after.word(), time);
            return this;
        }

        /** Entries never expire. */
        public CacheBuilder eternal() {
            options.put("expiry", "eternal");
            return this;
        }

        /** Whether the cache keeps copies, or the caller's own objects. */
        public CacheBuilder storeByValue(boolean copies) {
            options.put("store-by-value", String.valueOf(copies));
            return this;
        }

        /** Whether JSR-107's statistics are gathered. */
        public CacheBuilder statistics(boolean gathered) {
            options.put("statistics", String.valueOf(gathered));
            return this;
        }

        /** Whether JMX shows the configuration. */
        public CacheBuilder management(boolean shown) {
            options.put("management", String.valueOf(shown));
            return this;
        }

        /** The class of a CacheLoader, or of a factory of one, with a public constructor without parameters. */
        public CacheBuilder readThrough(Class<?> loader) {
            options.put("read-through", loader.getName());
            return this;
        }

        /** The class of a CacheWriter, or of a factory of one, with a public constructor without parameters. */
        public CacheBuilder writeThrough(Class<?> writer) {
            options.put("write-through", writer.getName());
            return this;
        }

        /** The classes of listeners, or of factories of them, with public constructors without parameters. */
        public CacheBuilder listeners(Class<?>... listeners) {
            options.put(
                    "listeners", Arrays.stream(listeners).map(Class::getName).toList());
            return this;
        }
    }
}
