package io.spillway.config;

import io.spillway.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
 * <p>Over that lie the files that {@code watch} names, where they are there, and over those the properties that begin with
 * {@code spillway.}.
 *
 * <p>A file or resource that is asked for must be there. A name that ends in {@code .yaml} or {@code .yml} but has a scheme
 * that cannot be read, such as {@code https:}, is refused rather than taken for a mere name.
 */
public final class ConfigurationSource {
    /** What names in properties begin with. */
    public static final String PREFIX = "spillway.";

    static final String BUILT_IN = "built-in defaults";

    private static final String DEFAULT_RESOURCE = "spillway.yaml";
    private static final String PROPERTIES = "the properties of the cache manager";

    private final URI uri;
    private final ClassLoader loader;
    private final Map<String, String> properties;

    private ConfigurationSource(URI uri, ClassLoader loader, Map<String, String> properties) {
        this.uri = uri;
        this.loader = loader;
        this.properties = properties;
    }

    /**
     * The configuration of a cache manager, which is not read yet.
     *
     * @param uri the manager's URI
     * @param loader the manager's class loader
     * @param properties the manager's properties; those that don't begin with {@link #PREFIX} are somebody else's
     */
    public static ConfigurationSource of(URI uri, ClassLoader loader, Properties properties) {
        Map<String, String> ours = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(PREFIX)) {
                ours.put(name.substring(PREFIX.length()), properties.getProperty(name));
            }
        }
        return new ConfigurationSource(uri, loader, ours);
    }

    /**
     * Reads the configuration as it is now.
     *
     * @throws ConfigurationException if there is no such file, it cannot be read, or it is not right in any way
     */
    public LoadedConfiguration read() {
        Document document = document();
        Element root = laidOver(document.root, propertyElement());
        List<Path> files = new ArrayList<>();
        if (document.file != null) {
            files.add(document.file);
        }
        List<Path> watched = SettingsReader.watched(root, document.source);
        files.addAll(watched);
        if (!watched.isEmpty()) {
            root = document.root;
            for (Path file : watched) {
                root = laidOver(root, further(file));
            }
            root = laidOver(root, propertyElement());
        }
        return SettingsReader.read(root, document.source, files);
    }

    private static @Nullable Element laidOver(@Nullable Element lower, @Nullable Element upper) {
        if (lower == null || upper == null) {
            return upper == null ? lower : upper;
        }
        return Overlay.of(upper, lower);
    }

    private @Nullable Element propertyElement() {
        return properties.isEmpty() ? null : PropertyElement.read(properties, PREFIX, PROPERTIES);
    }

    /** One of the files of {@code watch}; null if it is not there. */
    private static @Nullable Element further(Path file) {
        if (!Files.exists(file)) {
            return null;
        }
        Element root = file(file).root;
        if (root != null) {
            SettingsReader.refuseWatchingIn(root);
        }
        return root;
    }

    private Document document() {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "file" -> file(path(uri));
            case "classpath" -> classPath();
            case "jar" -> resource(uri);
            case "" -> namesYaml(uri) ? file(path(uri)) : byName();
            default -> {
                if (namesYaml(uri)) {
                    throw problem(uri, "Spillway reads file:, classpath: and jar: only");
                }
                yield byName();
            }
        };
    }

    private static Document file(Path file) {
        String source = file.toString();
        if (!Files.isRegularFile(file)) {
            throw Location.of(source)
                    .problem("there is no such file; the cache manager's URI names it (absolute path: "
                            + file.toAbsolutePath() + ")");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new Document(YamlText.read(in, source), source, file);
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

    private Document classPath() {
        String name = uri.getSchemeSpecificPart().replaceFirst("^/+", "");
        URL resource = loader.getResource(name);
        if (resource == null) {
            throw problem(
                    uri,
                    "there is no such resource; the cache manager's URI names it, and " + loader + " does not find it");
        }
        return resource(resource);
    }

    private Document byName() {
        URL resource = loader.getResource(DEFAULT_RESOURCE);
        return resource == null ? new Document(null, BUILT_IN, null) : resource(resource);
    }

    private static Document resource(URI uri) {
        try {
            return resource(uri.toURL());
        } catch (IOException | IllegalArgumentException e) {
            throw problem(uri, "this cannot be read (" + e + ")");
        }
    }

    private static Document resource(URL url) {
        String source = url.toString();
        try {
            URLConnection connection = url.openConnection();
            connection.setUseCaches(false); // a cached jar file would stay open for good
            try (InputStream in = connection.getInputStream()) {
                return new Document(YamlText.read(in, source), source, fileOf(url));
            }
        } catch (IOException e) {
            throw unreadable(source, e);
        }
    }

    /** The file that a resource is; null if it lies in something else. */
    private static @Nullable Path fileOf(URL url) {
        try {
            return url.getProtocol().equals("file") ? Path.of(url.toURI()) : null;
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            return null;
        }
    }

    private static ConfigurationException problem(URI uri, String problem) {
        return Location.of(uri.toString()).problem(problem);
    }

    private static ConfigurationException unreadable(String source, IOException cause) {
        return Location.of(source).problem("this cannot be read (" + cause + ")", cause);
    }

    /**
     * A text that was read.
     *
     * @param root its topmost element; null if there is nothing in it
     * @param source what it was read from, for people
     * @param file the file that it was read from; null if that was none
     */
    private record Document(
            @Nullable Element root, String source, @Nullable Path file) {}
}
