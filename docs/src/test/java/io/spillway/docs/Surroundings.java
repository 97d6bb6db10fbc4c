package io.spillway.docs;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spillway.provider.SpillwayCachingProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;

/** What a few lines of a page take for granted: they are the body of a subclass's method. */
public abstract class Surroundings implements AutoCloseable {
    /** Where the lines may write. */
    protected final String folder;

    protected final MeterRegistry registry = new SimpleMeterRegistry();
    protected final CachingProvider provider = new SpillwayCachingProvider();
    protected final CacheManager cacheManager;
    protected final Cache<String, String> cache;

    protected Surroundings(Path folder) throws IOException {
        this.folder = folder.toString();
        Path file =
                Files.writeString(folder.resolve("surroundings.yaml"), "directory: '" + folder + "/surroundings'\n");
        this.cacheManager = provider.getCacheManager(file.toUri(), null);
        this.cache = cacheManager.createCache("made", new MutableConfiguration<>());
    }

    /** The lines. */
    protected abstract void run() throws Exception;

    @Override
    public void close() {
        provider.close();
    }
}
