package io.spillway.config;

/**
 * One setting that was changed.
 *
 * @param key the key with all that it stands below
 * @param before its value before, as a file would say it
 * @param after its value now
 * @param origin who says so
 */
public record SettingChange(String key, String before, String after, String origin) {
    @Override
    public String toString() {
        return key + ": " + before + " -> " + after + " (" + origin + ")";
    }
}
