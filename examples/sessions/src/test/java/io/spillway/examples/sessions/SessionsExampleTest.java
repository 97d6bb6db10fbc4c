package io.spillway.examples.sessions;

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

class SessionsExampleTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @Test
    void aWholeLifeIsTold() {
        String files = directory.resolve("it's here").toString();

        int exit = run("--sessions", "5000", "--heap", "1", "--directory", files);

        assertThat(exit).as("%s%s", out, err).isZero();
        assertThat(text(out))
                .contains("5,000 sessions of 1,000 users")
                .containsPattern("since then: [1-9][0-9,]* spilled")
                .containsPattern("[1-9][0-9,]* restores per second")
                .containsPattern("0 evicted, [1-9][0-9]* expired")
                .contains("5,000 active ones", "5 of user-0, by the index")
                .contains("heap 1MB -> 2MB", "5,000 sessions in ")
                .containsPattern("Sessions per GB: [1-9][0-9,]* in the heap, [1-9][0-9,]* on disk\\.")
                .containsPattern("Restores per second: [1-9]")
                .contains("All 5,000 sessions were what they should be at every step.")
                .contains("The files are in " + files);
        assertThat(text(err)).isEmpty();
    }

    @Test
    void aFolderWithSomethingInItIsLeftAlone() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "mine");

        assertThat(run("--directory", directory.toString())).isEqualTo(2);
        assertThat(text(err)).contains("is not empty");
        assertThat(directory).isDirectoryContaining(file::equals);
        assertThat(file).hasContent("mine");
    }

    @Test
    void aWrongOptionIsSaid() {
        assertThat(run("--sessions", "few")).isEqualTo(2);
        assertThat(text(err))
                .isEqualTo(String.format("--sessions needs a number from 1000 to 10000000, not \"few\".%n"
                        + "--help lists the options.%n"));
    }

    @Test
    void helpListsTheOptions() {
        assertThat(run("--help")).isZero();
        assertThat(text(out)).contains("--sessions", "--heap", "--directory");
    }

    private int run(String... args) {
        return SessionsExample.run(List.of(args), print(out), print(err));
    }

    private static PrintStream print(ByteArrayOutputStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
