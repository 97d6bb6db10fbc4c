package io.spillway.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.spillway.CacheTiers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import javax.cache.Cache;
import javax.cache.management.CacheStatisticsMXBean;

/** The meters of one cache in one registry. */
final class CacheMeters {
    private final Cache<?, ?> cache;
    private final MeterRegistry registry;
    private final Tags tags;
    private final List<Meter> meters = new ArrayList<>();

    CacheMeters(Cache<?, ?> cache, MeterRegistry registry, Tags tags) {
        this.cache = cache;
        this.registry = registry;
        this.tags = tags;
        CacheTiers now = cache.unwrap(CacheTiers.class);
        boolean disk = now.disk().maxBytes() > 0;
        boolean redis = !now.redis().equals(CacheTiers.Redis.NONE);
        for (TierNumber number : TierNumber.values()) {
            boolean there = switch (number.tier()) {
                case "disk" -> disk;
                case "redis" -> redis;
                default -> true;
            };
            if (there && (now.checkpoints() != null || !number.ofCheckpoints())) {
                show(number);
            }
        }
        showStatistics();
    }

    private void show(TierNumber number) {
        Tags own = tags.and("tier", number.tier());
        if (!number.stat().isEmpty()) {
            own = own.and("stat", number.stat());
        }
        add(
                number.counts(),
                number.meter(),
                number.unit(),
                number.description(),
                own,
                source -> number.of(source.unwrap(CacheTiers.class)));
    }

    private void showStatistics() {
        Tags all = tags.and("tier", "all");
        statistic("spillway.cache.gets", "Reads that found an entry", all.and("result", "hit"), s -> s.getCacheHits());
        statistic("spillway.cache.gets", "Reads that found none", all.and("result", "miss"), s -> s.getCacheMisses());
        statistic("spillway.cache.puts", "Puts", all, s -> s.getCachePuts());
        statistic("spillway.cache.removals", "Removals", all, s -> s.getCacheRemovals());
    }

    private void statistic(String name, String what, Tags own, ToDoubleFunction<CacheStatisticsMXBean> value) {
        String description = what + ", while statistics are enabled, as JSR-107 counts";
        add(
                true,
                name,
                "",
                description,
                own,
                source -> value.applyAsDouble(source.unwrap(CacheStatisticsMXBean.class)));
    }

    private void add(
            boolean counts,
            String name,
            String unit,
            String description,
            Tags own,
            ToDoubleFunction<Cache<?, ?>> value) {
        String baseUnit = unit.isEmpty() ? null : unit;
        meters.add(
                counts
                        ? FunctionCounter.builder(name, cache, value::applyAsDouble)
                                .baseUnit(baseUnit)
                                .description(description)
                                .tags(own)
                                .register(registry)
                        : Gauge.builder(name, cache, value::applyAsDouble)
                                .baseUnit(baseUnit)
                                .description(description)
                                .tags(own)
                                .register(registry));
    }

    void remove() {
        meters.forEach(registry::remove);
    }
}
