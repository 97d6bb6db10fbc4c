package io.spillway.config;

import static io.spillway.config.Configurations.read;
import static io.spillway.config.Configurations.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlaceholdersTest {
    private static final String NAME = "spillway.test.placeholder";
    /** Whichever the environment of this run has. */
    private static final Map.Entry<String, String> VARIABLE = System.getenv().entrySet().stream()
            .filter(entry -> entry.getKey().matches("\\w+") && entry.getValue().matches("[\\w/]+"))
            .findFirst()
            .orElseThrow();

    @AfterEach
    void forget() {
        System.clearProperty(NAME);
    }

    @Test
    void takesTheDefaultWhereNothingIsSet() {
        assertThat(heap("${" + NAME + ":7MB}")).isEqualTo(7 << 20);
        assertThat(heap("${" + NAME + ":${" + NAME + ":7}MB}")).isEqualTo(7 << 20);
    }

    @Test
    void takesASystemPropertyOrAVariable() {
        System.setProperty(NAME, "9");

        assertThat(heap("${" + NAME + ":7}MB")).isEqualTo(9 << 20);
        assertThat(read("namespace: a-${" + VARIABLE.getKey() + "}-b").namespace())
                .isEqualTo("a-" + VARIABLE.getValue() + "-b");
    }

    @Test
    void aDefaultMayHaveColons() {
        assertThat(read("redis: { address: '${" + NAME + ":redis://localhost:6379}' }")
                        .redis())
                .isEqualTo(new RedisPlace("redis://localhost:6379", null));
    }

    @Test
    void aDoubledDollarSignBeginsNone() {
        assertThat(read("directory: a$${b}$c").directory()).isEqualTo(Path.of("a${b}$c"));
    }

    @Test
    void saysWhatIsMissing() {
        assertThat(refusal("namespace: ${" + NAME + "}"))
                .hasMessage("spillway.yaml, line 1, column 12: namespace: there is neither a system property nor an"
                        + " environment variable \"" + NAME + "\"; set one, or write a default: ${" + NAME
                        + ":default}");
        assertThat(refusal("namespace: ${" + NAME))
                .hasMessageContaining("a placeholder in \"${" + NAME + "\" has no end");
        assertThat(refusal("namespace: ${}")).hasMessageContaining("a placeholder has no name");
        assertThat(refusal("namespace: " + "${a_1:".repeat(20) + "}".repeat(20)))
                .hasMessageContaining("too many placeholders");
    }

    @Test
    void whatIsFilledInIsReadAsIfItStoodThere() {
        System.setProperty(NAME, "lots");

        assertThat(refusal("caches: { a: { heap: '${" + NAME + "}' } }"))
                .hasMessageContaining("caches.a.heap: \"lots\" is not a size");
    }

    private static long heap(String text) {
        return read("defaults:\n  heap: " + text).defaults().tiers().heap();
    }
}
