package io.spillway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.spillway.ConfigurationException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationSourceTest {
    private static final String YAML = "caches: { marker: {} }\n";

    @TempDir
    Path folder;

    private ClassLoader emptyLoader;

    @BeforeEach
    void makeLoader() {
        emptyLoader = new URLClassLoader(new URL[0], ClassLoader.getPlatformClassLoader());
    }

    @Test
    void readsAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("a b.conf"), YAML);

        ManagerSettings settings = load(file.toUri(), emptyLoader);

        assertThat(settings.declaredCaches()).containsExactly("marker");
        assertThat(settings.source()).isEqualTo(file.toString());
    }

    @Test
    void readsAPlainPathThatEndsAsYamlDoes() throws IOException {
        Path file = Files.writeString(folder.resolve("app.yml"), YAML);

        assertThat(load(URI.create(file.toUri().getRawPath()), emptyLoader).declaredCaches())
                .containsExactly("marker");
    }

    @ParameterizedTest
    @ValueSource(strings = {"classpath:conf/app.yaml", "classpath:/conf/app.yaml", "CLASSPATH:conf/app.yaml"})
    void readsAResource(String uri) throws IOException {
        Files.createDirectories(folder.resolve("conf"));
        Files.writeString(folder.resolve("conf/app.yaml"), YAML);

        assertThat(load(URI.create(uri), loaderOfFolder()).declaredCaches()).containsExactly("marker");
    }

    @Test
    void readsAResourceInAJarAndLeavesTheJarAlone() throws Exception {
        Path jar = folder.resolve("app.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            entries.putNextEntry(new JarEntry("spillway.yaml"));
            entries.write(YAML.getBytes(StandardCharsets.UTF_8));
        }
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            URI resource = loader.getResource("spillway.yaml").toURI();
            assertThat(load(resource, emptyLoader).declaredCaches()).containsExactly("marker");
            assertThat(load(URI.create("a-name"), loader).declaredCaches()).containsExactly("marker");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.spillway.provider.SpillwayCachingProvider",
                "javax.cache.MyCache",
                "javax.cache:whatever",
                "urn:uuid:1",
                "http://localhost/app",
                "some/path",
                "#fragment",
                ""
            })
    void takesAnyOtherUriForAName(String uri) throws IOException {
        assertThat(load(URI.create(uri), emptyLoader)).isEqualTo(ManagerSettings.builtIn());

        Files.writeString(folder.resolve("spillway.yaml"), YAML);
        assertThat(load(URI.create(uri), loaderOfFolder()).declaredCaches()).containsExactly("marker");
    }

    @Test
    void aFileThatIsAskedForMustBeThere() {
        Path missing = folder.resolve("missing.yaml");

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> load(missing.toUri(), emptyLoader))
                .withMessage(missing + ": there is no such file; the cache manager's URI names it (absolute path: "
                        + missing + ")");
        assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> load(folder.toUri(), emptyLoader));
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> load(URI.create("file:relative.yaml"), emptyLoader));
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> load(URI.create("file://host/share.yaml"), emptyLoader));
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> load(URI.create("classpath:missing.yaml"), emptyLoader))
                .withMessageStartingWith("classpath:missing.yaml: there is no such resource; ");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> load(URI.create("jar:nonsense"), emptyLoader));
    }

    @Test
    void refusesAFileItCannotFetch() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> load(URI.create("https://example.org/app.yaml"), emptyLoader))
                .withMessage("https://example.org/app.yaml: Spillway reads file:, classpath: and jar: only");
    }

    @Test
    void refusesWhatIsNotText() throws IOException {
        Path file = Files.write(folder.resolve("app.yaml"), new byte[] {(byte) 0xC3, 0x28});

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> load(file.toUri(), emptyLoader))
                .withMessage(file + ": this is not UTF-8 text; save the file in that encoding");

        Files.write(file, new byte[2 * 1024 * 1024]);
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> load(file.toUri(), emptyLoader))
                .withMessage(file + ": this is larger than 1 MB, too large to be a configuration");
    }

    @Test
    void aByteOrderMarkIsNoKey() throws IOException {
        Path file = Files.writeString(folder.resolve("app.yaml"), "\uFEFF" + YAML);

        assertThat(load(file.toUri(), emptyLoader).declaredCaches()).containsExactly("marker");
    }

    private ClassLoader loaderOfFolder() throws MalformedURLException {
        return new URLClassLoader(new URL[] {folder.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
    }

    private static ManagerSettings load(URI uri, ClassLoader loader) {
        return ConfigurationSource.of(uri, loader, new Properties()).read().settings();
    }
}
