package io.spillway.provider;

import io.spillway.Health;
import io.spillway.HealthMXBean;
import java.util.List;
import java.util.function.Supplier;

/** The health of a manager's caches as JMX shows it. */
final class HealthBean implements HealthMXBean {
    private final Supplier<Health> health;

    HealthBean(Supplier<Health> health) {
        this.health = health;
    }

    @Override
    public String getStatus() {
        return health.get().status().name();
    }

    @Override
    public List<String> getProblems() {
        return health.get().problems().stream().map(HealthBean::line).toList();
    }

    private static String line(Health.Problem problem) {
        String of = problem.cache() == null ? "" : "cache '" + problem.cache() + "': ";
        return problem.status() + " " + problem.kind() + ": " + of + problem.text();
    }
}
