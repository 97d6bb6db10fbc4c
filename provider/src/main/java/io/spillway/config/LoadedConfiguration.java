package io.spillway.config;

import io.spillway.ConfigurationException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A configuration that was read, and found to be right. Immutable and safe for use by any thread. */
public final class LoadedConfiguration {
    private final ManagerSettings settings;
    private final Section top;
    private final SettingsReader reader;
    private final List<Path> files;

    LoadedConfiguration(ManagerSettings settings, Section top, SettingsReader reader, List<Path> files) {
        this.settings = settings;
        this.top = top;
        this.reader = reader;
        this.files = List.copyOf(files);
    }

    /** What it says of the cache manager. */
    public ManagerSettings settings() {
        return settings;
    }

    /** The files that it was read from, or would be if they were there. */
    public List<Path> files() {
        return files;
    }

    /**
     * What holds for a cache: of its name, of the longest pattern that its name matches, or the defaults; under what the
     * code says that creates it.
     *
     * @param said keys and values, as properties have them, of which this configuration is told by code; empty for most
     *     caches
     * @throws ConfigurationException if what the code says is not right, or does not go together with the rest
     */
    public CacheSettings cache(String name, Map<String, String> said) {
        return effective(name, said).settings();
    }

    EffectiveCache effective(String name, Map<String, String> said) {
        Section exact = CachePattern.isPattern(name) ? null : reader.section(name);
        if (exact != null) {
            return reader.declared(exact);
        }
        Section pattern = settings.patternOf(name)
                .map(CachePattern::pattern)
                .map(reader::section)
                .orElse(null);
        if (said.isEmpty()) {
            return reader.undeclared(pattern);
        }
        Element own = PropertyElement.read(said, "", "the Configuration of cache '" + name + "'");
        return reader.undeclared(pattern, SettingsReader.own(own));
    }

    /** Where a cache is declared. */
    Location locationOf(String name) {
        Section section = reader.section(name);
        return section == null ? top.location() : section.location();
    }

    Section top() {
        return top;
    }
}
