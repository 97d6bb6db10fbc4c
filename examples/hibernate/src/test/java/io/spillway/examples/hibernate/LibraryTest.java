package io.spillway.examples.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryTest {
    @TempDir
    Path folder;

    @Test
    void theSecondReadNeedsNoDatabaseAndWhatSurvivesNeedsNoneAfterARestart() throws IOException {
        assertThat(run())
                .contains("The database was empty; it has 500 authors")
                .containsPattern("countries by code +read 500 times: +500 statements; and again: 0\\.")
                .containsPattern("authors with their books +read 500 times: +1,000 statements; and again: 0\\.")
                .containsPattern("books by ISBN +read 500 times: +500 statements; and again: 0\\.")
                .containsPattern("queries by author +read 500 times: +500 statements; and again: 0\\.")
                .contains("for the 1. time");
        assertThat(run())
                .doesNotContain("The database was empty")
                .containsPattern("countries by code +read 500 times: +0 statements; and again: 0\\.")
                .containsPattern("authors with their books +read 500 times: +\\S*[1-9]\\d* statements; and again: 0\\.")
                .contains("for the 2. time");
    }

    private String run() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Library.run(folder, new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }
}
