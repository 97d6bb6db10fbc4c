package io.spillway.spring.boot;

import io.spillway.provider.SpillwayCacheManager;
import javax.cache.CacheManager;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** The endpoint {@code spillway}, where actuator is. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration",
            "org.springframework.boot.autoconfigure.cache.CacheAutoConfiguration"
        })
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class, SpillwayCacheManager.class})
@ConditionalOnBean(CacheManager.class)
public class SpillwayEndpointAutoConfiguration {
    /** For Spring. */
    public SpillwayEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnAvailableEndpoint
    SpillwayEndpoint spillwayEndpoint(ListableBeanFactory beans) {
        return new SpillwayEndpoint(new SpillwayManagers(beans));
    }
}
