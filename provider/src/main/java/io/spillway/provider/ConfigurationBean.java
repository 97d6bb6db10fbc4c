package io.spillway.provider;

import io.spillway.ConfigurationInForce;
import java.util.function.Supplier;

/** The configuration of a cache manager as JMX shows it. */
final class ConfigurationBean implements ConfigurationMXBean {
    private final Supplier<ConfigurationInForce> configuration;

    ConfigurationBean(Supplier<ConfigurationInForce> configuration) {
        this.configuration = configuration;
    }

    @Override
    public String getSource() {
        return configuration.get().source();
    }

    @Override
    public String getYaml() {
        return configuration.get().yaml();
    }

    @Override
    public long getChanges() {
        return configuration.get().changes();
    }

    @Override
    public long getRefusals() {
        return configuration.get().refusals();
    }

    @Override
    public String getLastRefusal() {
        String refusal = configuration.get().lastRefusal();
        return refusal == null ? "" : refusal;
    }
}
