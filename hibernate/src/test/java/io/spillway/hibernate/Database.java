package io.spillway.hibernate;

import io.spillway.hibernate.model.Author;
import io.spillway.hibernate.model.Book;
import io.spillway.hibernate.model.Country;
import io.spillway.hibernate.model.Price;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.cache.CacheManager;
import org.hibernate.SessionFactory;
import org.hibernate.cache.jcache.internal.JCacheRegionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/** An H2 database in a folder, and session factories on it as an application would configure them. */
final class Database {
    private final Path folder;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<Class<?>> entities =
            new ArrayList<>(List.of(Author.class, Book.class, Country.class, Price.class));

    Database(Path folder) {
        this.folder = folder;
        settings.put("hibernate.connection.url", url());
        settings.put("hibernate.connection.pool_size", "20");
        settings.put("hibernate.hbm2ddl.auto", "update");
        settings.put("hibernate.cache.region.factory_class", "jcache");
        settings.put("hibernate.cache.use_second_level_cache", "true");
        settings.put("hibernate.cache.use_query_cache", "true");
        settings.put("hibernate.javax.cache.missing_cache_strategy", "create");
        settings.put("hibernate.generate_statistics", "true");
    }

    /** For a look without Hibernate. */
    String url() {
        return "jdbc:h2:file:" + folder.resolve("library");
    }

    /** Lets the caches be as this says. */
    Database caches(String yaml) {
        try {
            Path file = Files.writeString(folder.resolve("spillway.yaml"), yaml);
            settings.put("hibernate.javax.cache.uri", file.toUri().toString());
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Database with(String setting, String value) {
        settings.put(setting, value);
        return this;
    }

    Database with(Class<?> entity) {
        entities.add(entity);
        return this;
    }

    SessionFactory open() {
        Configuration configuration = new Configuration();
        settings.forEach(configuration::setProperty);
        entities.forEach(configuration::addAnnotatedClass);
        return configuration.buildSessionFactory();
    }

    static CacheManager cachesOf(SessionFactory factory) {
        return ((JCacheRegionFactory) factory.unwrap(SessionFactoryImplementor.class)
                        .getCache()
                        .getRegionFactory())
                .getCacheManager();
    }
}
