package io.spillway.spring.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.cache.CacheManager;
import javax.cache.Caching;
import org.springframework.context.ApplicationEventPublisher;

/** A repository on a cache manager of its own, and the events that it published. */
final class Repositories implements AutoCloseable {
    private final CacheManager manager;
    private final List<Object> events = new CopyOnWriteArrayList<>();
    private final SpillwaySessionRepository repository;

    Repositories(Path folder, String yaml) throws IOException {
        this(folder, yaml, Repositories.class.getClassLoader());
    }

    Repositories(Path folder, String yaml, ClassLoader loader) throws IOException {
        Path file = Files.writeString(
                Files.createTempFile(folder, "spillway", ".yaml"), yaml.replace("FOLDER", folder.toString()));
        manager = Caching.getCachingProvider()
                .getCacheManager(file.toUri(), getClass().getClassLoader());
        ApplicationEventPublisher publisher = events::add;
        repository = new SpillwaySessionRepository(manager, SpillwaySessionRepository.DEFAULT_CACHE, loader, publisher);
    }

    SpillwaySessionRepository repository() {
        return repository;
    }

    CacheManager manager() {
        return manager;
    }

    List<Object> events() {
        return events;
    }

    @Override
    public void close() {
        manager.close();
    }
}
