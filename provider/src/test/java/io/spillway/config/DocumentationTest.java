package io.spillway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.SpillwayManagerConfiguration;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code docs/configuration.md} equal to the table of keys. Run with {@code -Dspillway.docs.write=true} to write
 * the tables anew.
 */
class DocumentationTest {
    private static final Path PAGE = Path.of(System.getProperty("basedir", ""), "../docs/configuration.md");

    @Test
    void thePageTellsTheTable() throws IOException {
        String page = Files.readString(PAGE);
        String expected = page;
        expected = replace(expected, "top", table(keys(Keys.TOP, Key.Group.MANAGER)));
        expected = replace(expected, "tiers", table(keys(Keys.CACHE, Key.Group.TIERS)));
        expected = replace(expected, "standard", table(keys(Keys.CACHE, Key.Group.STANDARD)));
        if (Boolean.getBoolean("spillway.docs.write")) {
            Files.writeString(PAGE, expected);
        } else {
            assertThat(page).isEqualTo(expected);
        }
    }

    @Test
    void theExampleOfThePageIsRight() throws IOException {
        String page = Files.readString(PAGE);
        int start = page.indexOf("```yaml") + "```yaml".length();
        String example = page.substring(start, page.indexOf("```", start));

        ManagerSettings settings = Configurations.read(example);

        assertThat(settings.declaredCaches()).isNotEmpty();
        for (Key<?> key : Keys.CACHE.keys()) {
            assertThat(example).as("the example shows each key").contains(key.name() + ":");
        }
    }

    @Test
    void theBuildersHaveEachKey() {
        assertThat(methods(SpillwayManagerConfiguration.Builder.class)).containsAll(camelCase(Keys.TOP));
        assertThat(methods(SpillwayManagerConfiguration.CacheBuilder.class)).containsAll(camelCase(Keys.CACHE));
    }

    private static Set<String> methods(Class<?> builder) {
        return Arrays.stream(builder.getMethods()).map(Method::getName).collect(Collectors.toSet());
    }

    private static List<String> camelCase(Vocabulary vocabulary) {
        return vocabulary.keys().stream()
                .map(Key::name)
                .map(name -> name.equals("caches") ? "cache" : name)
                .map(name -> Pattern.compile("-(.)")
                        .matcher(name)
                        .replaceAll(dash -> dash.group(1).toUpperCase(Locale.ROOT)))
                .toList();
    }

    private static List<Key<?>> keys(Vocabulary vocabulary, Key.Group group) {
        return vocabulary.keys().stream().filter(key -> key.group() == group).toList();
    }

    private static String table(List<Key<?>> keys) {
        return keys.stream()
                .map(DocumentationTest::row)
                .collect(Collectors.joining(
                        "\n",
                        "| key | value | unit | default | changes while running | |\n|---|---|---|---|---|---|\n",
                        ""));
    }

    private static String row(Key<?> key) {
        return "| `%s` | %s | %s | %s | %s | %s |"
                .formatted(
                        key.name(),
                        key.type().name(),
                        key.type().unit(),
                        key.fallback() == null ? key.defaultNote() : "`" + key.defaultNote() + "`",
                        key.live().note(),
                        key.doc());
    }

    private static String replace(String page, String name, String content) {
        String begin = "<!-- keys: " + name + " -->\n";
        String end = "\n<!-- end -->";
        int from = page.indexOf(begin);
        assertThat(from).as("the mark of the table %s", name).isNotNegative();
        return Stream.of(page.substring(0, from + begin.length()), content, page.substring(page.indexOf(end, from)))
                .collect(Collectors.joining());
    }
}
