package io.spillway.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @Test
    void everyByteComesBack() {
        String files = directory.resolve("it's here").toString();
        List<String> args = List.of("--limit", "1500", "--heap", "1MB", "--disk", "64MB", "--directory", files);

        int exit = run(args);
        assertThat(exit).as("%s%s", out, err).isZero();
        assertThat(text(out))
                .contains("1,500 files", "All 3,001 comparisons of SHA-256 were equal")
                .contains("The files are in " + files)
                .containsPattern("Spilled [1-9]")
                .containsPattern("restored [1-9]")
                .contains("open again, with 1,500 files")
                .contains(", 0 evicted.");

        out.reset();
        int again = run(args);
        assertThat(again).as("over the files of an earlier run: %s%s", out, err).isZero();
    }

    @Test
    void aDiskThatIsTooSmallIsSaidBeforehand() {
        assertThat(run(List.of("--limit", "1500", "--disk", "1MB", "--directory", directory.toString())))
                .isEqualTo(2);
        assertThat(text(err)).startsWith("--disk 1.0 MB is too small for ").contains("give it at least ");
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsSaid() throws IOException {
        Path file = Files.createFile(directory.resolve("a file"));

        assertThat(run(List.of("--limit", "10", "--directory", file.toString())))
                .isEqualTo(2);
        assertThat(text(err)).startsWith("Nothing can be written into the directory " + file);
    }

    @Test
    void aWrongOptionIsSaid() {
        assertThat(run(List.of("--heap", "lots"))).isEqualTo(2);
        assertThat(text(err))
                .isEqualTo(
                        String.format("--heap needs a size such as 16MB, not \"lots\".%n--help lists the options.%n"));
    }

    @Test
    void helpListsTheOptions() {
        assertThat(run(List.of("--help"))).isZero();
        assertThat(text(out)).contains("--heap", "--disk", "--directory", "--limit", "--no-progress");
    }

    private int run(List<String> args) {
        return Quickstart.run(args, print(out), print(err));
    }

    private static PrintStream print(ByteArrayOutputStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
