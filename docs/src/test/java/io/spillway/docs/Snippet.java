package io.spillway.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A block of code in a page.
 *
 * @param page the file, from the project's folder on
 * @param line the number of its first line
 * @param language what stands behind the fence
 * @param text the code
 */
record Snippet(String page, int line, String language, String text) {
    private static final String FENCE = "```";

    static final Path PROJECT = Path.of(System.getProperty("basedir", ""))
            .toAbsolutePath()
            .resolve("..")
            .normalize();

    /** The pages that a user reads. */
    static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(PROJECT.resolve("docs"))) {
            Stream<Path> others = Stream.of(PROJECT.resolve("README.md"), PROJECT.resolve("CONTRIBUTING.md"));
            return Stream.concat(others, docs)
                    .filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    /** All blocks of a language. */
    static Stream<Snippet> of(String language) {
        try {
            List<Snippet> found = new ArrayList<>();
            for (Path page : pages()) {
                collect(page, found);
            }
            return found.stream().filter(snippet -> snippet.language().equals(language));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void collect(Path page, List<Snippet> found) throws IOException {
        List<String> lines = Files.readAllLines(page);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith(FENCE)) {
                int end = i + 1;
                while (!lines.get(end).equals(FENCE)) {
                    end++;
                }
                found.add(new Snippet(
                        PROJECT.relativize(page).toString(),
                        i + 2,
                        line.substring(FENCE.length()),
                        String.join("\n", lines.subList(i + 1, end)) + "\n"));
                i = end;
            }
        }
    }

    @Override
    public String toString() {
        return page + ":" + line;
    }
}
