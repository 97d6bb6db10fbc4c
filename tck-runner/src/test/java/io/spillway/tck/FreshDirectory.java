package io.spillway.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.runner.Description;
import org.junit.runner.notification.RunListener;

/**
 * Gives each test a directory of its own, and a namespace in Redis, in the one place that the provider looks for it: the {@code spillway.yaml} on the
 * class path. So a test finds nothing that an earlier one left, while files are truly kept as long as it runs.
 */
public final class FreshDirectory extends RunListener {
    private static final String DIRECTORY_LINE = "(?m)^directory: .*$";
    private static final String REDIS_LINE = "(?m)^redis: .*$";
    private static final String NAMESPACE_LINE = "(?m)^namespace: .*$";

    private final String name = System.getProperty("tck.configuration");
    private final Path configuration = Path.of("target", "configurations", name, "spillway.yaml");
    private final Path root = Path.of(
            "target", "directories", name, Long.toString(ProcessHandle.current().pid()));
    private final String run = Long.toString(ProcessHandle.current().pid());
    private String redis;
    private int tests;

    /** For Surefire, which makes the listener. */
    public FreshDirectory() {}

    @Override
    public void testStarted(Description description) {
        tests++;
        try {
            String text = Files.readString(configuration);
            String line = "directory: " + root.resolve(Integer.toString(tests));
            String changed = text.replaceFirst(DIRECTORY_LINE, line)
                    .replaceFirst(NAMESPACE_LINE, "namespace: tck-" + run + "-" + tests);
            if (redis == null && text.contains("\nredis: ")) {
                redis = name.endsWith("-cluster") ? RedisForTck.startCluster() : RedisForTck.start();
            }
            if (redis != null) {
                changed = changed.replaceFirst(REDIS_LINE, "redis: " + redis);
            }
            Files.writeString(configuration, changed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
