package io.spillway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.cache.Caching;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compiles what the pages show in Java, and runs what consists of statements. */
class JavaSnippetsTest {
    private static final Pattern TYPE = Pattern.compile("(?m)^public (?:final )?class (\\w+)");

    @TempDir
    Path folder;

    static Stream<Snippet> java() {
        return Snippet.of("java");
    }

    @ParameterizedTest
    @MethodSource("java")
    void compilesAndRuns(Snippet snippet) throws Exception {
        Matcher type = TYPE.matcher(snippet.text());
        if (type.find()) {
            compile(type.group(1), imports(snippet) + snippet.text());
            return;
        }
        // The reader's folders are the test's here.
        String text = snippet.text()
                .replace("\"/var/lib/app/spillway\"", "folder + \"/data\"")
                .replace("\"/etc/app/spillway.yaml\"", "folder + \"/spillway.yaml\"");
        Files.writeString(folder.resolve("spillway.yaml"), "directory: '" + folder + "/other'\n");
        compile("Shown", imports(snippet) + """
                public class Shown extends io.spillway.docs.Surroundings {
                    public Shown(Path folder) throws java.io.IOException {
                        super(folder);
                    }

                    @Override
                    protected void run() throws Exception {
                %s
                    }
                }
                """.formatted(text.indent(8)));
        try (URLClassLoader loader = new URLClassLoader(
                        new URL[] {folder.toUri().toURL()}, JavaSnippetsTest.class.getClassLoader());
                Surroundings shown = (Surroundings) loader.loadClass("Shown")
                        .getDeclaredConstructor(Path.class)
                        .newInstance(folder)) {
            shown.run();
        }
        // What the lines opened at the default place.
        Caching.getCachingProvider().close();
    }

    /** What the pages leave out. */
    private static String imports(Snippet snippet) {
        boolean jcaches = snippet.text().contains("Duration.ONE_HOUR");
        try (InputStream imports = JavaSnippetsTest.class.getResourceAsStream("imports")) {
            return new String(Objects.requireNonNull(imports, "imports").readAllBytes(), StandardCharsets.UTF_8)
                    + "import " + (jcaches ? "javax.cache.expiry" : "java.time") + ".Duration;\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void compile(String name, String source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Path file = Files.writeString(folder.resolve(name + ".java"), source);
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean done = compiler.getTask(
                            said,
                            files,
                            null,
                            List.of(
                                    "-d",
                                    folder.toString(),
                                    "-proc:none",
                                    "-classpath",
                                    System.getProperty(
                                            "surefire.test.class.path", System.getProperty("java.class.path"))),
                            null,
                            files.getJavaFileObjects(file))
                    .call();
            assertThat(done).as(said + "\n" + source).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
