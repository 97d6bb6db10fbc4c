package io.spillway.spring.session;

import java.time.Duration;
import java.util.Objects;
import javax.cache.CacheManager;
import javax.cache.Caching;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportAware;
import org.springframework.core.annotation.AnnotationAttributes;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.session.FlushMode;
import org.springframework.session.IndexResolver;
import org.springframework.session.SaveMode;
import org.springframework.session.SessionIdGenerator;
import org.springframework.session.config.SessionRepositoryCustomizer;
import org.springframework.session.config.annotation.web.http.SpringHttpSessionConfiguration;

/** What {@link EnableSpillwayHttpSession} stands for. */
@Configuration(proxyBeanMethods = false)
@Import(SpringHttpSessionConfiguration.class)
public class SpillwayHttpSessionConfiguration implements BeanClassLoaderAware, ImportAware {
    private @Nullable ClassLoader loader;
    private @Nullable AnnotationAttributes attributes;

    /** For Spring. */
    public SpillwayHttpSessionConfiguration() {}

    @Override
    public void setBeanClassLoader(ClassLoader classLoader) {
        loader = classLoader;
    }

    @Override
    public void setImportMetadata(AnnotationMetadata importMetadata) {
        attributes = AnnotationAttributes.fromMap(
                importMetadata.getAnnotationAttributes(EnableSpillwayHttpSession.class.getName()));
    }

    @Bean
    SpillwaySessionRepository sessionRepository(
            ObjectProvider<CacheManager> managers,
            ApplicationEventPublisher events,
            ObjectProvider<IndexResolver<SpillwaySession>> resolver,
            ObjectProvider<SessionIdGenerator> generator,
            ObjectProvider<SessionRepositoryCustomizer<SpillwaySessionRepository>> customizers) {
        AnnotationAttributes said = Objects.requireNonNull(attributes, "this is imported by its annotation");
        ClassLoader classes = Objects.requireNonNull(loader, "the loader of beans");
        CacheManager manager =
                managers.getIfUnique(() -> Caching.getCachingProvider(classes).getCacheManager(null, classes));
        SpillwaySessionRepository repository =
                new SpillwaySessionRepository(manager, said.getString("cacheName"), classes, events);
        int seconds = said.<Integer>getNumber("maxInactiveIntervalInSeconds");
        repository.setDefaultMaxInactiveInterval(Duration.ofSeconds(seconds));
        repository.setFlushMode(said.<FlushMode>getEnum("flushMode"));
        repository.setSaveMode(said.<SaveMode>getEnum("saveMode"));
        resolver.ifAvailable(repository::setIndexResolver);
        generator.ifAvailable(repository::setSessionIdGenerator);
        customizers.orderedStream().forEach(customizer -> customizer.customize(repository));
        return repository;
    }
}
