package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.provider.child.Sockets;
import io.spillway.provider.child.WithoutSockets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without a Redis there is nobody to talk to: neither Spillway nor a library of it opens a socket. */
class NoNetworkTest {
    @TempDir
    Path directory;

    @Test
    void noTierOpensASocket() throws Exception {
        Path configuration =
                Files.writeString(directory.resolve("spillway.yaml"), """
                directory: %s
                defaults: { key: java.lang.Integer, value: java.lang.String, heap: 100KB, disk: 8MB }
                caches:
                  forgets: { survives: nothing }
                  restarts: { survives: restart }
                  crashes: { survives: crash, checkpoint: { every: 1h } }
                """.formatted(directory.resolve("data")));
        for (int run = 0; run < 2; run++) {
            assertThat(run(configuration.toString()).lines().filter(line -> !isFarewell(line)))
                    .isEmpty();
        }
    }

    /** Whether a line says what a cache kept when it closed, or who says so. */
    private static boolean isFarewell(String line) {
        return line.contains(" is closed: ") || line.contains("io.spillway.cache.LastWords");
    }

    /** Else the other test could not fail. */
    @Test
    void anAttemptWouldBeSeen() throws Exception {
        assertThat(run().lines().filter(line -> line.contains("A socket was to be opened")))
                .hasSize(2);
    }

    private String run(String... arguments) throws IOException, InterruptedException {
        Path log = directory.resolve("log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.nio.channels.spi.SelectorProvider=" + Sockets.class.getName(),
                "-cp",
                System.getProperty("java.class.path"),
                WithoutSockets.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        String text = Files.readString(log);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }
}
