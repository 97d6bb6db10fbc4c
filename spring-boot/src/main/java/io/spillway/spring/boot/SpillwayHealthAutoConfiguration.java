package io.spillway.spring.boot;

import io.spillway.provider.SpillwayCacheManager;
import java.util.Map;
import javax.cache.CacheManager;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The health indicator {@code spillway} for actuator of Spring Boot 4. */
@AutoConfiguration(after = CacheAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class, SpillwayCacheManager.class})
@ConditionalOnBean(CacheManager.class)
@ConditionalOnEnabledHealthIndicator("spillway")
public class SpillwayHealthAutoConfiguration {
    /** For Spring. */
    public SpillwayHealthAutoConfiguration() {}

    @Bean
    HealthIndicator spillwayHealthIndicator(ListableBeanFactory beans) {
        SpillwayManagers managers = new SpillwayManagers(beans);
        return () -> {
            Map<String, io.spillway.Health> found = managers.health();
            return (SpillwayManagers.serve(found) ? Health.up() : Health.down())
                    .withDetails(found)
                    .build();
        };
    }
}
