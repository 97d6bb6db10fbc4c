package io.spillway.spring.boot;

import io.micrometer.core.instrument.MeterRegistry;
import io.spillway.micrometer.SpillwayMetrics;
import io.spillway.provider.SpillwayCacheManager;
import javax.cache.CacheManager;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** The meters {@code spillway.*}, where Micrometer is; Spring Boot binds them to its registries. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration",
            "org.springframework.boot.autoconfigure.cache.CacheAutoConfiguration"
        })
@ConditionalOnClass({MeterRegistry.class, SpillwayMetrics.class, SpillwayCacheManager.class})
@ConditionalOnBean(CacheManager.class)
public class SpillwayMetricsAutoConfiguration {
    /** For Spring. */
    public SpillwayMetricsAutoConfiguration() {}

    @Bean
    SpillwayMeters spillwayMeters(ListableBeanFactory beans) {
        return new SpillwayMeters(new SpillwayManagers(beans));
    }
}
