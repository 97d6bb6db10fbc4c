package io.spillway.tier.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.spillway.tier.disk.child.DiskRoundTrip;
import io.spillway.tier.disk.child.HeapRoundTrip;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a disk tier needs of the JVM, in child processes. */
class ChronicleRuntimeTest {
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
    private static final Path JAVA = JAVA_HOME.resolve("bin/java");

    @TempDir
    Path directory;

    @Test
    void worksWithoutFlagsAndWithoutAWord() throws Exception {
        Output output = run(JAVA, List.of());
        assertThat(output.text).isEmpty();
        assertThat(output.exitCode).isZero();
    }

    @Test
    void namesTheFlagsWhereItMayNotOpenModules() throws Exception {
        Output refused = run(JAVA, List.of("-D" + ChronicleRuntime.OPEN_MODULES + "=false"));
        assertThat(refused.exitCode).isNotZero();
        assertThat(refused.text).containsOnlyOnce("CacheException").contains("Add these flags to the java command");
        List<String> flags = new ArrayList<>();
        Matcher matcher = Pattern.compile("--add-opens=\\S+").matcher(refused.text);
        while (matcher.find()) {
            flags.add(matcher.group());
        }
        assertThat(flags).isNotEmpty();
        flags.add("-D" + ChronicleRuntime.OPEN_MODULES + "=false");
        Output granted = run(JAVA, flags);
        assertThat(granted.text).isEmpty();
        assertThat(granted.exitCode).isZero();
    }

    @Test
    void cachesInTheHeapAloneNeedNoFlags() throws Exception {
        List<String> command = new ArrayList<>(
                List.of(JAVA.toString(), "-D" + ChronicleRuntime.OPEN_MODULES + "=false", "-cp", classPath()));
        command.add(HeapRoundTrip.class.getName());
        Output output = execute(command);
        assertThat(output.text).isEmpty();
        assertThat(output.exitCode).isZero();
    }

    @Test
    void namesTheFlagWhereMemoryAccessIsDenied() throws Exception {
        assumeThat(Runtime.version().feature()).as("such a flag").isGreaterThanOrEqualTo(24);
        Output refused = run(JAVA, List.of("--sun-misc-unsafe-memory-access=deny"));
        assertThat(refused.exitCode).isNotZero();
        assertThat(refused.text)
                .containsOnlyOnce("CacheException")
                .contains(": --sun-misc-unsafe-memory-access=allow ");
    }

    @Test
    void worksOnARuntimeWithoutCompiler() throws Exception {
        Path jlink = JAVA_HOME.resolve("bin/jlink");
        assumeThat(jlink).as("this JDK has no jlink").isExecutable();
        Path image = directory.resolve("image");
        String modules = "java.se,jdk.unsupported";
        Output linked = execute(
                List.of(jlink.toString(), "--add-modules", modules, "--output", image.toString(), "--strip-debug"));
        // A JDK may come without its jmods folder, and not be able to link from itself.
        assumeThat(linked.exitCode).as(linked.text).isZero();
        Output output = run(image.resolve("bin/java"), List.of());
        assertThat(output.text).isEmpty();
        assertThat(output.exitCode).isZero();
    }

    @Test
    void reservesTheRoomOfFiles() throws IOException {
        assumeThat(System.getProperty("os.name")).isEqualTo("Linux");
        Path file = directory.resolve("sparse");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1 << 20);
        }
        assertThat(ChronicleRuntime.reserve(file)).isTrue();
    }

    @Test
    void nothingPhonesHome() {
        assertThat(System.getProperty("java.class.path")).doesNotContain("chronicle-analytics");
    }

    private Output run(Path java, List<String> flags) throws Exception {
        List<String> command = new ArrayList<>(List.of(java.toString(), "-cp", classPath()));
        command.addAll(flags);
        command.add(DiskRoundTrip.class.getName());
        command.add(Files.createTempDirectory(directory, "data").toString());
        return execute(command);
    }

    /** The class path of this process, without the libraries that only tests use. */
    private static String classPath() {
        String repository = "/(junit|jqwik|assertj|awaitility|archunit|surefire|jna|jackson)[-/]";
        Stream<String> entries =
                Arrays.stream(System.getProperty("java.class.path").split(":"));
        return String.join(
                ":",
                entries.filter(entry ->
                                !Pattern.compile(repository).matcher(entry).find())
                        .toList());
    }

    /** Runs a process; what the JVM says of the one class that Chronicle can't do without is not its fault. */
    private Output execute(List<String> command) throws IOException, InterruptedException {
        Path log = Files.createTempFile(directory, "output", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        String text = Files.readAllLines(log).stream()
                .filter(line -> !line.matches(
                        "WARNING: .*sun\\.misc\\.Unsafe.*|WARNING: (Please consider reporting|Restricted methods).*"))
                .filter(line -> !line.isBlank())
                .filter(line ->
                        !line.matches("WARNING: .*(restricted method|native-access|native access|System::load).*"))
                .reduce("", (all, line) -> all + line + "\n");
        return new Output(process.exitValue(), text);
    }

    private record Output(int exitCode, String text) {}
}
