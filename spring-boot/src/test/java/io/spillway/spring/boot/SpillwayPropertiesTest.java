package io.spillway.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class SpillwayPropertiesTest {
    private final StandardEnvironment environment = new StandardEnvironment();

    SpillwayPropertiesTest() {
        environment.getPropertySources().remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
    }

    private void source(String name, Map<String, Object> properties) {
        environment.getPropertySources().addLast(new MapPropertySource(name, properties));
    }

    private Map<String, Object> copied() {
        ConfigurationPropertySources.attach(environment);
        Properties properties = new Properties();
        SpillwayProperties.copy(environment, properties);
        Map<String, Object> copied = new LinkedHashMap<>();
        properties.stringPropertyNames().forEach(name -> copied.put(name, properties.getProperty(name)));
        assertThat(copied.remove("spillway.shutdown-hook")).isEqualTo("false");
        return copied;
    }

    @Test
    void namesStayAsTheyAreWrittenAndPlaceholdersAreResolved() {
        source(
                "file",
                Map.of(
                        "spillway.caches[com.example.*].heap", "1MB",
                        "spillway.caches.myBooks.allow[0]", "com.example.**",
                        "spillway.directory", "${home}/caches",
                        "home", "/somewhere",
                        "other.heap", "2MB"));
        assertThat(copied())
                .containsOnly(
                        entry("spillway.caches[com.example.*].heap", "1MB"),
                        entry("spillway.caches.myBooks.allow[0]", "com.example.**"),
                        entry("spillway.directory", "/somewhere/caches"));
    }

    @Test
    void environmentVariablesGoFirst() {
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        Map.of(
                                "SPILLWAY_DEFAULTS_SPILLAT",
                                "70%",
                                "SPILLWAY_CACHES_BOOKS_ALLOW_0",
                                "com.example.Book")));
        source("file", Map.of("spillway.defaults.spill-at", "60%", "spillway.caches.books.allow", "com.example.**"));
        assertThat(copied())
                .containsOnly(
                        entry("spillway.defaults.spill-at", "70%"),
                        entry("spillway.caches.books.allow[0]", "com.example.Book"));
    }

    @Test
    void oneSourceSaysAllOfAListAndOfWhatIsAValueOrAGroup() {
        source("first", Map.of("spillway.caches.a.allow", "A,B", "spillway.caches.a.redis.writes", "none"));
        source(
                "second",
                Map.of(
                        "spillway.caches.a.allow[0]",
                        "C",
                        "spillway.caches.a.redis",
                        "none",
                        "spillway.caches.a.heap",
                        "1MB"));
        assertThat(copied())
                .containsOnly(
                        entry("spillway.caches.a.allow", "A,B"),
                        entry("spillway.caches.a.redis.writes", "none"),
                        entry("spillway.caches.a.heap", "1MB"));
    }

    @Test
    void anEmptyValueOnlySaysThatThereIsACache() {
        source("first", Map.of("spillway.caches.a", ""));
        source("second", Map.of("spillway.caches.a.heap", "1MB"));
        assertThat(copied()).containsOnly(entry("spillway.caches.a", ""), entry("spillway.caches.a.heap", "1MB"));
    }

    @Test
    void theContextClosesTheManagerAndNoHookOfTheJvm() {
        source("file", Map.of("spillway.shutdown-hook", "true"));
        assertThat(copied()).isEmpty();
    }
}
