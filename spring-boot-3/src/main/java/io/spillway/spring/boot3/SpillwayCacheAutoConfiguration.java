package io.spillway.spring.boot3;

import io.spillway.provider.SpillwayCachingProvider;
import io.spillway.spring.boot.SpillwayProperties;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.cache.CacheAutoConfiguration;
import org.springframework.boot.autoconfigure.cache.JCachePropertiesCustomizer;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/** Hands {@code spillway.*} to the cache manager that Spring Boot 3 opens. */
@AutoConfiguration(before = CacheAutoConfiguration.class)
@ConditionalOnClass({JCachePropertiesCustomizer.class, SpillwayCachingProvider.class})
public class SpillwayCacheAutoConfiguration {
    /** For Spring. */
    public SpillwayCacheAutoConfiguration() {}

    @Bean
    JCachePropertiesCustomizer spillwayPropertiesForBoot3(ConfigurableEnvironment environment) {
        return properties -> SpillwayProperties.copy(environment, properties);
    }
}
