package io.spillway.spring.boot;

import io.spillway.provider.SpillwayCachingProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.JCachePropertiesCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/** Hands {@code spillway.*} to the cache manager that Spring Boot 4 opens. */
@AutoConfiguration(before = CacheAutoConfiguration.class)
@ConditionalOnClass({JCachePropertiesCustomizer.class, SpillwayCachingProvider.class})
public class SpillwayCacheAutoConfiguration {
    /** For Spring. */
    public SpillwayCacheAutoConfiguration() {}

    @Bean
    JCachePropertiesCustomizer spillwayProperties(ConfigurableEnvironment environment) {
        return properties -> SpillwayProperties.copy(environment, properties);
    }
}
