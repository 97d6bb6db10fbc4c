package io.spillway.spring.boot;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.spillway.micrometer.SpillwayMetrics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.cache.CacheManager;

/** The meters of all cache managers of an application; of several, each has a tag with its bean's name. */
final class SpillwayMeters implements MeterBinder, AutoCloseable {
    private final SpillwayManagers managers;
    private final List<SpillwayMetrics> bound = new CopyOnWriteArrayList<>();

    SpillwayMeters(SpillwayManagers managers) {
        this.managers = managers;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Map<String, CacheManager> all = managers.all();
        all.forEach((name, manager) -> {
            SpillwayMetrics metrics =
                    new SpillwayMetrics(manager, all.size() == 1 ? Tags.empty() : Tags.of("cache.manager", name));
            metrics.bindTo(registry);
            bound.add(metrics);
        });
    }

    @Override
    public void close() {
        bound.forEach(SpillwayMetrics::close);
    }
}
