package io.spillway.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.spillway.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Keeps {@code docs/spillway.schema.json} equal to the table of keys, and as strict as the reader is. Run with {@code
 * -Dspillway.docs.write=true} to write it anew.
 */
class SchemaTest {
    private static final Path DOCS = Path.of(System.getProperty("basedir", ""), "../docs");
    private static final Path FILE = DOCS.resolve("spillway.schema.json");
    private static final Path CONFIGURATIONS =
            Path.of(System.getProperty("basedir", ""), "../tck-runner/src/test/configurations");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Object> PLACEHOLDER = ordered("type", "string", "pattern", "\\$\\{");

    @Test
    void theFileTellsTheTable() throws IOException {
        String expected = text();
        if (Boolean.getBoolean("spillway.docs.write")) {
            Files.writeString(FILE, expected);
        } else {
            assertThat(Files.readString(FILE)).isEqualTo(expected);
        }
    }

    static Stream<String> sound() throws IOException {
        List<String> sound = new ArrayList<>();
        String page = Files.readString(DOCS.resolve("configuration.md"));
        int start = page.indexOf("```yaml") + "```yaml".length();
        sound.add(page.substring(start, page.indexOf("```", start)));
        try (Stream<Path> files = Files.walk(CONFIGURATIONS)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sound.add(Files.readString(file));
            }
        }
        sound.add("caches:\n  a:\n  b: {}\n");
        sound.add("{ heap: 1 GB, hot-reload: true, watch: [a.yaml], shutdown-hook: 'false', close-within: 1m30s }");
        sound.add(
                "defaults: { heap: 1000, spill-at: '${MARK:80%}', statistics: '${ON:true}', redis: '${REDIS:none}' }");
        sound.add(
                "{ directory: d, caches: { a: { checkpoint: none, expiry: eternal, compress: none, fsync: none } } }");
        sound.add("caches: { 'x*': { heap: 1.5MB, disk: none } }");
        return sound.stream();
    }

    @ParameterizedTest
    @MethodSource("sound")
    void acceptsWhatIsRight(String yaml) throws IOException {
        assertThat(problems(yaml)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cahces: {}",
                "heap: much",
                "hot-reload: yes please",
                "watch: a.yaml",
                "redis: redis://localhost",
                "redis: { address: 'redis://a', file: b.yaml }",
                "caches: [s]",
                "caches: { s: 100MB }",
                "caches: { s: { haep: 1MB } }",
                "caches: { s: { heap: { max: 1MB } } }",
                "caches: { s: { heap: [1MB] } }",
                "caches: { s: { disk: off the record } }",
                "caches: { s: { spill-at: 80 percent } }",
                "caches: { s: { survives: everything } }",
                "caches: { s: { fsync: every 0 } }",
                "caches: { s: { codec: jva } }",
                "caches: { s: { allow: com.example.A } }",
                "caches: { s: { expiry: 5m } }",
                "caches: { s: { expiry: { idle: soon } } }",
                "caches: { s: { expiry: { idle: 5m, created: 1h } } }",
                "caches: { s: { checkpoint: { evry: 5m } } }",
                "caches: { s: { compress: { with: zip } } }",
                "caches: { s: { redis: { writes: later } } }",
                "caches: { s: { redis: { drain: { bacth: 1 } } } }",
                "caches: { 's*': { statistics: true } }",
                "defaults: { directory: files }"
            })
    void refusesWhatTheReaderRefuses(String yaml) throws IOException {
        assertThat(problems(yaml)).as("by the schema").isNotEmpty();
        assertThat(Configurations.refusal(yaml)).isInstanceOf(ConfigurationException.class);
    }

    /** What the shape of a group has is what its reader takes, and the other way round. */
    @Test
    void eachPartOfAGroupIsKnownToItsReader() {
        for (Key<?> key : Keys.CACHE.keys()) {
            if (key.type().shape() instanceof Shape.Group group) {
                for (String part : group.parts().get().keySet()) {
                    String refusal = Configurations.refusal(
                                    "caches: { s: { " + key.name() + ": { " + part + ": [[]] } } }")
                            .getMessage();
                    assertThat(refusal).contains(key.name() + "." + part).doesNotContain("there is no such key");
                }
            }
        }
    }

    private static Set<ValidationMessage> problems(String yaml) throws IOException {
        JsonSchema schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(Files.readString(FILE));
        Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        JsonNode node = JSON.valueToTree(document == null ? Map.of() : document);
        return schema.validate(node);
    }

    private static String text() throws JsonProcessingException {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "Spillway configuration");
        schema.putAll(group(Keys.TOP.keys().stream().toList(), "object"));
        Map<String, Object> definitions = new LinkedHashMap<>();
        definitions.put("cache", group(Keys.CACHE.keys(), "object", "null"));
        definitions.put(
                "pattern",
                group(
                        Keys.CACHE.keys().stream()
                                .filter(key -> key.group() == Key.Group.TIERS)
                                .toList(),
                        "object",
                        "null"));
        schema.put("$defs", definitions);
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter()
                .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                .withArrayIndenter(new DefaultIndenter("  ", "\n"));
        return JSON.writer(printer).writeValueAsString(schema) + "\n";
    }

    private static Map<String, Object> group(List<Key<?>> keys, String... types) {
        Map<String, Object> properties = new LinkedHashMap<>();
        keys.forEach(key -> properties.put(key.name(), property(key)));
        Map<String, Object> group = new LinkedHashMap<>();
        group.put("type", types.length == 1 ? types[0] : List.of(types));
        group.put("properties", properties);
        group.put("additionalProperties", false);
        return group;
    }

    private static Map<String, Object> property(Key<?> key) {
        Map<String, Object> property = new LinkedHashMap<>();
        property.put("description", key.doc());
        if (key.fallback() != null && key.type().shape() instanceof Shape.Word) {
            property.put("default", key.defaultNote());
        }
        if (key.name().equals(Keys.DEFAULTS.name())) {
            property.put("$ref", "#/$defs/cache");
        } else if (key.name().equals(Keys.CACHES.name())) {
            property.put("type", List.of("object", "null"));
            property.put("patternProperties", Map.of("\\*", Map.of("$ref", "#/$defs/pattern")));
            property.put("additionalProperties", Map.of("$ref", "#/$defs/cache"));
        } else {
            property.putAll(value(key.type().shape()));
        }
        return property;
    }

    private static Map<String, Object> value(Shape shape) {
        if (shape instanceof Shape.Word word) {
            return word(word);
        }
        if (shape instanceof Shape.Listing listing) {
            return ordered("type", "array", "items", value(listing.item().shape()));
        }
        return group((Shape.Group) shape);
    }

    private static Map<String, Object> word(Shape.Word word) {
        List<String> types = List.of("string", "number", "boolean");
        if (!word.choices().isEmpty()) {
            List<Object> choices = new ArrayList<>(word.choices());
            word.choices().stream()
                    .filter(choice -> choice.equals("true") || choice.equals("false"))
                    .map(Boolean::valueOf)
                    .forEach(choices::add);
            return Map.of("anyOf", List.of(Map.of("enum", choices), PLACEHOLDER));
        }
        if (word.pattern().isEmpty()) {
            return Map.of("type", types);
        }
        return Map.of(
                "anyOf",
                List.of(
                        ordered("type", List.of("string", "number"), "pattern", "^\\s*(" + word.pattern() + ")\\s*$"),
                        PLACEHOLDER));
    }

    private static Map<String, Object> group(Shape.Group group) {
        Map<String, Object> properties = new LinkedHashMap<>();
        group.parts().get().forEach((name, type) -> properties.put(name, value(type.shape())));
        Map<String, Object> object = ordered("type", "object", "properties", properties, "additionalProperties", false);
        if (group.single()) {
            object.put("minProperties", 1);
            object.put("maxProperties", 1);
        }
        return group.word().isEmpty()
                ? object
                : Map.of("anyOf", List.of(object, Map.of("const", group.word()), PLACEHOLDER));
    }

    private static Map<String, Object> ordered(Object... keysAndValues) {
        Map<String, Object> ordered = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            ordered.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return ordered;
    }
}
