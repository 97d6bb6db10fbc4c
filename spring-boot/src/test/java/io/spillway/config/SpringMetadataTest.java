package io.spillway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.spillway.ConfigurationException;
import io.spillway.provider.SpillwayCachingProvider;
import io.spillway.spring.boot.CacheKeys;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What editors complete is what Spillway knows. {@code -Dmetadata.write} writes the file anew. */
class SpringMetadataTest {
    private static final Path FILE = Path.of("src/main/resources/META-INF/spring-configuration-metadata.json");

    private static final Map<String, List<String>> WORDS = Map.of(
            "survives", List.of("nothing", "restart", "crash"),
            "when-full", List.of("evict", "reject"),
            "when-unreadable", List.of("miss", "fail"),
            "codec", List.of("object", "json", "java"),
            "fsync", List.of("none", "each"));

    @Test
    void theFileHasAllNames() throws Exception {
        String expected = metadata();
        if (System.getProperty("metadata.write") != null) {
            Files.writeString(FILE, expected);
        }
        assertThat(namesIn(Files.readString(FILE))).isEqualTo(namesIn(expected));
    }

    /** What is told of a name may be told in other words. */
    private static List<String> namesIn(String metadata) {
        return metadata.lines().filter(line -> line.contains("\"name\"")).toList();
    }

    @Test
    void aCacheHasTheKeysOfTheVocabulary() {
        assertThat(components(CacheKeys.class))
                .extracting(SpringMetadataTest::dashed)
                .containsExactlyElementsOf(
                        Keys.CACHE.keys().stream().map(Key::name).toList());
    }

    @Test
    void everyNameIsKnown() {
        names().forEach(name -> assertKnown("spillway." + name));
        cacheNames().forEach(name -> assertKnown("spillway.caches.some." + name));
    }

    private static void assertKnown(String name) {
        Properties properties = new Properties();
        properties.setProperty(name, "{ not a value }");
        try (SpillwayCachingProvider provider = new SpillwayCachingProvider()) {
            if (name.matches(".*(directory|namespace|watch|redis\\.file|\\.key|\\.value)")) {
                return; // anything may be a path or a name, and classes are looked for later
            }
            assertThat(catchThrowable(() ->
                            provider.getCacheManager(null, null, properties).close()))
                    .as(name)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(name)
                    .hasMessageNotContaining("no such key");
        }
    }

    private static List<RecordComponent> components(Class<?> type) {
        return Arrays.asList(type.getRecordComponents());
    }

    private static String dashed(RecordComponent component) {
        return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** The names below a cache: those of groups with what they consist of. */
    private static List<String> cacheNames() {
        List<String> names = new ArrayList<>();
        addNames(names, "", CacheKeys.class);
        return names;
    }

    private static void addNames(List<String> names, String prefix, Class<?> type) {
        for (RecordComponent component : components(type)) {
            String name = prefix + dashed(component);
            if (component.getType().isRecord()) {
                addNames(names, name + ".", component.getType());
            } else {
                names.add(name);
            }
        }
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (Key<?> key : Keys.TOP.keys()) {
            switch (key.name()) {
                case "redis" -> names.addAll(List.of("redis.address", "redis.file"));
                case "defaults" -> cacheNames().forEach(name -> names.add("defaults." + name));
                case "caches" -> {}
                default -> names.add(key.name());
            }
        }
        return names;
    }

    private static String metadata() {
        List<String> properties = new ArrayList<>();
        for (String name : names()) {
            properties.add(property(name, "java.lang.String", key(name)));
        }
        properties.add(
                property("caches", "java.util.Map<java.lang.String,io.spillway.spring.boot.CacheKeys>", Keys.CACHES));
        List<String> hints = WORDS.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> "    { \"name\": \"spillway.defaults." + entry.getKey() + "\", \"values\": ["
                        + String.join(
                                ", ",
                                entry.getValue().stream()
                                        .map(word -> "{ \"value\": \"" + word + "\" }")
                                        .toList())
                        + "] }")
                .toList();
        return "{\n  \"properties\": [\n" + String.join(",\n", properties) + "\n  ],\n  \"hints\": [\n"
                + String.join(",\n", hints) + "\n  ]\n}\n";
    }

    private static Key<?> key(String name) {
        String[] parts = name.split("\\.", -1);
        boolean ofCache = parts[0].equals("defaults");
        return (ofCache ? Keys.CACHE : Keys.TOP).find(parts[ofCache ? 1 : 0]).orElseThrow();
    }

    private static String property(String name, String type, Key<?> key) {
        return "    {\n      \"name\": \"spillway." + name + "\",\n      \"type\": \"" + type
                + "\",\n      \"description\": \""
                + key.doc().replace("\\", "\\\\").replace("\"", "\\\"")
                + "\"\n    }";
    }
}
