package io.spillway.spring.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restart by devtools: another class loader, and the files still held by the same process. */
class DevtoolsTest {
    private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

    @TempDir
    Path folder;

    @Test
    void whatIsCachedIsReadByTheClassesOfTheNextRestart() throws Exception {
        Path classes = folder.resolve("classes");
        copyClasses(classes);
        Path log = folder.resolve("log");
        Process process = start(classes, log);
        try {
            Front before = started(process, log, 1);
            assertThat(before.get("/things/one")).isEqualTo("one");
            assertThat(before.get("/lookups")).isEqualTo("1");
            String instance = before.get("/instance");

            for (int restart = 1; restart <= 3; restart++) {
                Files.writeString(classes.resolve("changed.txt"), String.valueOf(restart));
                Front after = started(process, log, restart + 1);
                assertThat(after.get("/instance")).isNotEqualTo(instance);
                assertThat(after.get("/things/one")).isEqualTo("one");
                assertThat(after.get("/lookups"))
                        .as("found, after restart %d%n%s", restart, Files.readString(log))
                        .isEqualTo("0");
            }
            assertThat(Files.readString(log)).doesNotContain("ERROR");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** Devtools loads anew what is in folders of classes. */
    private static void copyClasses(Path target) throws IOException {
        Path source = Path.of("target", "test-classes");
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Path copy = target.resolve(source.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
        Files.writeString(target.resolve("changed.txt"), "0");
    }

    private Process start(Path classes, Path log) throws IOException {
        List<String> path = new ArrayList<>(List.of(classes.toString()));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!entry.endsWith("test-classes")) {
                path.add(entry);
            }
        }
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        String.join(File.pathSeparator, path),
                        Application.class.getName(),
                        "--server.port=0",
                        "--spring.devtools.restart.poll-interval=300ms",
                        "--spring.devtools.restart.quiet-period=100ms",
                        "--spring.devtools.livereload.enabled=false",
                        "--spillway.directory=" + folder.resolve("caches"),
                        "--spillway.caches.things.survives=restart",
                        "--spillway.caches.things.value=io.spillway.spring.starter.Application$Thing")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static Front started(Process process, Path log, int times) throws IOException {
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(ports(log).size() >= times || !process.isAlive())
                        .as("start %d in %s", times, Files.readString(log))
                        .isTrue());
        List<Integer> ports = ports(log);
        assertThat(ports).as("%s", Files.readString(log)).hasSize(times);
        return new Front(ports.get(times - 1));
    }

    private static List<Integer> ports(Path log) throws IOException {
        return STARTED.matcher(Files.readString(log))
                .results()
                .map((MatchResult match) -> Integer.valueOf(match.group(1)))
                .toList();
    }
}
