package io.spillway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.jcache.configuration.TypesafeConfigurator;
import com.typesafe.config.ConfigFactory;
import io.spillway.provider.SpillwayCachingProvider;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.cache.CacheManager;
import javax.cache.spi.CachingProvider;
import org.ehcache.xml.XmlConfiguration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** Gives each configuration that a page shows to whom it is for. */
class ConfigurationSnippetsIT {
    private static final Pattern DEPENDENCY = Pattern.compile(
            "<dependency>\\s*<groupId>(.*?)</groupId>\\s*<artifactId>(.*?)</artifactId>\\s*<version>(.*?)<");
    /** Nobody listens there, so that no Redis of the reader's is asked. */
    private static final String NO_REDIS = "redis://localhost:1";

    @TempDir
    Path folder;

    static Stream<Snippet> yaml() {
        return Snippet.of("yaml");
    }

    static Stream<Snippet> properties() {
        return Snippet.of("properties");
    }

    static Stream<Snippet> xml() {
        return Snippet.of("xml");
    }

    static Stream<Snippet> hocon() {
        return Snippet.of("hocon");
    }

    /** The same, with folders and servers that are the test's. */
    private String here(String text) {
        return text.replaceAll("(?m)^directory: [^#\\n]*", Matcher.quoteReplacement("directory: '" + folder + "/data'"))
                .replaceAll("redis://localhost:6379", NO_REDIS)
                .replace("/etc/app/", folder + "/")
                .replaceAll(
                        "file: redisson-jcache.yaml", Matcher.quoteReplacement("file: '" + folder + "/redisson.yaml'"));
    }

    @ParameterizedTest
    @MethodSource("yaml")
    void yamlIsRead(Snippet snippet) throws IOException {
        String text = here(snippet.text());
        if (text.contains("apiVersion:")) {
            Map<String, Object> resource = new Yaml().load(text);
            assertThat(resource).containsKeys("kind", "metadata", "spec");
            return;
        }
        Path redisson = folder.resolve("redisson.yaml");
        Files.writeString(redisson, "singleServerConfig:\n  address: \"" + NO_REDIS + "\"\n");
        if (text.contains("singleServerConfig")) {
            Files.writeString(redisson, text);
            text = "redis: { file: '" + redisson + "' }\n";
        }
        Path file = Files.writeString(folder.resolve("spillway.yaml"), text);
        try (CachingProvider provider = new SpillwayCachingProvider();
                CacheManager manager = provider.getCacheManager(file.toUri(), null)) {
            for (String name : manager.getCacheNames()) {
                assertThat(manager.getCache(name).unwrap(io.spillway.CacheTiers.class))
                        .isNotNull();
            }
            assertThat(manager.createCache("another", new javax.cache.configuration.MutableConfiguration<>()))
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @MethodSource("properties")
    void propertiesAreTaken(Snippet snippet) throws IOException {
        Properties all = new Properties();
        all.load(new StringReader(snippet.text()));
        Properties ours = new Properties();
        all.forEach((name, value) -> {
            assertThat(name.toString()).matches("(spillway|spring\\.cache)\\..*");
            if (name.toString().startsWith("spillway.")) {
                ours.put(name, value);
            }
        });
        if (ours.containsKey("spillway.directory")) {
            ours.setProperty("spillway.directory", folder.resolve("data").toString());
        }
        ours.replaceAll((name, value) -> name.toString().contains(".redis.") ? value : here(value.toString()));
        boolean needsRedis = ours.stringPropertyNames().stream().anyMatch(name -> name.contains(".redis."));
        if (needsRedis) {
            ours.setProperty("spillway.redis.address", NO_REDIS);
        }
        try (CachingProvider provider = new SpillwayCachingProvider();
                CacheManager manager = provider.getCacheManager(null, null, ours)) {
            assertThat(manager.isClosed()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("xml")
    void xmlIsRead(Snippet snippet) throws IOException {
        if (snippet.text().contains("ehcache.org")) {
            Path file = Files.writeString(folder.resolve("ehcache.xml"), snippet.text());
            assertThat(new XmlConfiguration(file.toUri().toURL()).getCacheConfigurations())
                    .isNotEmpty();
            return;
        }
        String poms = poms();
        Matcher dependency = DEPENDENCY.matcher(snippet.text());
        int found = 0;
        for (; dependency.find(); found++) {
            String group = dependency.group(1);
            assertThat(poms).contains("<artifactId>" + dependency.group(2) + "</artifactId>");
            assertThat(poms)
                    .as("the version of " + group + ":" + dependency.group(2))
                    .contains((group.equals("io.spillway") ? "<version>" : ".version>") + dependency.group(3) + "</");
        }
        assertThat(found).isPositive();
    }

    private static String poms() throws IOException {
        try (Stream<Path> files = Files.find(
                Snippet.PROJECT,
                3,
                (file, attributes) ->
                        file.endsWith("pom.xml") && !file.toString().contains("target"))) {
            return files.map(ConfigurationSnippetsIT::content).collect(Collectors.joining());
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("hocon")
    void caffeinesIsReadByCaffeine(Snippet snippet) {
        assertThat(TypesafeConfigurator.from(
                        ConfigFactory.parseString(snippet.text()).withFallback(ConfigFactory.load()), "carts"))
                .hasValueSatisfying(configuration -> {
                    assertThat(configuration.getMaximumSize()).hasValue(10_000);
                    assertThat(configuration.isStatisticsEnabled()).isTrue();
                    assertThat(configuration.isStoreByValue()).isTrue();
                    assertThat(configuration.getValueType().getName()).isEqualTo("com.example.Cart");
                });
    }
}
