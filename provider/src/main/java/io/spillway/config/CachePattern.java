package io.spillway.config;

/**
 * Settings for all caches with names of one shape.
 *
 * @param pattern the shape: each {@code *} stands for any characters, or none
 * @param settings the settings
 */
public record CachePattern(String pattern, CacheSettings settings) {

    /** Whether a name is a pattern rather than the name of one cache. */
    static boolean isPattern(String name) {
        return name.indexOf('*') >= 0;
    }

    /** Whether a cache's name has this shape. */
    boolean matches(String name) {
        // Greedy matching with one step back to the last star: linear for all that people write, never exponential.
        int star = -1;
        int resume = 0;
        int p = 0;
        int n = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
