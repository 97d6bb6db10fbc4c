package io.spillway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Looks up, in the sources, what the page on troubleshooting says that is said. */
class TroubleshootingTest {
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    /** Of two literals with nothing between them, or a line's end. */
    private static final Pattern JOINED = Pattern.compile("\"\\s*\\+\\s*\"");

    @Test
    void whatItQuotesIsSaid() throws IOException {
        String sources = sources();
        List<String> quoted = new ArrayList<>();
        for (String line : Files.readAllLines(Snippet.PROJECT.resolve("docs/troubleshooting.md"))) {
            if (line.startsWith("| `")) {
                Matcher matcher = QUOTED.matcher(line.split("\\|")[1]);
                while (matcher.find()) {
                    quoted.addAll(List.of(matcher.group(1).split("\u2026")));
                }
            }
        }
        assertThat(quoted).hasSizeGreaterThan(20);
        assertThat(quoted)
                .allSatisfy(part ->
                        assertThat(sources.contains(part.strip())).as(part).isTrue());
    }

    private static String sources() throws IOException {
        try (Stream<Path> files = Files.walk(Snippet.PROJECT, 14)) {
            String all = files.filter(file -> file.toString().contains("src/main/java")
                            && file.toString().endsWith(".java"))
                    .map(TroubleshootingTest::content)
                    .collect(Collectors.joining());
            return JOINED.matcher(all).replaceAll("");
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
