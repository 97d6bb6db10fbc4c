package io.spillway.config;

import io.spillway.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Finds the configuration that a cache manager's URI means.
 *
 * <p>To JSR-107 the URI is a name; it may, but need not, lead somewhere. So:
 *
 * <ul>
 *   <li>{@code file:/etc/app/spillway.yaml}, and any URI without a scheme whose path ends in {@code .yaml} or {@code .yml}:
 *       that file; a relative path starts at the working directory;
 *   <li>{@code classpath:app/spillway.yaml}: that resource, as the manager's class loader finds it;
 *   <li>{@code jar:file:/app.jar!/spillway.yaml}, what {@link Class#getResource(String)} answers: that resource;
 *   <li>any other: a name. The settings are those of {@code spillway.yaml} on the class path, if it is there, else the
 *       built-in defaults. The provider's default URI is such a name.
 * </ul>
 *
 * <p>A file or resource that is asked for must be there. A name that ends in {@code .yaml} or {@code .yml} but has a scheme
 * that cannot be read, such as {@code https:}, is refused rather than taken for a mere name.
 */
public final class ConfigurationSource {
    private static final String DEFAULT_RESOURCE = "spillway.yaml";

    private ConfigurationSource() {}

    /**
     * Reads the settings of a cache manager.
     *
     * @param uri the manager's URI
     * @param loader the manager's class loader
     * @return the settings
     * @throws ConfigurationException if there is no such file, it cannot be read, or it is not right in any way
     */
    public static ManagerSettings load(URI uri, ClassLoader loader) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "file" -> file(path(uri));
            case "classpath" -> classPath(uri, loader);
            case "jar" -> resource(uri);
            case "" -> namesYaml(uri) ? file(path(uri)) : byName(loader);
            default -> {
                if (namesYaml(uri)) {
                    throw problem(uri, "Spillway reads file:, classpath: and jar: only");
                }
                yield byName(loader);
            }
        };
    }

    /**
     * Reads settings from a file.
     *
     * @throws ConfigurationException if there is no such file, it cannot be read, or it is not right in any way
     */
    public static ManagerSettings file(Path file) {
        String source = file.toString();
        if (!Files.isRegularFile(file)) {
            throw Location.of(source)
                    .problem("there is no such file; the cache manager's URI names it (absolute path: "
                            + file.toAbsolutePath() + ")");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, source);
        } catch (IOException e) {
            throw unreadable(source, e);
        }
    }

    private static boolean namesYaml(URI uri) {
        String name = uri.getSchemeSpecificPart().toLowerCase(Locale.ROOT);
        return name.endsWith(".yaml") || name.endsWith(".yml");
    }

    private static Path path(URI uri) {
        try {
            // "file:relative.yaml" is opaque, which Path.of(URI) does not take
            return uri.getScheme() == null || uri.isOpaque() ? Path.of(uri.getSchemeSpecificPart()) : Path.of(uri);
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw problem(uri, "this is not the URI of a file (" + e.getMessage() + ")");
        }
    }

    private static ManagerSettings classPath(URI uri, ClassLoader loader) {
        String name = uri.getSchemeSpecificPart().replaceFirst("^/+", "");
        URL resource = loader.getResource(name);
        if (resource == null) {
            throw problem(
                    uri,
                    "there is no such resource; the cache manager's URI names it, and " + loader + " does not find it");
        }
        return resource(resource);
    }

    private static ManagerSettings byName(ClassLoader loader) {
        URL resource = loader.getResource(DEFAULT_RESOURCE);
        return resource == null ? ManagerSettings.builtIn() : resource(resource);
    }

    private static ManagerSettings resource(URI uri) {
        try {
            return resource(uri.toURL());
        } catch (IOException | IllegalArgumentException e) {
            throw problem(uri, "this cannot be read (" + e + ")");
        }
    }

    private static ManagerSettings resource(URL url) {
        String source = url.toString();
        try {
            URLConnection connection = url.openConnection();
            connection.setUseCaches(false); // a cached jar file would stay open for good
            try (InputStream in = connection.getInputStream()) {
                return read(in, source);
            }
        } catch (IOException e) {
            throw unreadable(source, e);
        }
    }

    private static ManagerSettings read(InputStream in, String source) throws IOException {
        return SettingsReader.read(YamlText.read(in, source), source);
    }

    private static ConfigurationException problem(URI uri, String problem) {
        return Location.of(uri.toString()).problem(problem);
    }

    private static ConfigurationException unreadable(String source, IOException cause) {
        return Location.of(source).problem("this cannot be read (" + cause + ")", cause);
    }
}
