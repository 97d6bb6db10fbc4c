package io.spillway;

import java.util.List;

/** The {@link Health} of the caches of a manager; registered as {@code io.spillway:type=Health,CacheManager=...}. */
public interface HealthMXBean {
    /** {@code UP}, {@code DEGRADED} or {@code DOWN}. */
    String getStatus();

    /** What is wrong, each with the name of its cache and what to do about it; empty if nothing is. */
    List<String> getProblems();
}
