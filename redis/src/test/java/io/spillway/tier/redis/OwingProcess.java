package io.spillway.tier.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.tier.redis.child.Owing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process that runs {@link Owing}, and does what it is told until it is killed. */
final class OwingProcess implements AutoCloseable {
    private final Process process;
    private final Path log;

    private OwingProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts it with a configuration; what it says goes to a file beside that. */
    static OwingProcess start(Path configuration) throws IOException {
        Path log = configuration.resolveSibling("child.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owing.class.getName(),
                        configuration.toString())
                .redirectError(log.toFile())
                .start();
        return new OwingProcess(process, log);
    }

    /** Has it do something, and waits until that is acknowledged. */
    void tell(char command) throws IOException {
        process.getOutputStream().write(command);
        process.getOutputStream().flush();
        assertThat(process.getInputStream().read())
                .as(() -> "what the child said: " + said())
                .isEqualTo(command);
    }

    private String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Kills it. */
    @Override
    public void close() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
