package io.spillway.provider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import javax.cache.CacheManager;

/** A cache manager of its own provider, configured by the text of a YAML file. */
final class TestManager implements AutoCloseable {
    private final SpillwayCachingProvider provider;
    private final CacheManager manager;

    private TestManager(SpillwayCachingProvider provider, CacheManager manager) {
        this.provider = provider;
        this.manager = manager;
    }

    static TestManager open(Path folder, String yaml) {
        return open(folder, yaml, InstantSource.system());
    }

    static TestManager open(Path folder, String yaml, InstantSource clock) {
        try {
            Path file = Files.createTempFile(folder, "spillway", ".yaml");
            Files.writeString(file, yaml);
            SpillwayCachingProvider provider = new SpillwayCachingProvider(clock);
            return new TestManager(provider, provider.getCacheManager(file.toUri(), null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    CacheManager manager() {
        return manager;
    }

    @Override
    public void close() {
        provider.close();
    }
}
