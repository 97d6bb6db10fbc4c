package io.spillway.config;

import io.spillway.ConfigurationInForce.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes down a configuration as it is in force: every key of the manager and of its caches, with where its value comes from. */
public final class ConfigurationDump {
    private final StringBuilder yaml = new StringBuilder();
    private final List<Setting> settings = new ArrayList<>();

    private ConfigurationDump() {}

    /**
     * Writes down a configuration.
     *
     * @param caches the names of the caches that are open, each with what code says of it
     */
    public static ConfigurationDump of(LoadedConfiguration configuration, Map<String, Map<String, String>> caches) {
        ConfigurationDump dump = new ConfigurationDump();
        for (Key<?> key : Keys.TOP_VALUES) {
            dump.add("", "", key, configuration.top());
        }
        dump.yaml.append(Keys.CACHES.name()).append(caches.isEmpty() ? ": {}\n" : ":\n");
        caches.forEach((name, said) -> dump.addCache(configuration, name, said));
        return dump;
    }

    private void addCache(LoadedConfiguration configuration, String name, Map<String, String> said) {
        boolean declared = configuration.settings().declaredCaches().contains(name);
        yaml.append("  ").append(YamlText.word(name)).append(":");
        yaml.append(declared ? "\n" : "  # created by the application\n");
        Section section = configuration.effective(name, said).section();
        for (Key<?> key : Keys.CACHE.keys()) {
            if (declared || key.group() == Key.Group.TIERS) {
                add("    ", "caches." + name + ".", key, section);
            }
        }
    }

    private <T> void add(String indent, String path, Key<T> key, Section section) {
        T value = section.find(key);
        String text = ConfigurationChanges.text(key, value);
        String origin = section.origin(key);
        settings.add(new Setting(path + key.name(), text, origin));
        yaml.append(indent)
                .append(value == null ? "# " : "")
                .append(key.name())
                .append(": ")
                .append(text)
                .append("  # ")
                .append(origin)
                .append('\n');
    }

    /** All of it as a file would say it, with the origin of each value behind it. */
    public String yaml() {
        return yaml.toString();
    }

    /** The settings one by one. */
    public List<Setting> settings() {
        return settings;
    }
}
